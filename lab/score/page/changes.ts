import { type Change, changes } from '../compare.ts'
import type { Board } from '../score.ts'
import { counted, type Markup, markup, NOTHING } from './markup.ts'

/** What became better and what did not, against an earlier board. */
export function changed(earlier: Board, board: Board): Markup {
  const { changed: all, added, gone } = changes(earlier, board)
  const better = all.filter((change) => change.better)
  const rest = all.filter((change) => !change.better)
  return markup`<section id="changes" aria-labelledby="changes-title">
<h2 id="changes-title">Against ${earlier.commit === null ? 'no commit' : markup`<code>${earlier.commit}</code>`} of ${earlier.date.slice(0, 16).replace('T', ' ')} UTC</h2>
<p>${counted(earlier.scores.length, 'run')} then, ${counted(board.scores.length, 'run')} now. ${all.length === 0 ? 'No run that both have is judged otherwise.' : ''}</p>
${list('better', '▲', `Better: ${better.length}`, better)}${list('worse', '▼', `Worse, or only other: ${rest.length}`, rest)}${names('new', added)}${names('not in this run', gone)}</section>
`
}

function list(tone: string, mark: string, title: string, all: readonly Change[]): Markup {
  if (all.length === 0) return NOTHING
  return markup`<h3 class="${tone}"><span aria-hidden="true">${mark}</span> ${title}</h3>
<div class="scroll" tabindex="0" role="region" aria-label="${title}">
<table class="changes">
<thead><tr><th scope="col">Run</th><th scope="col">Was</th><th scope="col">Is</th></tr></thead>
<tbody>
${all.map(
  ({ id, was, is }) => markup`<tr><th scope="row"><code>${id}</code></th><td>${was}</td><td>${is}</td></tr>
`,
)}</tbody>
</table>
</div>
`
}

function names(word: string, ids: readonly string[]): Markup {
  if (ids.length === 0) return NOTHING
  return markup`<details class="names"><summary>${counted(ids.length, 'run')} ${word}</summary><ul>${ids.map((id) => markup`<li><code>${id}</code></li>`)}</ul></details>
`
}
