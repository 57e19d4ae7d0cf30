import type { UnreadLine } from '../netfilter/ruleset.ts'

/** The output of a command: its lines, and where they stand in what was given. */
export interface Output {
  readonly lines: readonly string[]
  /** Null: the text had no name. */
  readonly file: string | null
  /** Number of the first line in the file, from 1. */
  readonly first: number
}

/** A text that is the output of one command. */
export function outputOf(text: string, file: string | null = null): Output {
  return { lines: text.split(/\r?\n/), file, first: 1 }
}

export function unreadLine({ lines, file, first }: Output, index: number, why: string): UnreadLine {
  return { file, line: first + index, text: lines[index] ?? '', why }
}
