import type { Score } from '../score.ts'
import { type Markup, markup, NOTHING } from './markup.ts'
import { ORDER, type Outcome, OUTCOMES, outcomeOf, sign } from './outcome.ts'

/** What came of the runs, by kind of fault: numbers, and a bar that shows them. */
export function kinds(scores: readonly Score[]): Markup {
  if (scores.length === 0) return NOTHING
  const used = ORDER.filter((outcome) => scores.some((score) => outcomeOf(score) === outcome))
  const byKind = [...Map.groupBy(scores, ({ kind }) => kind)].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return markup`<section id="kinds" aria-labelledby="kinds-title">
<h2 id="kinds-title">The first wall, by kind of fault</h2>
<div class="scroll" tabindex="0" role="region" aria-labelledby="kinds-title">
<table class="kinds">
<thead><tr><th scope="col">Kind</th><th scope="col" class="number">Runs</th>${used.map(head)}<td></td></tr></thead>
<tbody>
${byKind.map(([kind, runs]) => row(kind, runs, used))}</tbody>
</table>
</div>
<dl class="legend">
${used.map(
  (outcome) => markup`<div><dt>${sign(outcome)} ${OUTCOMES[outcome].words}</dt><dd>${OUTCOMES[outcome].means}</dd></div>
`,
)}</dl>
</section>
`
}

const head = (outcome: Outcome): Markup => markup`<th scope="col" class="number">${sign(outcome)} ${OUTCOMES[outcome].words}</th>`

function row(kind: string, runs: readonly Score[], used: readonly Outcome[]): Markup {
  const numbers = used.map((outcome) => runs.filter((score) => outcomeOf(score) === outcome).length)
  const cell = (number: number): Markup =>
    number === 0 ? markup`<td class="number none">·</td>` : markup`<td class="number">${number}</td>`
  return markup`<tr><th scope="row">${kind}</th><td class="number">${runs.length}</td>${numbers.map(cell)}<td class="bar">${bar(numbers, used)}</td></tr>
`
}

function bar(numbers: readonly number[], used: readonly Outcome[]): Markup {
  const all = numbers.reduce((sum, number) => sum + number, 0)
  const percent = (number: number): string => `${((100 * number) / all).toFixed(2)}%`
  const before = (index: number): number => numbers.slice(0, index).reduce((sum, number) => sum + number, 0)
  const part = (number: number, index: number): Markup =>
    markup`<rect class="${used[index] ?? ''}" x="${percent(before(index))}" width="${percent(number)}" height="14"/>`
  return markup`<svg width="100%" height="14" aria-hidden="true">${numbers.map(part)}</svg>`
}
