import { generalsOf } from '../judge.ts'
import type { Score } from '../score.ts'
import { confusion, counts } from '../totals.ts'
import { cause, counted, type Markup, markup, NOTHING } from './markup.ts'
import { outcomeOf } from './outcome.ts'

const keyOf = (truth: string, verdict: string): string => `${truth}\n${verdict}`

/** How often a verdict was given for a truth. Columns stand in the order of the rows, so that the truth makes a diagonal. */
export function matrix(scores: readonly Score[]): Markup {
  const rows = confusion(scores)
  if (rows.length === 0) return NOTHING
  const given = new Set(rows.flatMap(([, verdicts]) => verdicts.map(([verdict]) => verdict)))
  const truths = rows.map(([truth]) => truth)
  const columns = [...truths.filter((truth) => given.has(truth)), ...[...given].filter((verdict) => !truths.includes(verdict)).toSorted()]
  const cells = Map.groupBy(
    scores.map((score, index) => ({ score, index })).filter(({ score }) => counts(score)),
    ({ score }) => keyOf(score.truth ?? 'nothing', score.verdict ?? 'nothing'),
  )
  const most = Math.max(...[...cells.values()].map((runs) => runs.length))
  const row = (truth: string): Markup =>
    markup`<tr><th scope="row">${cause(truth)}</th>${columns.map((verdict) => cell(truth, verdict, cells.get(keyOf(truth, verdict)), most))}</tr>
`
  return markup`<section id="matrix" aria-labelledby="matrix-title">
<h2 id="matrix-title">Truth and verdict</h2>
<p>How many runs with this truth (rows) have this verdict (columns), whatever its certainty. A number leads to its runs.</p>
<ul class="key"><li><span class="cell same heat-3">3</span> the truth</li><li><span class="cell general heat-3">3</span> a general cause of it</li><li><span class="cell other heat-3">3</span> another, not decided or as good from outside; or not judged</li><li><span class="cell off heat-3">3 ✗</span> wrong in some run</li></ul>
<div class="scroll tall" tabindex="0" role="region" aria-labelledby="matrix-title">
<table class="matrix">
<thead><tr><td class="corner">truth ↓ verdict →</td>${columns.map((verdict) => markup`<th scope="col"><span>${cause(verdict)}</span></th>`)}</tr></thead>
<tbody>
${truths.map(row)}</tbody>
</table>
</div>
</section>
`
}

function cell(
  truth: string,
  verdict: string,
  runs: readonly { readonly score: Score; readonly index: number }[] | undefined,
  most: number,
): Markup {
  if (!runs) return markup`<td${truth === verdict ? markup` class="same"` : ''}></td>`
  const off = runs.some(({ score }) => ['wrong', 'blamed'].includes(outcomeOf(score)))
  const tone = off ? 'off' : truth === verdict ? 'same' : generalsOf(truth).includes(verdict) ? 'general' : 'other'
  const heat = Math.ceil((4 * Math.log(runs.length + 1)) / Math.log(most + 1))
  const says = `truth ${truth}, verdict ${verdict}: ${counted(runs.length, 'run')}`
  return markup`<td class="${tone} heat-${heat}"><a href="#run-${runs[0]!.index}" data-find="truth=${truth} verdict=${verdict}" title="${says}">${runs.length}${off ? ' ✗' : ''}</a></td>`
}
