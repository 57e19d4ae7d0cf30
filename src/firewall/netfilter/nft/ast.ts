import type { Key } from '../../../net/address-set.ts'

/** A value of libnftables-json(5). Both readers end here: `nft -j list ruleset` as it is, and the text of `nft list ruleset` parsed into the same form. */
export type NftJson = null | boolean | number | string | readonly NftJson[] | { readonly [key: string]: NftJson | undefined }

export interface NftObject {
  readonly [key: string]: NftJson | undefined
}

/**
 * Plain addresses, prefixes and ranges of a large set, as half-open ends `[from, to, …]` in the order of the text, instead of an array of
 * `elem`. `family` is that of the addresses.
 */
export interface PackedElements {
  readonly family: 4 | 6
  readonly ends: readonly Key[]
}

/** An object of the ruleset, in the order of the dump, with where it stood. */
export interface Placed {
  /** `table`, `chain`, `rule`, `set`, `map`, `flowtable`, `counter` … */
  readonly kind: string
  /** What stands under that key in the JSON: `{ family, table, name, … }`. The `expr` of a rule is an array of statements. */
  readonly object: NftObject
  /** Of a set or map whose elements were packed; then the object has no `elem`. */
  readonly packed?: PackedElements
  /** From 1; null in JSON. */
  readonly line: number | null
  /** A rule as it was written, without its handle; '' for other objects and in JSON. */
  readonly text: string
}
