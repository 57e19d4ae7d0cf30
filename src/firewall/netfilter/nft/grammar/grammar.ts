import type { NftJson } from '../ast.ts'
import { Unreadable } from './unreadable.ts'
import type { Tokens } from './tokens.ts'

/** Deeper nesting of braces and parentheses is not read. nft(8) itself has no use for more than a few. */
const DEEPEST = 32

/** What all parts of the grammar share while a text is read. */
export interface Grammar {
  readonly tokens: Tokens
  /** What `define` gave names to, the innermost block last. */
  readonly scopes: Map<string, NftJson>[]
  /** Of the table whose rule is read. */
  family: string
  depth: number
  /** How many values variables may still stand for: those of variables of variables double with each. */
  budget: number
  /** Reads `{ … }` behind jump or goto, and gives the name of the chain that was made of it. */
  readonly anonymousChain: () => string
}

/** Reads something that may contain itself. @throws Unreadable when that goes too deep */
export function nested<T>(grammar: Grammar, read: () => T): T {
  if (grammar.depth >= DEEPEST) throw new Unreadable('nested too deeply')
  grammar.depth++
  try {
    return read()
  } finally {
    grammar.depth--
  }
}

/** Reads what `$name` stands for, behind the `$`. @throws Unreadable where it was not defined */
export function variable(grammar: Grammar): NftJson {
  const { tokens, scopes } = grammar
  const name = tokens.word()
  const value = scopes.findLast((scope) => scope.has(name))?.get(name)
  if (value === undefined) throw new Unreadable(`$${name.slice(0, 60)} is not defined`)
  spend(grammar, value, DEEPEST)
  return value
}

/** @throws Unreadable when variables stand for more than can be gone through */
function spend(grammar: Grammar, value: NftJson, levels: number): void {
  if (--grammar.budget < 0 || levels === 0) throw new Unreadable('variables stand for too much')
  if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) spend(grammar, each ?? null, levels - 1)
}
