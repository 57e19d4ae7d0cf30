import { AddressSet, type Key } from '../../../net/address-set.ts'
import { WIDTH } from './header.ts'

/** More ranges than this are not made for a mask with holes. */
const MOST_RANGES = 1n << 16n

/** The bits of the key that are in the mask. */
export function masked(key: Key, mask: Key): Key {
  return typeof key === 'number' ? (key & Number(mask)) >>> 0 : key & BigInt(mask)
}

/**
 * The addresses that are in the set once all but the bits of the mask are cleared.
 * @returns null where that is too many ranges (a mask with holes)
 */
export function unmasked(set: AddressSet, mask: Key): AddressSet | null {
  const { family } = set
  const bits = BigInt(mask)
  const block = bits & -bits
  const holes = ((1n << BigInt(WIDTH[family])) - block) & ~bits
  const key = (value: bigint): Key => (family === 4 ? Number(value) : value)
  const found: Key[] = []
  if (holes === 0n) {
    for (const { first, last } of set.ranges()) {
      const from = ((first.value + block - 1n) / block) * block
      const to = (last.value / block) * block + block
      if (from < to) found.push(key(from), key(to))
    }
    return AddressSet.fromEnds(family, found)
  }
  const combinations = 1n << BigInt(holes.toString(2).replaceAll('0', '').length)
  let left = MOST_RANGES / combinations
  for (const { first, last } of set.ranges()) {
    for (let from = ((first.value + block - 1n) / block) * block; from <= last.value; from += block) {
      if (left-- <= 0n) return null
      if ((from & holes) !== 0n) continue
      // All combinations of the bits that do not count, from none of them to all.
      for (let combination = 0n; ; combination = (combination - holes) & holes) {
        found.push(key(from | combination), key((from | combination) + block))
        if (combination === holes) break
      }
    }
  }
  return AddressSet.fromEnds(family, found)
}
