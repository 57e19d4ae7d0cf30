import type { Score } from '../score.ts'
import { type Group, groups } from '../totals.ts'
import { cause, type Markup, markup, NOTHING } from './markup.ts'

const SHOWN = 8

/** The runs by what the outside sees of them: what nobody can tell apart from there. */
export function classes(scores: readonly Score[]): Markup {
  const all = groups(scores)
  if (all.length === 0) return NOTHING
  const places = new Map(scores.map(({ id }, index) => [id, index]))
  return markup`<section id="classes" aria-labelledby="classes-title">
<h2 id="classes-title">What the outside cannot tell apart</h2>
<p>The runs by what the outside sees of them. Where a class holds several true causes, no tool can name the right one from there; the report lists
them, best first, each with the command that decides. True causes are the most general ones.</p>
<table class="classes">
<thead><tr><th scope="col">Answer</th><th scope="col">Around it</th><th scope="col">Runs</th><th scope="col">True causes</th><th scope="col">Left open, in how many runs</th></tr></thead>
<tbody>
${all.map((group) => row(group, places))}</tbody>
</table>
</section>
`
}

function row({ class: answer, beside, runs, truths, open }: Group, places: ReadonlyMap<string, number>): Markup {
  const link = ({ id }: Score): Markup => markup`<li><a href="#run-${places.get(id) ?? ''}"><code>${id}</code></a></li>`
  const names = markup`<details class="names"><summary>${runs.length}</summary><ul>${runs.map(link)}</ul></details>`
  return markup`<tr><th scope="row" data-label="Answer">${answer}</th><td data-label="Around it">${beside}</td><td data-label="Runs">${names}</td><td data-label="True causes">${truths.length > 1 ? markup`<b class="several">${truths.length}</b> ` : ''}<ul class="causes">${truths.map((truth) => markup`<li>${cause(truth)}</li>`)}</ul></td><td data-label="Left open">${leftOpen(open)}</td></tr>
`
}

function leftOpen(open: Group['open']): Markup {
  if (open.length === 0) return markup`<i>nothing</i>`
  const items = (part: Group['open']): readonly Markup[] => part.map(([id, runs]) => markup`<li>${cause(id)} <b>${runs}</b></li>`)
  const rest = open.slice(SHOWN)
  return markup`<ul class="causes">${items(open.slice(0, SHOWN))}</ul>${rest.length === 0 ? '' : markup`<details class="names"><summary>${rest.length} more</summary><ul class="causes">${items(rest)}</ul></details>`}`
}
