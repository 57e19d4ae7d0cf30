import { createHash } from 'node:crypto'
import { changed } from './page/changes.ts'
import { classes } from './page/classes.ts'
import { kinds } from './page/kinds.ts'
import { type Markup, markup, NOTHING, trusted } from './page/markup.ts'
import { matrix } from './page/matrix.ts'
import { runs } from './page/runs.ts'
import { SCRIPT } from './page/script.ts'
import { STYLE } from './page/style.ts'
import { summary } from './page/summary.ts'
import { times } from './page/times.ts'
import type { Board } from './score.ts'

/** Nothing is loaded, nothing runs but our own script, and that one cannot make HTML of text. */
const POLICY = [
  "default-src 'none'",
  `style-src '${hash(STYLE)}'`,
  `script-src '${hash(SCRIPT)}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

/** The scoreboard for a browser: one file that needs nothing else. What the board says is hostile: `markup` escapes all of it. */
export function page(board: Board, earlier: Board | undefined): string {
  const { scores } = board
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>sshwhy: fault lab, ${board.date.slice(0, 10)}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
${summary(board, earlier)}${ways(board, earlier)}<main>
${earlier ? changed(earlier, board) : NOTHING}${kinds(scores)}${runs(scores)}${matrix(scores)}${classes(scores)}${times(scores)}</main>
<script>${trusted(SCRIPT)}</script>
</body>
</html>
`.html
}

/** The ways to the sections that are there. */
function ways({ scores }: Board, earlier: Board | undefined): Markup {
  const some = scores.length > 0
  return markup`<nav aria-label="Sections">
${earlier ? markup`<a href="#changes">Better and worse</a> ` : NOTHING}${some ? markup`<a href="#kinds">By kind</a> ` : NOTHING}<a href="#runs">Runs</a>
${some ? markup`<a href="#matrix">Truth and verdict</a> <a href="#classes">Classes</a> <a href="#times">Time</a>` : NOTHING}
</nav>
`
}
