import type { Placed } from './ast.ts'

/** What could not be read, and where. Hostile text. */
export interface Unread {
  /** From 1. */
  readonly line: number
  readonly text: string
  readonly why: string
}

/** What was read of a ruleset, and what was not. */
export interface NftReading {
  readonly objects: readonly Placed[]
  readonly unread: readonly Unread[]
}
