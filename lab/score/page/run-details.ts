import type { Score } from '../score.ts'
import { cause, joined, type Markup, markup, NOTHING } from './markup.ts'

/** What opens below a run: its title, what was wrong, what the report leaves, what decides, and the report itself. */
export function runDetails(score: Score): Markup {
  const { title, wrong, lab } = score
  return markup`<details><summary>${title}</summary>
<div class="story">
<dl>
${wrong.length === 0 ? NOTHING : entry('✗ What is wrong', sentences(wrong), 'wrong')}${lab.length === 0 ? NOTHING : entry('! What was void', sentences(lab), 'void')}${trueCause(score)}${leftOpen(score)}${walls(score)}${decides(score)}${entry('World', markup`${score.base}, IPv${score.family}, topology ${score.topology}`)}</dl>
${terminal(`$ sshwhy ${score.typed}\n${score.report}`)}
</div>
</details>`
}

const entry = (name: string, says: Markup, tone = ''): Markup => markup`<div class="${tone}"><dt>${name}</dt><dd>${says}</dd></div>
`

const sentences = (all: readonly string[]): Markup => markup`<ul>${all.map((text) => markup`<li>${text}</li>`)}</ul>`

function trueCause({ truth, truthIs, judged }: Score): Markup {
  if (truth === null) return entry('Truth', markup`nothing stands in the way`)
  return entry('Truth', markup`${cause(truth)}, in the report: ${truthIs}${judged ? '' : ' (this version does not judge it)'}`)
}

function leftOpen({ open, truth }: Score): Markup {
  if (open.length === 0) return entry('Left open', markup`nothing`)
  const item = (id: string): Markup =>
    id === truth ? markup`<li class="true">${cause(id)} <small>the truth</small></li>` : markup`<li>${cause(id)}</li>`
  return entry(`Left open, best first: ${open.length}`, markup`<ol class="causes">${open.map(item)}</ol>`)
}

function walls({ blockers: { found, missed } }: Score): Markup {
  if (found.length + missed.length === 0) return NOTHING
  const listed = (word: string, causes: readonly string[]): readonly Markup[] =>
    causes.length === 0 ? [] : [markup`${word} ${joined(causes.map(cause), ', ')}`]
  return entry('Further walls', joined([...listed('listed:', found), ...listed('not listed:', missed)], '; '))
}

function decides({ decide, told, printed }: Score): Markup {
  if (decide === null) return NOTHING
  const showed =
    told === null
      ? 'not put to the test'
      : told
        ? '✓ on the broken host it showed the cause'
        : '✗ on the broken host it did not show the cause'
  return entry(
    `Decides, on: ${decide.where}`,
    markup`<pre class="command">${decide.command}</pre>${showed}${printed === '' ? NOTHING : markup`<pre class="command">${printed}</pre>`}`,
    told === false ? 'wrong' : '',
  )
}

/** The report as it stands in a terminal, its signs coloured. */
function terminal(report: string): Markup {
  const parts = report
    .split(/([✓✗])/)
    .map((part) => (part === '✓' || part === '✗' ? markup`<b class="${part === '✓' ? 'yes' : 'no'}">${part}</b>` : part))
  return markup`<pre class="terminal" tabindex="0" aria-label="The report">${parts}</pre>`
}
