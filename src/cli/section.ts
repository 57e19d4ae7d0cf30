import { cells } from './cells.ts'
import { commandLines } from './command-lines.ts'
import type { Look } from './look.ts'
import { mark, markPaint } from './marks.ts'
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
}

/** Two spaces, the label, and two spaces at least. */
const LABEL = 13
/** Below this the label stands on a line of its own. */
const NARROW = 56

const line = (indent: number, text: string): string => (text === '' ? '' : ' '.repeat(indent) + text)

function commandOf(look: Look, indent: number, text: string): readonly string[] {
  return commandLines(plain(look, text), look.width - indent, look.width).map((part) =>
    line(part.flush ? 0 : indent, paint(look, 'command', part.text)),
  )
}

function textOf(look: Look, indent: number, entry: Entry): readonly string[] {
  const head = entry.mark ? `${paint(look, markPaint(entry.mark), mark(look, entry.mark))} ` : ''
  const hanging = entry.mark ? indent + 2 : indent
  return wrap(plain(look, entry.text), look.width - hanging).map((text, index) => {
    const painted = entry.paint ? paint(look, entry.paint, text) : text
    return index === 0 && head !== '' ? line(indent, head + painted) : line(hanging, painted)
  })
}

/** Label at the left, its entries beside it; under it where the terminal is narrow. Nothing without entries. */
export function section(look: Look, label: string, entries: readonly Entry[]): readonly string[] {
  if (entries.length === 0) return []
  const narrow = look.width < NARROW
  const indent = narrow ? 4 : LABEL
  const lines = entries.flatMap((entry) => (entry.kind === 'command' ? commandOf(look, indent, entry.text) : textOf(look, indent, entry)))
  const shown = paint(look, 'faint', label)
  if (narrow || cells(label) > LABEL - 3) return label === '' ? lines : [`  ${shown}`, ...lines]
  if (label === '') return lines
  const [first = '', ...rest] = lines
  return [`  ${shown}${' '.repeat(LABEL - 2 - cells(label))}${first.slice(LABEL)}`, ...rest]
}

/** The first lines of a report: mark, sentence, and under it what follows from it. */
export function headline(look: Look, state: State, text: string): readonly string[] {
  return wrap(plain(look, text), look.width - 2).map((one, index) =>
    index === 0 ? `${paint(look, markPaint(state), mark(look, state))} ${paint(look, 'strong', one)}` : `  ${paint(look, 'strong', one)}`,
  )
}

/** A paragraph of its own. */
export function paragraph(look: Look, indent: number, text: string, kind?: Paint): readonly string[] {
  return wrap(plain(look, text), look.width - indent).map((one) => line(indent, kind ? paint(look, kind, one) : one))
}
