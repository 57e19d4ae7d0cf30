import { type Address, formatAddress } from './address.ts'
import type { Prefix } from './prefix.ts'
import { divide, equal, unite } from './range-algebra.ts'
import { inOrder } from './range-order.ts'
import { type Chunk, chunkAbove, endAbove, type Key, type RangeList } from './range-list.ts'

export type { Key } from './range-list.ts'

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
 * An immutable set of addresses of one family. A change costs about the square root of the ranges, and two sets that came from one share
 * what they have in common. A set that an operation does not change is returned itself.
 */
export class AddressSet {
  readonly family: 4 | 6
  readonly #list: RangeList

  private constructor(family: 4 | 6, list: RangeList) {
    this.family = family
    this.#list = list
  }

  static readonly #none = { 4: new AddressSet(4, []), 6: new AddressSet(6, []) } as const
  static readonly #all = { 4: new AddressSet(4, [[START[4], END[4]]]), 6: new AddressSet(6, [[START[6], END[6]]]) } as const

  static none(family: 4 | 6): AddressSet {
    return AddressSet.#none[family]
  }

  static all(family: 4 | 6): AddressSet {
    return AddressSet.#all[family]
  }

  static of(address: Address): AddressSet {
    const key = keyOf(address)
    return new AddressSet(address.family, [[key, after(key)]])
  }

  static prefix({ family, value, length }: Prefix): AddressSet {
    const last = value | ((1n << BigInt((family === 4 ? 32 : 128) - length)) - 1n)
    return AddressSet.range(family, family === 4 ? Number(value) : value, family === 4 ? Number(last) : last)
  }

  /** From `first` to `last`, both of them too; empty when `last` is before `first`. */
  static range(family: 4 | 6, first: Key, last: Key): AddressSet {
    return last < first ? AddressSet.none(family) : new AddressSet(family, [[first, after(last)]])
  }

  /**
   * From half-open ends `[from, to, from, to, …]`. They may overlap and stand in any order; sorted ones are read in linear time.
   * The array is not kept.
   */
  static fromEnds(family: 4 | 6, ends: ArrayLike<Key>): AddressSet {
    return AddressSet.fromList(family, inOrder(ends))
  }

  /** From a list as a RangeListBuilder makes it. */
  static fromList(family: 4 | 6, list: RangeList): AddressSet {
    return list.length === 0 ? AddressSet.none(family) : new AddressSet(family, list)
  }

  get isEmpty(): boolean {
    return this.#list.length === 0
  }

  get isAll(): boolean {
    return this.lowest === START[this.family] && this.#list[0]?.[1] === END[this.family]
  }

  /** The number of ranges that are apart from each other. */
  get rangeCount(): number {
    let ends = 0
    for (const chunk of this.#list) ends += chunk.length
    return ends / 2
  }

  /** The number of addresses. */
  get size(): bigint {
    let size = 0n
    for (const chunk of this.#list)
      for (let at = 0; at < chunk.length; at += 2) size += BigInt(chunk[at + 1] as Key) - BigInt(chunk[at] as Key)
    return size
  }

  /** The lowest key; undefined in an empty set. */
  get lowest(): Key | undefined {
    return this.#list[0]?.[0]
  }

  has(key: Key): boolean {
    const chunk = this.#list[chunkAbove(this.#list, key)]
    return chunk !== undefined && endAbove(chunk, key) % 2 === 1
  }

  contains(address: Address): boolean {
    return address.family === this.family && this.has(keyOf(address))
  }

  /** @throws TypeError when the other set is of another family */
  union(other: AddressSet): AddressSet {
    if (other.family !== this.family) throw new TypeError('addresses of two families in one set')
    const list = unite(this.#list, other.#list)
    return list === this.#list ? this : list === other.#list ? other : new AddressSet(this.family, list)
  }

  intersect(other: AddressSet): AddressSet {
    return this.split(other).yes
  }

  minus(other: AddressSet): AddressSet {
    return this.split(other).no
  }

  /** Both at once: `yes` is what is also in the other set, `no` what is not. Sets of different families have nothing in common. */
  split(other: AddressSet): { readonly yes: AddressSet; readonly no: AddressSet } {
    const none = AddressSet.none(this.family)
    if (this === other) return { yes: this, no: none }
    const { common, rest } = divide(this.#list, other.family === this.family ? other.#list : none.#list)
    if (rest === this.#list) return { yes: none, no: this }
    if (common === this.#list) return { yes: this, no: none }
    return { yes: common === other.#list ? other : new AddressSet(this.family, common), no: new AddressSet(this.family, rest) }
  }

  complement(): AddressSet {
    return AddressSet.all(this.family).minus(this)
  }

  equals(other: AddressSet): boolean {
    return this.family === other.family && equal(this.#list, other.#list)
  }

  /** The half-open ends `[from, to, from, to, …]`, sorted, the ranges apart from each other. A copy. */
  ends(): Key[] {
    return this.#list.length === 1 ? [...(this.#list[0] as Chunk)] : this.#list.flat()
  }

  /** Writes the ends to an array, from an index on. Returns the index after them. */
  writeEnds(into: Float64Array | Key[], start: number): number {
    let at = start
    for (const chunk of this.#list) for (let end = 0; end < chunk.length; end++) into[at++] = chunk[end] as Key
    return at
  }

  /** The ranges in order. */
  *ranges(): Generator<AddressRange> {
    for (const chunk of this.#list)
      for (let at = 0; at < chunk.length; at += 2)
        yield { first: addressOf(this.family, chunk[at] as Key), last: addressOf(this.family, before(chunk[at + 1] as Key)) }
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
