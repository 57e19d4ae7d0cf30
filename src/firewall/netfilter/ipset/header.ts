import { type Key, keyOf } from '../../../net/address-set.ts'
import { parseAddress } from '../../../net/address.ts'
import { numberUpTo } from './protocol-names.ts'
import { SET_TYPES, type SetType } from './types.ts'

/** How a set was created. */
export interface Header {
  readonly name: string
  readonly type: SetType
  /** Of its addresses; null: packets of both families are looked for. */
  readonly family: 4 | 6 | null
  /** What is kept of an address (options `netmask`, `bitmask`); null: all of it. */
  readonly mask: Key | null
  /** Addresses or ports that a bitmap can hold, both ends too; null: it is no bitmap. */
  readonly range: readonly [number, number] | null
  /** Entries it can hold. */
  readonly maxelem: number
  /** Mask of the marks of hash:ip,mark. */
  readonly markmask: number
}

/** Bits of an address, and all of them set. */
export const WIDTH = { 4: 32, 6: 128 } as const

/**
 * Reads the options of `create`, or the header line of `ipset list`.
 * @param words what stands behind the type, such as `family inet hashsize 1024`
 * @returns null when it cannot be understood
 */
export function readHeader(name: string, typeName: string, words: readonly string[]): Header | null {
  const type = SET_TYPES.get(typeName)
  if (name === '' || !type) return null
  const value = (option: string): string | undefined => {
    const at = words.indexOf(option)
    return at < 0 ? undefined : (words[at + 1] ?? '')
  }
  const inet6 = words.includes('-6') || ['inet6', 'ipv6'].includes(value('family') ?? 'inet')
  const family = type.family === 'any' ? null : type.family === 4 || !inet6 ? 4 : 6
  const range = rangeOf(value('range'), type)
  const mask = family === null ? null : maskOf(value('netmask'), value('bitmask'), family)
  const maxelem = Number(value('maxelem') ?? 65_536)
  const markmask = Number(value('markmask') ?? 0xffff_ffff)
  if (range === undefined || mask === undefined || !Number.isSafeInteger(maxelem) || !Number.isSafeInteger(markmask)) return null
  return { name, type, family, mask, range, maxelem, markmask }
}

/** `10.0.0.0-10.0.255.255`, `10.0.0.0/16` or `1-1024`; undefined when it is wrong. */
function rangeOf(text: string | undefined, type: SetType): readonly [number, number] | null | undefined {
  if (!type.name.startsWith('bitmap:')) return null
  if (text === undefined) return undefined
  const ends = text.split(/[-/]/)
  const [from, to] = [ends[0] ?? '', ends[1] ?? '']
  if (ends.length !== 2) return undefined
  if (type.dimensions[0] === 'port') return ordered(numberUpTo(from, 65_535), numberUpTo(to, 65_535))
  if (!text.includes('/')) return ordered(address4(from), address4(to))
  const [first, length] = [address4(from), numberUpTo(to, 32)]
  if (first === null || length === null) return undefined
  const size = 2 ** (32 - length)
  return [first - (first % size), first - (first % size) + size - 1]
}

function ordered(first: number | null, last: number | null): readonly [number, number] | undefined {
  return first === null || last === null ? undefined : first > last ? [last, first] : [first, last]
}

function address4(text: string): number | null {
  const address = parseAddress(text)
  return address?.family === 4 ? Number(address.value) : null
}

/** Undefined when it is wrong. */
function maskOf(netmask: string | undefined, bitmask: string | undefined, family: 4 | 6): Key | null | undefined {
  if (bitmask !== undefined) {
    const address = parseAddress(bitmask)
    return address?.family === family ? keyOf(address) : undefined
  }
  if (netmask === undefined) return null
  const width = WIDTH[family]
  const length = numberUpTo(netmask, width)
  if (length === null) return undefined
  const mask = ((1n << BigInt(length)) - 1n) << BigInt(width - length)
  return family === 4 ? Number(mask) : mask
}
