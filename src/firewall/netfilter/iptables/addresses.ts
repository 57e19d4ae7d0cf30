import { AddressSet, type Key, keyOf } from '../../../net/address-set.ts'
import { parseAddress } from '../../../net/address.ts'
import { type Answer, remotes, unknown } from '../answer.ts'
import { type Packet, REMOTE } from '../packet.ts'
import type { Match } from '../ruleset.ts'

/** As many ranges of a mask with holes as are worked out. */
const MOST_RANGES = 65_536

/** Addresses that agree with `value` where `mask` has ones. */
export interface MaskedAddress {
  readonly family: 4 | 6
  readonly value: Key
  readonly mask: Key
}

const ONES = { 4: (1n << 32n) - 1n, 6: (1n << 128n) - 1n } as const

/** `address`, `address/length` or `address/mask` of the family, IPv4 also shortened as in `10/8`; null when it is none. */
export function readMasked(text: string, family: 4 | 6): MaskedAddress | null {
  const plain = family === 4 ? plainIPv4(text) : null
  if (plain) return plain
  const slash = text.indexOf('/')
  const host = slash < 0 ? text : text.slice(0, slash)
  const address = parseAddress(family === 4 ? fullIPv4(host) : host)
  if (!address || address.family !== family || address.zone !== undefined) return null
  const mask = slash < 0 ? ONES[family] : readMask(text.slice(slash + 1), family)
  if (mask === null) return null
  const value = address.value & mask
  return family === 4 ? { family, value: Number(value), mask: Number(mask) } : { family, value, mask }
}

const [DOT, SLASH, ZERO] = [46, 47, 48] as const

/** `a.b.c.d` and `a.b.c.d/length`, as dumps write them, in one pass: there may be a hundred thousand. Null: look closer. */
function plainIPv4(text: string): MaskedAddress | null {
  let [value, number, digits, dots] = [0, 0, 0, 0]
  let at = 0
  for (; at < text.length && text.charCodeAt(at) !== SLASH; at++) {
    const code = text.charCodeAt(at)
    if (code === DOT && digits > 0 && dots < 3) {
      value = value * 256 + number
      number = digits = 0
      dots++
    } else {
      const digit = code - ZERO
      if (digit < 0 || digit > 9 || (digits > 0 && number === 0)) return null
      number = number * 10 + digit
      digits++
      if (number > 255) return null
    }
  }
  if (dots < 3 || digits === 0) return null
  const length = at === text.length ? 32 : shortNumber(text, at + 1)
  if (length < 0 || length > 32) return null
  const span = 2 ** (32 - length)
  value = value * 256 + number
  return { family: 4, value: value - (value % span), mask: 2 ** 32 - span }
}

/** One or two digits to the end; -1: something else. */
function shortNumber(text: string, at: number): number {
  const digits = text.length - at
  const [first, second] = [text.charCodeAt(at) - ZERO, text.charCodeAt(at + 1) - ZERO]
  if (!(first >= 0 && first <= 9)) return -1
  if (digits === 1) return first
  return digits === 2 && second >= 0 && second <= 9 ? first * 10 + second : -1
}

/** `10.1` → `10.1.0.0` (xtables_numeric_to_ipaddr). */
function fullIPv4(text: string): string {
  const dots = text.split('.', 5).length - 1
  return dots < 3 && !text.includes(':') ? text + '.0'.repeat(3 - dots) : text
}

/** A prefix length, or a mask in the form of an address. */
function readMask(text: string, family: 4 | 6): bigint | null {
  const bits = family === 4 ? 32 : 128
  if (/^\d{1,3}$/.test(text)) {
    const length = Number(text)
    return length > bits ? null : ONES[family] - ((1n << BigInt(bits - length)) - 1n)
  }
  const mask = parseAddress(text)
  return mask?.family === family ? mask.value : null
}

/** Whether the mask is no prefix length. */
export function hasHoles({ family, mask }: MaskedAddress): boolean {
  const free = ONES[family] - BigInt(mask)
  return (free & (free + 1n)) !== 0n
}

/** The set of them; null: a mask with holes makes more ranges than are worked out. */
function maskedSet({ family, value, mask }: MaskedAddress): AddressSet | null {
  if (typeof value === 'number') {
    const span = 2 ** 32 - Number(mask)
    if (Number.isInteger(Math.log2(span))) return AddressSet.range(4, value, value + span - 1)
  }
  const free = ONES[family] & ~BigInt(mask)
  // The free bits at the end make one range; each one above doubles the number of ranges.
  let low = 0n
  while (((free >> low) & 1n) === 1n) low++
  const holes: bigint[] = []
  for (let bit = low + 1n; free >> bit > 0n; bit++) {
    if (((free >> bit) & 1n) === 0n) continue
    holes.push(1n << bit)
    if (2 ** holes.length > MOST_RANGES) return null
  }
  const span = (1n << low) - 1n
  if (holes.length === 0) return AddressSet.range(family, value, keyOf({ family, value: BigInt(value) + span }))
  const starts = [BigInt(value)]
  for (const hole of holes) for (const start of starts.slice()) starts.push(start | hole)
  return AddressSet.fromEnds(
    family,
    starts.flatMap((start) => [keyOf({ family, value: start }), keyOf({ family, value: start + span + 1n })]),
  )
}

/** A match on one address of the packet. */
export class AddressMatch implements Match {
  readonly #field: 'saddr' | 'daddr'
  readonly #set: AddressSet

  /** @param inverted it holds for addresses that are not in the set */
  constructor(field: 'saddr' | 'daddr', set: AddressSet, inverted: boolean) {
    this.#field = field
    this.#set = inverted ? set.complement() : set
  }

  match(packet: Packet): Answer {
    if (packet.family !== this.#set.family) return false
    const address = packet[this.#field]
    if (address === REMOTE) return remotes(this.#set)
    if (address === null)
      return unknown(packet.family, this.#field === 'saddr' ? 'the source address is not known' : 'the destination address is not known')
    return this.#set.has(address)
  }
}

/** A match on an address of the packet under a mask. */
export function maskedMatch(field: 'saddr' | 'daddr', masked: MaskedAddress, inverted: boolean): Match {
  const set = maskedSet(masked)
  if (set) return new AddressMatch(field, set, inverted)
  const agrees = (key: Key): boolean => (BigInt(key) & BigInt(masked.mask)) === BigInt(masked.value)
  return {
    match: (packet) => {
      const address = packet[field]
      if (packet.family !== masked.family) return false
      if (typeof address === 'number' || typeof address === 'bigint') return agrees(address) !== inverted
      if (address === null) return unknown(packet.family, `the ${field === 'saddr' ? 'source' : 'destination'} address is not known`)
      return unknown(packet.family, 'its mask has holes, and makes too many ranges')
    },
  }
}
