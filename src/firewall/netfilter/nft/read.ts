import type { Ruleset, UnreadLine } from '../ruleset.ts'
import { parseNftJson } from './json.ts'
import { nftRuleset } from './nft-ruleset.ts'
import { parseNftText } from './text.ts'

/** More lines than these are not listed one by one. */
const MOST_UNREAD = 10_000

/**
 * Reads what `nft list ruleset` or `nft -j list ruleset` prints, or a file for `nft -f`. Never throws: what is not understood is kept in
 * `unread`, and what depends on it is unknown.
 * @param given where the text comes from
 */
export function readNftables(text: string, given: { readonly file?: string } = {}): Ruleset {
  const isJson = /^\s*\{\s*"/.test(text)
  const { objects, unread } = isJson ? parseNftJson(text) : parseNftText(text)
  // Nobody writes JSON by hand; a text may be either.
  const ruleset = nftRuleset(objects, { ...given, dumped: isJson })
  const file = given.file ?? null
  // Rules that the parser could not read are in the ruleset too, with the same reason.
  const known = new Set(unread.map(({ line, why }) => `${line} ${why}`))
  const lines: UnreadLine[] = [
    ...unread.map((one) => ({ file, ...one })),
    ...ruleset.unread.filter(({ line, why }) => !known.has(`${line} ${why}`)),
  ]
  return { ...ruleset, unread: lines.toSorted((a, b) => a.line - b.line).slice(0, MOST_UNREAD) }
}
