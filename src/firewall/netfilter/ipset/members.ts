import type { Key } from '../../../net/address-set.ts'

/** The ranges of one address dimension, a row for each entry; both ends belong to it. */
export interface Ranges {
  readonly first: Key[]
  readonly last: Key[]
  /** Of prefixes; empty where the dimension is no `net`. */
  readonly length: number[]
}

/**
 * The entries of a set in columns, in the order of the dump: a million of them are a few arrays. A column that the type of the set does not
 * have stays empty.
 */
export interface Members {
  count: number
  /** The first and the second address dimension. */
  readonly addresses: readonly [Ranges, Ranges]
  /** IPPROTO_*; empty also where the set keeps ports alone. */
  readonly protocol: number[]
  /** Ports; `type << 8 | code` for ICMP, 0 for protocols without ports. */
  readonly portFirst: number[]
  readonly portLast: number[]
  readonly mark: number[]
  readonly hasMac: boolean[]
  readonly iface: string[]
  /** Names of sets. */
  readonly set: string[]
  /** Rows that are exceptions: a packet that matches one is not in the set. */
  readonly nomatch: Set<number>
  /** Rows whose interface is the beginning of a name. */
  readonly wildcard: Set<number>
  /** Rows whose interface is a port of a bridge. */
  readonly physdev: Set<number>
}

export function noMembers(): Members {
  const ranges = (): Ranges => ({ first: [], last: [], length: [] })
  return {
    count: 0,
    addresses: [ranges(), ranges()],
    protocol: [],
    portFirst: [],
    portLast: [],
    mark: [],
    hasMac: [],
    iface: [],
    set: [],
    nomatch: new Set(),
    wildcard: new Set(),
    physdev: new Set(),
  }
}
