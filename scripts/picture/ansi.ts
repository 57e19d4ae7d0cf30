/** How a piece of a line looks. Colours are 0 to 15, as in SGR 30–37 and 90–97. */
export interface Style {
  readonly colour: number | null
  readonly bold: boolean
  readonly dim: boolean
  readonly italic: boolean
  readonly underline: boolean
}

/** Cells of one line that look alike. */
export interface Run {
  readonly style: Style
  readonly column: number
  readonly text: string
}

const PLAIN: Style = { colour: null, bold: false, dim: false, italic: false, underline: false }

/**
 * Cuts the output of a terminal program into runs, line by line. Every character is one cell.
 * @throws Error at an escape sequence that is no SGR, or a parameter of it that is not drawn
 */
export function parseAnsi(text: string): readonly (readonly Run[])[] {
  let style = PLAIN
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const runs: Run[] = []
      let column = 0
      for (const piece of line.split(/(\x1b\[[\d;]*m)/)) {
        if (/^\x1b\[[\d;]*m$/.test(piece)) {
          const codes = piece.slice(2, -1).split(';').map(Number)
          style = codes.reduce(apply, style)
        } else if (/[\x00-\x1f\x7f]/.test(piece)) throw new Error(`a control character that cannot be drawn: ${JSON.stringify(piece)}`)
        else if (piece !== '') {
          runs.push({ style, column, text: piece })
          column += [...piece].length
        }
      }
      return runs
    })
}

function apply(style: Style, code: number): Style {
  if (code === 0) return PLAIN
  if (code === 1) return { ...style, bold: true }
  if (code === 2) return { ...style, dim: true }
  if (code === 3) return { ...style, italic: true }
  if (code === 4) return { ...style, underline: true }
  if (code === 22) return { ...style, bold: false, dim: false }
  if (code === 23) return { ...style, italic: false }
  if (code === 24) return { ...style, underline: false }
  if (code === 39) return { ...style, colour: null }
  if (code >= 30 && code <= 37) return { ...style, colour: code - 30 }
  if (code >= 90 && code <= 97) return { ...style, colour: code - 90 + 8 }
  throw new Error(`SGR ${code} is not drawn`)
}
