import { printable } from '../net/printable.ts'
import type { Look } from './look.ts'

/** What typography becomes where only ASCII can be shown. */
const ASCII: Readonly<Record<string, string>> = {
  '→': '->',
  '←': '<-',
  '…': '...',
  '–': '-',
  '—': '-',
  '·': '-',
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  '×': 'x',
  '≤': '<=',
  '≥': '>=',
  '≠': '!=',
  '±': '+-',
  µ: 'u',
  '✓': '+',
  '✗': 'x',
  '\u00a0': ' ',
}

/** More than any sentence of ours; what is longer came from outside. */
const LONGEST = 2048

/** The last gate before a terminal: every text shown passes here, whatever was stripped before. */
export function plain(look: Look, text: string): string {
  const shown = printable(text, LONGEST)
  if (look.unicode) return shown
  return shown.replace(/[^\x00-\x7f]/gu, (character) => ASCII[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
}
