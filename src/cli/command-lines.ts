import { cells } from './cells.ts'

type Quote = '' | "'" | '"'

/** A run of characters of one shell word that must not be parted (an escape and what it escapes), and the quote it stands in. */
interface Atom {
  readonly text: string
  readonly quote: Quote
}

/** The shell's words of a command as they are written, quotes and all. */
function words(command: string): readonly (readonly Atom[])[] {
  const found: Atom[][] = [[]]
  let quote: Quote = ''
  const letters = [...command]
  for (let at = 0; at < letters.length; at++) {
    const letter = letters[at] ?? ''
    if (quote === '' && letter === ' ') {
      found.push([])
      continue
    }
    const escape = letter === '\\' && quote !== "'"
    const text = escape ? letter + (letters[++at] ?? '') : letter
    if (quote === '' && (letter === "'" || letter === '"')) quote = letter
    else if (quote === letter) quote = ''
    found.at(-1)?.push({ text, quote })
  }
  return found.filter((word) => word.length > 0)
}

/** How a word is parted so that the shell joins it again: the end of one line and the beginning of the next, at column 0. */
const PART: Readonly<Record<Quote, readonly [string, string]>> = { '': ['\\', ''], '"': ['\\', ''], "'": ["'\\", "'"] }

/** A word that fits on no line, in pieces of `first` and then `width` cells. */
function pieces(word: readonly Atom[], first: number, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  let quote: Quote = ''
  for (const atom of word) {
    const room = (lines.length === 0 ? first : width) - 2
    if (line !== '' && cells(line + atom.text) > room) {
      const [end, begin]: readonly [string, string] = PART[quote]
      lines.push(line + end)
      line = begin
    }
    line += atom.text
    quote = atom.quote
  }
  return [...lines, line]
}

export interface CommandPart {
  readonly text: string
  /** Goes on with the word of the line before: must stand at column 0. */
  readonly flush: boolean
}

/**
 * A command as lines that a POSIX shell reads as that one command when they are copied: broken with backslashes, between words where it can.
 * @param width cells of a line that is indented · @param full cells of a line that is not
 */
export function commandLines(command: string, width: number, full: number): readonly CommandPart[] {
  const lines: CommandPart[] = []
  let line = ''
  for (const atoms of words(command)) {
    const word = atoms.map((atom) => atom.text).join('')
    if (line !== '' && cells(line) + 1 + cells(word) <= width - 2) {
      line += ` ${word}`
      continue
    }
    if (line !== '') lines.push({ text: `${line} \\`, flush: false })
    line = word
    if (cells(word) <= width - 2) continue
    const parts = pieces(atoms, width, full)
    line = parts.at(-1) ?? ''
    for (const [index, part] of parts.slice(0, -1).entries()) lines.push({ text: part, flush: index > 0 })
    if (parts.length > 1) {
      // What follows begins a line of its own: the last piece stands at column 0.
      lines.push({ text: `${line} \\`, flush: true })
      line = ''
    }
  }
  return line === '' ? ended(lines) : [...lines, { text: line, flush: false }]
}

/** The last line needs no backslash. */
function ended(lines: readonly CommandPart[]): readonly CommandPart[] {
  const last = lines.at(-1)
  return last ? [...lines.slice(0, -1), { text: last.text.replace(/ \\$/, ''), flush: last.flush }] : []
}
