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

/** A word that fits on no line, in pieces of at most `width` cells: parted after a space of its own where it can. */
function pieces(word: readonly Atom[], width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  /** Where the line was after its last space, and in which quote. */
  let space: { readonly at: number; readonly quote: Quote } | null = null
  let quote: Quote = ''
  const part = (at: number, within: Quote): void => {
    const [end, begin] = PART[within]
    lines.push(line.slice(0, at) + end)
    line = begin + line.slice(at)
    space = null
  }
  for (const atom of word) {
    if (line !== '' && cells(line + atom.text) > width - 2) {
      const last = space as { readonly at: number; readonly quote: Quote } | null
      if (last) part(last.at, last.quote)
      if (cells(line + atom.text) > width - 2) part(line.length, quote)
    }
    line += atom.text
    quote = atom.quote
    if (atom.text === ' ') space = { at: line.length, quote }
  }
  return [...lines, line]
}

/**
 * Where a line stands. `begin`: where commands begin. `hanging`: set in from there. `near`: hardly set in, for a long word. `flush`: at
 * column 0, because it goes on with the word of the line before.
 */
export interface CommandPart {
  readonly text: string
  readonly place: 'begin' | 'hanging' | 'near' | 'flush'
}

/**
 * A command as lines that a POSIX shell reads as that one command when they are copied: broken with backslashes, between words where it can.
 * @param width cells of a line that is hanging · @param near cells of a line that is near
 */
export function commandLines(command: string, width: number, near: number): readonly CommandPart[] {
  const lines: { text: string; place: CommandPart['place']; joined?: true }[] = []
  for (const atoms of words(command)) {
    const word = atoms.map((atom) => atom.text).join('')
    const last = lines.at(-1)
    const place = last ? 'hanging' : 'begin'
    if (last && last.place !== 'near' && last.place !== 'flush' && cells(last.text) + 1 + cells(word) <= width - 2) last.text += ` ${word}`
    else if (cells(word) <= width - 2) lines.push({ text: word, place })
    else if (cells(word) <= near - 2) lines.push({ text: word, place: 'near' })
    else {
      const parts = pieces(atoms, near)
      for (const [index, text] of parts.entries())
        lines.push({ text, place: index === 0 ? 'near' : 'flush', ...(index < parts.length - 1 ? { joined: true } : {}) })
    }
  }
  return lines.map(({ text, place, joined }, index) => ({ text: joined || index === lines.length - 1 ? text : `${text} \\`, place }))
}
