import type { AddressSet } from '../../../net/address-set.ts'

/**
 * What a register holds: a number as people read it (network and host byte order both are), a bigint where it has more than 53 bits, a string
 * for the name of an interface. Values of one type compare with `<`.
 */
export type Value = number | bigint | string

/** Both ends belong to it. */
export interface Interval {
  readonly lo: Value
  readonly hi: Value
}

/** The load does not apply to the packet: the rule does not match (NFT_BREAK). */
export interface Break {
  readonly kind: 'break'
}

export interface Unknown {
  readonly kind: 'unknown'
  /** A noun phrase. */
  readonly why: string
  /** It is one of these. */
  readonly among?: readonly Value[]
  /** It is not this one. */
  readonly except?: Value
  /** It may also break the rule. */
  readonly mayBreak?: true
}

/** The address of the remote end, or bits of it: `((address >> shift) & mask) ^ xor`; a negative shift goes left. */
export interface Remote {
  readonly kind: 'remote'
  /** Null: the address as it is. */
  readonly bits: { readonly shift: number; readonly mask: bigint; readonly xor: bigint } | null
}

/** Depends on the remote end. The remotes of the cases do not overlap; for those in no case the load breaks the rule. */
export interface Cases {
  readonly kind: 'cases'
  readonly cases: readonly { readonly remotes: AddressSet; readonly loaded: Simple }[]
}

/** A concatenation. */
export interface Tuple {
  readonly kind: 'tuple'
  readonly fields: readonly (Simple | Cases)[]
}

/** One register's worth that is the same kind of thing for every remote end. */
export type Simple = Value | Break | Unknown | Remote

export type Loaded = Simple | Cases | Tuple

export const BREAK: Break = { kind: 'break' }
export const THE_REMOTE: Remote = { kind: 'remote', bits: null }

export function notKnown(why: string): Unknown {
  return { kind: 'unknown', why }
}
