import { rightClass } from '../judge.ts'
import { verdictWords } from '../line.ts'
import type { Score } from '../score.ts'
import { counts } from '../totals.ts'
import { cause, joined, type Markup, markup, NOTHING, seconds } from './markup.ts'
import { badge, ORDER, outcomeOf } from './outcome.ts'
import { runDetails } from './run-details.ts'

const COLUMNS = ['', 'Run', 'Kind', 'Truth', 'Answer, and around it', 'Verdict', 'First wall', 'Time', 'SYNs', 'SSH'] as const
const NUMBERS: readonly string[] = ['Time', 'SYNs', 'SSH']

/** Every run: a line of the table each, and below it what opens to the whole story. */
export function runs(scores: readonly Score[]): Markup {
  return markup`<section id="runs" aria-labelledby="runs-title">
<h2 id="runs-title">Runs</h2>
${tools(scores)}
<table class="runs" id="runs-table">
<thead><tr>${COLUMNS.map(head)}</tr></thead>
${scores.map(run)}</table>
${scores.length === 0 ? markup`<p>None.</p>` : NOTHING}
</section>
`
}

const head = (column: string): Markup =>
  markup`<th scope="col"${NUMBERS.includes(column) ? markup` class="number"` : ''}${column === 'SSH' ? markup` title="SSH connections"` : ''}>${column === '' ? 'Mark' : column}</th>`

/** What the script works with; hidden until it runs. */
function tools(scores: readonly Score[]): Markup {
  const kinds = [...new Set(scores.map(({ kind }) => kind))].toSorted()
  return markup`<div class="tools" id="tools" role="search" hidden>
<label>Find <input type="search" id="find" placeholder="words, truth=… verdict=…" autocomplete="off" spellcheck="false"></label>
<label>Kind <select id="kind"><option value="">all</option>${kinds.map((kind) => markup`<option>${kind}</option>`)}</select></label>
<label class="tick"><input type="checkbox" id="wrong"> only what is wrong</label>
<output id="shown"></output>
</div>`
}

function run(score: Score, index: number): Markup {
  const bad = score.wrong.length > 0 || !counts(score)
  const verdict = counts(score) ? (score.verdict ?? 'nothing') : ''
  return markup`<tbody id="run-${index}" class="${counts(score) ? '' : 'uncounted '}${bad ? 'bad' : ''}" data-kind="${score.kind}" data-truth="${score.truth ?? 'nothing'}" data-verdict="${verdict}">
<tr><td data-label="Mark" data-key="${bad ? 0 : 1}">${mark(score)}</td><th scope="row" data-label="Run">${nameOf(score)}</th><td data-label="Kind">${score.kind}</td><td data-label="Truth">${truth(score)}</td><td data-label="Answer">${answer(score)}</td><td data-label="Verdict">${verdictOf(score)}</td><td data-label="First wall" data-key="${ORDER.indexOf(outcomeOf(score))}">${badge(outcomeOf(score))}</td><td data-label="Time" data-key="${score.ms}" class="number">${seconds(score.ms)}</td><td data-label="SYNs" class="number">${score.syns}</td><td data-label="SSH" class="number">${score.sshd}</td></tr>
<tr class="more"><td colspan="${COLUMNS.length}">${runDetails(score)}</td></tr>
</tbody>
`
}

/** A run whose scenario was void says nothing about the program, so that comes first. */
function mark(score: Score): Markup {
  if (!counts(score)) return markup`<span class="mark void">! void</span>`
  if (score.wrong.length > 0) return markup`<span class="mark wrong">✗ wrong</span>`
  return markup`<span class="mark right">✓<span class="unseen"> as it must be</span></span>`
}

/** The id, which may break after the name of the scenario. */
function nameOf({ id, name }: Score): Markup {
  return id.startsWith(name) ? markup`<code><b>${name}</b><wbr><span>${id.slice(name.length)}</span></code>` : markup`<code>${id}</code>`
}

function truth({ truth: wall, causedBy, further }: Score): Markup {
  return markup`${cause(wall)}${causedBy === null ? '' : markup` <small>by ${cause(causedBy)}</small>`}${further.length === 0 ? '' : markup` <small>then ${joined(further.map(cause), ', ')}</small>`}`
}

function answer(score: Score): Markup {
  const { class: is, classSeen, beside } = score
  const otherwise = rightClass(score) ? '' : markup` <small class="wrong">✗ seen as: ${classSeen}</small>`
  return markup`${is}${otherwise} <small>${beside}</small>`
}

function verdictOf(score: Score): Markup {
  if (score.verdict === null) return markup`${verdictWords(score)}`
  return markup`<span class="certainty">${verdictWords(score).slice(0, -score.verdict.length).trim()}</span> ${cause(score.verdict)}`
}
