import { cells } from './cells.ts'
import { commandLines } from './command-lines.ts'
import type { Look } from './look.ts'
import { mark as markOf, markPaint } from './marks.ts'
import type { State } from './marks.ts'
import { paint } from './paint.ts'
import type { Paint } from './paint.ts'
import { plain } from './plain.ts'
import { wrap } from './wrap.ts'

/** One paragraph of a section: wrapped text, or a command to be copied. */
export interface Entry {
  readonly text: string
  readonly kind?: 'text' | 'command'
  readonly mark?: State
  readonly paint?: Paint
  /** The first column of a table, and the cells it takes. */
  readonly lead?: { readonly text: string; readonly width: number }
}

/** Two spaces, the label, and two spaces at least. */
const LABEL = 13
/** Below this the label stands on a line of its own. */
const NARROW = 56
/** What goes on from the line before is set in, so that the next paragraph is seen to begin. */
const HANGING = 2
/** Where a word stands that is too long to stand beside the labels. */
const NEAR = 4

const line = (indent: number, text: string): string => (text === '' ? '' : ' '.repeat(indent) + text)

function commandOf(look: Look, indent: number, text: string): readonly string[] {
  const command = plain(look, text)
  const room = look.width - indent
  if (cells(command) <= room) return command === '' ? [] : [line(indent, paint(look, 'command', command))]
  const places = { begin: indent, hanging: indent + HANGING, near: NEAR, flush: 0 }
  return commandLines(command, room - HANGING, look.width - NEAR).map((part) => line(places[part.place], paint(look, 'command', part.text)))
}

function textOf(look: Look, indent: number, entry: Entry): readonly string[] {
  const mark = entry.mark ? `${markOf(look, entry.mark)} ` : ''
  const painted = entry.mark ? paint(look, markPaint(entry.mark), mark) : ''
  const own = entry.lead ? plain(look, entry.lead.text) : ''
  // A first column that leaves no room for the second is a line of its own.
  const column = entry.lead && entry.lead.width + 2 + cells(mark) <= (look.width - indent) / 2 ? entry.lead.width + 2 : 0
  const above = column === 0 && own !== '' ? wrap(own, look.width - indent - cells(mark)) : []
  const first = column === 0 ? '' : own + ' '.repeat(column - cells(own))
  const hanging = indent + cells(mark) + (column === 0 ? 0 : column)
  // A mark or a first column shows already where an entry begins.
  const more = entry.mark || entry.lead ? 0 : HANGING
  const [head = '', ...rest] = balanced(plain(look, entry.text), look.width - hanging, more)
  const tone = (text: string): string => (entry.paint ? paint(look, entry.paint, text) : text)
  const lines = [`${first}${tone(head)}`, ...rest.map((text) => ' '.repeat(hanging - indent - cells(mark) + more) + tone(text))]
  return [...above, ...lines].map((text, index) => (index === 0 ? line(indent, painted + text) : line(indent + cells(mark), text)))
}

/** Wraps so that every line but the first leaves room for `more` cells. */
function balanced(text: string, width: number, more: number): readonly string[] {
  const words = text.replaceAll(/ +/g, ' ').trim()
  const [first = ''] = wrap(words, width)
  const rest = words.slice(first.length).trimStart()
  return rest === '' ? [first] : [first, ...wrap(rest, width - more)]
}

/** Label at the left, its entries beside it; under it where the terminal is narrow. Nothing without entries. */
export function section(look: Look, label: string, entries: readonly Entry[], strong = false): readonly string[] {
  if (entries.length === 0) return []
  const narrow = look.width < NARROW
  const indent = narrow ? 4 : LABEL
  const lines = entries.flatMap((entry) => (entry.kind === 'command' ? commandOf(look, indent, entry.text) : textOf(look, indent, entry)))
  if (label === '' || lines.length === 0) return lines
  const shown = paint(look, strong ? 'strong' : 'faint', label)
  const [first = '', ...rest] = lines
  if (!first.startsWith(' '.repeat(LABEL))) return [`  ${shown}`, ...lines]
  return [`  ${shown}${' '.repeat(LABEL - 2 - cells(label))}${first.slice(LABEL)}`, ...rest]
}

/** The first lines of a report: mark, sentence, and under it what follows from it. */
export function headline(look: Look, state: State, text: string): readonly string[] {
  return wrap(plain(look, text), look.width - 2).map((one, index) =>
    index === 0 ? `${paint(look, markPaint(state), markOf(look, state))} ${paint(look, 'strong', one)}` : `  ${paint(look, 'strong', one)}`,
  )
}

/** A paragraph of its own. */
export function paragraph(look: Look, indent: number, text: string, kind?: Paint): readonly string[] {
  return wrap(plain(look, text), look.width - indent).map((one) => line(indent, kind ? paint(look, kind, one) : one))
}
