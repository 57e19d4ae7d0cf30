/** Combining marks and what else takes no cell. */
const NO_CELL = /[\p{Mn}\p{Me}\p{Cf}]/u

/** East Asian Wide and Fullwidth, and emoji (Unicode Standard Annex 11), as terminals draw them: first and last code points. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x2329, 0x232a],
  [0x23e9, 0x23ec],
  [0x25fd, 0x25fe],
  [0x2614, 0x2615],
  [0x2648, 0x2653],
  [0x26a1, 0x26a1],
  [0x2705, 0x2705],
  [0x2728, 0x2728],
  [0x274c, 0x274c],
  [0x2753, 0x2757],
  [0x2795, 0x2797],
  [0x2b1b, 0x2b1c],
  [0x2b50, 0x2b55],
  [0x2e80, 0x303e],
  [0x3041, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x1b2ff],
  [0x1f000, 0x1fbff],
  [0x20000, 0x3fffd],
]

/** Cells that one code point fills: 0, 1 or 2. */
function cellsOf(character: string): number {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x300) return 1
  if (NO_CELL.test(character)) return 0
  return WIDE.some(([first, last]) => code >= first && code <= last) ? 2 : 1
}

/** Cells of a terminal line that printable text fills. Doubtful characters are counted wide, so that a line is never too long. */
export function cells(text: string): number {
  if (/^[\x00-\x7f]*$/.test(text)) return text.length
  let sum = 0
  for (const character of text) sum += cellsOf(character)
  return sum
}

/** As much of the text as fits, and the rest. At least one character is taken. */
export function fit(text: string, width: number): readonly [string, string] {
  let used = 0
  let end = 0
  for (const character of text) {
    used += cellsOf(character)
    if (used > width && end > 0) break
    end += character.length
  }
  return [text.slice(0, end), text.slice(end)]
}
