import { AddressSet, type Key } from '../../../net/address-set.ts'
import type { Interval, Remote } from './value.ts'

/** More ranges than this are not spelled out. */
const MOST_RANGES = 65_536

const WIDTH = { 4: 32, 6: 128 } as const

/**
 * The addresses whose bits lie in the interval; null where they are too many ranges to spell out (a mask with holes).
 */
export function addressesOf(remote: Remote, { lo, hi }: Interval, family: 4 | 6): AddressSet | null {
  if (typeof lo === 'string' || typeof hi === 'string') return AddressSet.none(family)
  if (remote.bits === null) return AddressSet.range(family, keyIn(family, lo), keyIn(family, hi))
  const { shift, mask, xor } = remote.bits
  const ends: Key[] = []
  for (const { base, low } of blocks(BigInt(lo), BigInt(hi))) {
    // The block's values share all bits but the lowest `low`.
    const high = (base ^ xor) & ~((1n << BigInt(low)) - 1n)
    const fixed = mask & ~((1n << BigInt(low)) - 1n)
    if ((high & ~mask) !== 0n) continue
    const [bits, value] = shift >= 0 ? [fixed << BigInt(shift), high << BigInt(shift)] : [fixed >> BigInt(-shift), high >> BigInt(-shift)]
    if (!spellOut(family, bits, value, ends)) return null
  }
  return AddressSet.fromEnds(family, ends)
}

function keyIn(family: 4 | 6, value: number | bigint): Key {
  return family === 4 ? Number(value) : BigInt(value)
}

/** The aligned blocks of an interval, as CIDR cuts it. */
function blocks(lo: bigint, hi: bigint): { base: bigint; low: number }[] {
  const found = []
  let from = lo
  while (from <= hi) {
    let low = 0
    while (low < 128 && (from & ((1n << BigInt(low + 1)) - 1n)) === 0n && from + (1n << BigInt(low + 1)) - 1n <= hi) low++
    found.push({ base: from, low })
    from += 1n << BigInt(low)
  }
  return found
}

/** Adds the ranges of all addresses with `address & bits == value`; false where they are too many. */
function spellOut(family: 4 | 6, bits: bigint, value: bigint, ends: Key[]): boolean {
  const width = WIDTH[family]
  let tail = 0
  while (tail < width && ((bits >> BigInt(tail)) & 1n) === 0n) tail++
  const free: bigint[] = []
  for (let bit = tail; bit < width; bit++) if (((bits >> BigInt(bit)) & 1n) === 0n) free.push(1n << BigInt(bit))
  if (free.length > 16 || ends.length / 2 + 2 ** free.length > MOST_RANGES) return false
  for (let choice = 0; choice < 2 ** free.length; choice++) {
    let from = value
    for (let at = 0; at < free.length; at++) if (((choice >> at) & 1) === 1) from |= free[at] as bigint
    ends.push(keyIn(family, from), keyIn(family, from + (1n << BigInt(tail))))
  }
  return true
}
