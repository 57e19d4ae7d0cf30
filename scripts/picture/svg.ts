import { parseAnsi, type Run, type Style } from './ansi.ts'

/** Pixels. The fonts below are 0.6 em wide; `textLength` holds the columns together where one is not. */
const CELL = 8.4
const FONT = 14
const LINE = 20
const PAD = 20
const BAR = 36

const BACKGROUND = '#161b22'
const BORDER = '#3d444d'
const TEXT = '#e6edf3'
const DIM = '#9198a1'
/** Black to white; every one at least 4.5 : 1 on the background. */
const NORMAL = ['#8b949e', '#ff7b72', '#56d364', '#e3b341', '#79c0ff', '#d2a8ff', '#56d4dd', '#e6edf3']
const BRIGHT = ['#9198a1', '#ffa198', '#7ee787', '#f2cc60', '#a5d6ff', '#e2c5ff', '#8ddde6', '#ffffff']
const COLOURS = [...NORMAL, ...BRIGHT]

/**
 * A terminal window as a self-contained SVG of real text, which looks the same on a light and on a dark page.
 * @param text what the program wrote, with SGR colours
 * @param columns width of the terminal
 * @throws Error when a line is longer
 */
export function terminalSvg(text: string, columns: number, title: string): string {
  const lines = parseAnsi(text)
  const long = lines.find((runs) => runs.reduce((sum, run) => sum + [...run.text].length, 0) > columns)
  if (long) throw new Error(`does not fit ${columns} columns: ${long.map((run) => run.text).join('')}`)
  const width = Math.ceil(columns * CELL + 2 * PAD)
  const height = BAR + lines.length * LINE + PAD
  const rows = lines.flatMap((runs, row) => runs.flatMap((run) => cells(run, BAR + row * LINE + FONT)))
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">
<title>${escaped(title)}</title>
<style>
text { font: ${FONT}px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace; white-space: pre; fill: ${TEXT} }
</style>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="${BACKGROUND}" stroke="${BORDER}"/>
<circle cx="20" cy="18" r="6" fill="#ff5f57"/><circle cx="40" cy="18" r="6" fill="#febc2e"/><circle cx="60" cy="18" r="6" fill="#28c840"/>
${rows.join('\n')}
</svg>
`
}

/** Words stand where their column is; runs of spaces are not drawn. A sign outside ASCII stands alone, as its font may be another. */
function cells({ style, column, text }: Run, y: number): readonly string[] {
  const drawn: string[] = []
  const characters = [...text]
  for (let from = 0; from < characters.length;) {
    const to = end(characters, from)
    const piece = characters.slice(from, to).join('')
    if (piece.trim() !== '') {
      const x = round(PAD + (column + from) * CELL)
      drawn.push(`<text x="${x}" y="${y}" textLength="${round((to - from) * CELL)}"${attributes(style)}>${escaped(piece)}</text>`)
    }
    from = to
  }
  return drawn
}

/** Where the piece that starts at `from` ends: one sign outside ASCII, some spaces, or words with single spaces between. */
function end(characters: readonly string[], from: number): number {
  const ascii = (at: number): boolean => /^[ -~]$/.test(characters[at] ?? '')
  const space = (at: number): boolean => characters[at] === ' '
  if (!ascii(from)) return from + 1
  let to = from + 1
  if (space(from)) {
    while (space(to)) to++
    return to
  }
  while (ascii(to) && !(space(to) && (to + 1 === characters.length || space(to + 1) || !ascii(to + 1)))) to++
  return to
}

function attributes({ colour, bold, dim, italic, underline }: Style): string {
  const fill = colour === null ? (dim ? DIM : null) : (COLOURS[colour] ?? null)
  const rules = [
    fill === null ? '' : `fill: ${fill}`,
    dim && colour !== null ? 'opacity: 0.75' : '',
    bold ? 'font-weight: bold' : '',
    italic ? 'font-style: italic' : '',
    underline ? 'text-decoration: underline' : '',
  ].filter((rule) => rule !== '')
  return rules.length === 0 ? '' : ` style="${rules.join('; ')}"`
}

const round = (value: number): number => Math.round(value * 10) / 10

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
