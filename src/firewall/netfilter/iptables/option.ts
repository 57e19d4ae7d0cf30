import type { Backend } from '../ruleset.ts'

/** An option of a match or a target, as it stands in a rule. */
export interface Option {
  /** Without `--`. Always one that the part declares. */
  readonly name: string
  /** A `!` stands before it (or before its value, as old versions wrote). */
  readonly inverted: boolean
  /** The words after it, unquoted; as many as the part declares. Hostile text. */
  readonly values: readonly string[]
}

/** How many words follow an option. `optional`: one, unless an option is next. */
export type Arity = 0 | 1 | 2 | 'optional'

/** The long options of a match or a target, every spelling of its own, and how many words follow each. */
export type Options = Readonly<Record<string, Arity>>

/** What a part may ask of the rule that it stands in. */
export interface RuleContext {
  readonly family: 4 | 6
  readonly backend: Exclude<Backend, 'nft'>
  readonly table: string
  /** The IPPROTO_* of `-p`; null: none was asked, `all`, or one that is not known. */
  readonly protocol: number | null
  /** `! -p`. */
  readonly protocolInverted: boolean
}
