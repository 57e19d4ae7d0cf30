import type { Board } from '../score.ts'
import { counts, type Gate, gates, totals, type Totals } from '../totals.ts'
import { counted, type Markup, markup, NOTHING } from './markup.ts'

/** Title, what the lab has shown in a sentence or two, what was run, and what must be. */
export function summary(board: Board, earlier: Board | undefined): Markup {
  const sum = totals(board.scores)
  const must = gates(sum)
  const before = earlier && new Map(gates(totals(earlier.scores)).map(({ asks, is }) => [asks, is]))
  return markup`<header>
<p class="kicker">sshwhy · fault lab · outside view</p>
<h1>${headline(board, sum)}</h1>
${sum.runs === 0 ? NOTHING : markup`<p class="lead">${lead(board, sum)}</p>`}
${facts(board)}
</header>
<section id="gates" aria-labelledby="gates-title">
<h2 id="gates-title">What must be</h2>
<ul class="tiles">
${must.map((gate) => tile(gate, before?.get(gate.asks)))}</ul>
</section>
`
}

const STATES: Readonly<Record<Gate['state'], { readonly sign: string; readonly words: string }>> = {
  met: { sign: '✓', words: 'met' },
  unmet: { sign: '✗', words: 'not met' },
  unmeasured: { sign: '–', words: 'not measured' },
}

function headline({ scores }: Board, sum: Totals): string {
  if (scores.length === 0) return 'No run was made: nothing is shown'
  if (sum.runs === 0) return 'No run counts: nothing is shown'
  const states = gates(sum).map(({ state }) => state)
  const failed = states.filter((state) => state === 'unmet').length
  const met = states.filter((state) => state === 'met').length
  if (failed > 0) return `${failed} of ${states.length} demands ${failed === 1 ? 'is' : 'are'} not met`
  return met === states.length ? `All ${met} demands are met` : `The ${met} demands that were measured are met`
}

function lead({ scores }: Board, { runs, walls, wrongProven, notJudged, bad, void: voided }: Totals): Markup {
  const scenarios = new Set(scores.filter(counts).map(({ name }) => name)).size
  const broken = Object.values(walls).reduce((all, each) => all + each, 0)
  const proven =
    wrongProven === 0 ? 'Nothing wrong was proven' : `${counted(wrongProven, 'wrong cause')} ${wrongProven === 1 ? 'was' : 'were'} proven`
  const faults = [...(bad > voided ? [`${bad - voided} wrong`] : []), ...(voided > 0 ? [`${voided} void`] : [])]
  return markup`${proven} in ${counted(runs, 'run')} of ${counted(scenarios, 'scenario')}: real Debian hosts, broken for real,
and every fault confirmed by other tools and by its repair. Of ${counted(broken, 'first wall')}, sshwhy named ${walls.right}, proved a general
cause of ${walls.coarse}, left ${walls.open} open with the truth among what is left, and was wrong about ${walls.wrong}.${
    notJudged > 0 ? ` ${notJudged} more ${notJudged === 1 ? 'has' : 'have'} a cause that this version does not judge.` : ''
  }${faults.length > 0 ? markup` <a href="#runs" data-wrong>Show the ${faults.join(' and ')} ${bad === 1 ? 'run' : 'runs'}.</a>` : NOTHING}`
}

function facts({ date, version, commit, kernel, scores, took }: Board): Markup {
  const changed = commit?.endsWith('+') ? markup` <small>and changes</small>` : ''
  return markup`<dl class="facts">
<div><dt>When</dt><dd><time datetime="${date}">${date.slice(0, 16).replace('T', ' ')} UTC</time></dd></div>
<div><dt>Version</dt><dd>${version}</dd></div>
<div><dt>Commit</dt><dd>${commit === null ? 'none' : markup`<code>${commit.replace(/\+$/, '')}</code>${changed}`}</dd></div>
<div><dt>Kernel</dt><dd>Linux ${kernel}</dd></div>
<div><dt>Runs</dt><dd>${scores.length} in ${took} s</dd></div>
</dl>`
}

function tile({ asks, is, must, state }: Gate, was: string | undefined): Markup {
  const [share, percent] = is.split(/ \(|\)/)
  return markup`<li class="tile ${state}">
<h3>${asks}</h3>
<p class="is"><b>${share ?? is}</b>${percent === undefined ? '' : markup` <span>${percent}</span>`}</p>
<p class="must"><span class="mark"><span aria-hidden="true">${STATES[state].sign}</span> ${STATES[state].words}</span> must be ${must}</p>
${was === undefined || was === is ? NOTHING : markup`<p class="was">was ${was}</p>`}
</li>
`
}
