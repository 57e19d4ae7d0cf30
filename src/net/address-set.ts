import { type Address, formatAddress } from './address.ts'
import type { Prefix } from './prefix.ts'

/**
 * The number of an address as sets keep it: a `number` for IPv4 (0 to 2^32 - 1), a `bigint` for IPv6. The ends of half-open ranges go up to
 * 2^32 and 2^128.
 */
export type Key = number | bigint

/** Both ends belong to the range. */
export interface AddressRange {
  readonly first: Address
  readonly last: Address
}

const END: Readonly<Record<4 | 6, Key>> = { 4: 2 ** 32, 6: 1n << 128n }
const START: Readonly<Record<4 | 6, Key>> = { 4: 0, 6: 0n }

export function keyOf({ family, value }: Address): Key {
  return family === 4 ? Number(value) : value
}

export function addressOf(family: 4 | 6, key: Key): Address {
  return { family, value: BigInt(key) }
}

/** The key after this one. */
function after(key: Key): Key {
  return typeof key === 'number' ? key + 1 : key + 1n
}

function before(key: Key): Key {
  return typeof key === 'number' ? key - 1 : key - 1n
}

/**
 * An immutable set of addresses of one family, kept as the sorted ends of its ranges: `[from, to, from, to, …]`, half open, apart from each
 * other.
 */
export class AddressSet {
  readonly family: 4 | 6
  readonly #ends: readonly Key[]

  private constructor(family: 4 | 6, ends: readonly Key[]) {
    this.family = family
    this.#ends = ends
  }

  static readonly #none = { 4: new AddressSet(4, []), 6: new AddressSet(6, []) } as const
  static readonly #all = { 4: new AddressSet(4, [START[4], END[4]]), 6: new AddressSet(6, [START[6], END[6]]) } as const

  static none(family: 4 | 6): AddressSet {
    return AddressSet.#none[family]
  }

  static all(family: 4 | 6): AddressSet {
    return AddressSet.#all[family]
  }

  static of(address: Address): AddressSet {
    const key = keyOf(address)
    return new AddressSet(address.family, [key, after(key)])
  }

  static prefix({ family, value, length }: Prefix): AddressSet {
    const last = value | ((1n << BigInt((family === 4 ? 32 : 128) - length)) - 1n)
    return AddressSet.range(family, family === 4 ? Number(value) : value, family === 4 ? Number(last) : last)
  }

  /** From `first` to `last`, both of them too; empty when `last` is before `first`. */
  static range(family: 4 | 6, first: Key, last: Key): AddressSet {
    return last < first ? AddressSet.none(family) : new AddressSet(family, [first, after(last)])
  }

  /**
   * From half-open ends `[from, to, from, to, …]`. They may overlap and stand in any order; sorted ones are read in linear time.
   * The array is not kept.
   */
  static fromEnds(family: 4 | 6, ends: readonly Key[]): AddressSet {
    const pairs: [Key, Key][] = []
    for (let at = 0; at + 1 < ends.length; at += 2) {
      const [from, to] = [ends[at] as Key, ends[at + 1] as Key]
      if (from < to) pairs.push([from, to])
    }
    if (pairs.some(([from], index) => index > 0 && from < (pairs[index - 1] as [Key, Key])[0]))
      pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    const merged: Key[] = []
    for (const [from, to] of pairs) {
      const last = merged.at(-1)
      if (last !== undefined && from <= last) {
        if (to > last) merged[merged.length - 1] = to
      } else merged.push(from, to)
    }
    return merged.length === 0 ? AddressSet.none(family) : new AddressSet(family, merged)
  }

  get isEmpty(): boolean {
    return this.#ends.length === 0
  }

  get isAll(): boolean {
    return this.#ends.length === 2 && this.#ends[0] === START[this.family] && this.#ends[1] === END[this.family]
  }

  /** The number of ranges that are apart from each other. */
  get rangeCount(): number {
    return this.#ends.length / 2
  }

  /** The number of addresses. */
  get size(): bigint {
    let size = 0n
    for (let at = 0; at < this.#ends.length; at += 2) size += BigInt(this.#ends[at + 1] as Key) - BigInt(this.#ends[at] as Key)
    return size
  }

  /** The lowest key; undefined in an empty set. */
  get lowest(): Key | undefined {
    return this.#ends[0]
  }

  has(key: Key): boolean {
    let [low, high] = [0, this.#ends.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#ends[middle] as Key) <= key) low = middle + 1
      else high = middle
    }
    return low % 2 === 1
  }

  contains(address: Address): boolean {
    return address.family === this.family && this.has(keyOf(address))
  }

  union(other: AddressSet): AddressSet {
    return this.#merge(other, (a, b) => a || b)
  }

  intersect(other: AddressSet): AddressSet {
    return this.#merge(other, (a, b) => a && b)
  }

  minus(other: AddressSet): AddressSet {
    return this.#merge(other, (a, b) => a && !b)
  }

  /** Both at once: who is in the other set, and who is not. */
  split(other: AddressSet): { readonly yes: AddressSet; readonly no: AddressSet } {
    return { yes: this.intersect(other), no: this.minus(other) }
  }

  complement(): AddressSet {
    return AddressSet.all(this.family).minus(this)
  }

  equals(other: AddressSet): boolean {
    return (
      this.family === other.family && this.#ends.length === other.#ends.length && this.#ends.every((end, at) => end === other.#ends[at])
    )
  }

  /** The half-open ends `[from, to, from, to, …]`, sorted, the ranges apart from each other. A copy. */
  ends(): Key[] {
    return [...this.#ends]
  }

  /** The ranges in order. */
  *ranges(): Generator<AddressRange> {
    for (let at = 0; at < this.#ends.length; at += 2)
      yield { first: addressOf(this.family, this.#ends[at] as Key), last: addressOf(this.family, before(this.#ends[at + 1] as Key)) }
  }

  #merge(other: AddressSet, keep: (mine: boolean, theirs: boolean) => boolean): AddressSet {
    const ends: Key[] = []
    let [mine, theirs, inside] = [0, 0, false]
    while (mine < this.#ends.length || theirs < other.#ends.length) {
      const [a, b] = [this.#ends[mine], other.#ends[theirs]]
      const at = a === undefined ? b : b === undefined || a <= b ? a : b
      if (a === at) mine++
      if (b === at) theirs++
      const now = keep(mine % 2 === 1, theirs % 2 === 1)
      if (now !== inside) ends.push(at as Key)
      inside = now
    }
    return ends.length === 0 ? AddressSet.none(this.family) : new AddressSet(this.family, ends)
  }
}

/** The fewest CIDR prefixes that make up a range, in order. */
export function prefixesOf({ first, last }: AddressRange): readonly Prefix[] {
  const bits = first.family === 4 ? 32 : 128
  const found: Prefix[] = []
  let from = first.value
  while (from <= last.value) {
    let length = bits
    while (length > 0) {
      const host = 1n << BigInt(bits - length + 1)
      if (from % host !== 0n || from + host - 1n > last.value) break
      length--
    }
    found.push({ family: first.family, value: from, length })
    from += 1n << BigInt(bits - length)
  }
  return found
}

/** For people: an address, `first-last`, or a prefix where the range is one. */
export function formatRange(range: AddressRange): string {
  const { first, last } = range
  if (first.value === last.value) return formatAddress(first)
  const [prefix, more] = prefixesOf(range)
  if (prefix && !more) return `${formatAddress(prefix)}/${prefix.length}`
  return `${formatAddress(first)}-${formatAddress(last)}`
}
