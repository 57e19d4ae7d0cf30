import type { Score } from '../score.ts'
import { counts, totals } from '../totals.ts'
import { type Markup, markup, NOTHING, seconds } from './markup.ts'

/** Wall times: a strip for each class of answer, a dot for each run. */
export function times(all: readonly Score[]): Markup {
  const scores = all.filter(counts)
  if (scores.length === 0) return NOTHING
  const { ms, syns, sshd } = totals(scores)
  const step = stepOf(ms.most)
  const end = Math.max(step, Math.ceil(ms.most / step) * step)
  const marks = Array.from({ length: Math.round(end / step) + 1 }, (_, index) => index * step)
  const byMedian = [...Map.groupBy(scores, (score) => score.class)]
    .map(([answer, runs]) => ({ answer, times: runs.map((run) => run.ms).toSorted((a, b) => a - b) }))
    .toSorted((a, b) => medianOf(a.times) - medianOf(b.times))
  return markup`<section id="times" aria-labelledby="times-title">
<h2 id="times-title">Time to the answer</h2>
<p>Median ${seconds(ms.median, 1)}, longest ${seconds(ms.most, 1)}, with several worlds at once on one machine. At most ${syns} SYNs to all ports and ${sshd}
SSH connection${sshd === 1 ? '' : 's'} a diagnosis. One dot is one run.</p>
<table class="times">
<thead><tr><th scope="col">Answer</th><td class="strip">${axis(marks, end)}</td><th scope="col" class="number">Runs</th><th scope="col" class="number">Median</th><th scope="col" class="number">Longest</th></tr></thead>
<tbody>
${byMedian.map((each) => row(each, marks, end))}</tbody>
</table>
</section>
`
}

const medianOf = (all: readonly number[]): number => all[Math.floor(all.length / 2)] ?? 0

/** The distance of the marks: at most seven fit. */
const stepOf = (most: number): number => [250, 500, 1000, 2000, 5000, 10_000, 20_000].find((step) => most / step <= 6) ?? 60_000

/** A place on the strip, which leaves room for a dot at both ends. */
const place = (ms: number, end: number): string => `${(2 + (96 * ms) / end).toFixed(2)}%`

function axis(marks: readonly number[], end: number): Markup {
  const text = (mark: number): Markup => markup`<text x="${place(mark, end)}" y="13" text-anchor="middle">${mark / 1000}</text>`
  return markup`<svg width="100%" height="18" role="img" aria-label="seconds from 0 to ${end / 1000}">${marks.map(text)}</svg>`
}

function row(
  { answer, times: all }: { readonly answer: string; readonly times: readonly number[] },
  marks: readonly number[],
  end: number,
): Markup {
  const line = (mark: number): Markup => markup`<line x1="${place(mark, end)}" x2="${place(mark, end)}" y1="0" y2="26"/>`
  const dot = (ms: number): Markup => markup`<circle cx="${place(ms, end)}" cy="13" r="4.5"/>`
  return markup`<tr><th scope="row">${answer}</th><td class="strip"><svg width="100%" height="26" aria-hidden="true">${marks.map(line)}${all.map(dot)}</svg></td><td class="number">${all.length}</td><td class="number">${seconds(medianOf(all))}</td><td class="number">${seconds(all.at(-1) ?? 0)}</td></tr>
`
}
