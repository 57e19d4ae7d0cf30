import { type Key, prefixesOf } from '../../../net/address-set.ts'
import { servicePort } from '../../../net/services.ts'
import { PROTOCOL } from '../packet.ts'
import type { Cursor } from './cursor.ts'
import { type Header, WIDTH } from './header.ts'
import { masked } from './mask.ts'
import type { Members } from './members.ts'
import { icmpOf, numberUpTo, protocolOf } from './protocol-names.ts'
import type { Dimension } from './types.ts'

const [SPACE, COMMA, DASH, SLASH, QUOTE] = [32, 44, 45, 47, 34]

/** Protocols whose ports a set keeps (ip_set_proto_with_ports). */
const WITH_PORTS: readonly number[] = [PROTOCOL.tcp, PROTOCOL.udp, 132, 136]

/** Options of an entry that have a value and do not say what matches. */
const WITH_VALUE: readonly string[] = ['timeout', 'packets', 'bytes', 'comment', 'skbmark', 'skbprio', 'skbqueue', 'before', 'after']

interface Part {
  first: Key
  last: Key
  /** -1: no prefix. */
  length: number
}

/** One entry while it is read; used again for the next, because a set may have a million. */
const entry = {
  addresses: [
    { first: 0, last: 0, length: -1 },
    { first: 0, last: 0, length: -1 },
  ] as [Part, Part],
  protocol: 0,
  ports: [0, 0] as [number, number],
  mark: 0,
  hasMac: false,
  iface: '',
  physdev: false,
  set: '',
  nomatch: false,
  wildcard: false,
}

/**
 * Reads one entry with its options, from where the cursor is to the end of its line, and adds it.
 * @returns whether it could be understood; if not, nothing is added
 */
export function readEntry(cursor: Cursor, header: Header, members: Members): boolean {
  let addresses = 0
  entry.hasMac = entry.physdev = entry.nomatch = entry.wildcard = false
  const { dimensions } = header.type
  for (let at = 0; at < dimensions.length; at++) {
    const dimension = dimensions[at] as Dimension
    if (at > 0 && !cursor.skip(COMMA)) {
      if (dimension !== 'mac' || at !== 1 || header.type.name !== 'bitmap:ip,mac') return false
      continue
    }
    if (dimension === 'ip' || dimension === 'net') {
      if (!readAddress(cursor, header, dimension, entry.addresses[addresses++ as 0 | 1])) return false
    } else if (!readOther(cursor, header, dimension)) return false
  }
  if (!cursor.isAtEnd && !readOptions(cursor)) return false
  add(header, members)
  return true
}

function readAddress(cursor: Cursor, header: Header, dimension: 'ip' | 'net', part: Part): boolean {
  const family = header.family ?? 4
  const [width, bitmap, { mask }] = [WIDTH[family], header.range, header]
  const address = cursor.address(family)
  if (address === null) return false
  const first = mask === null || bitmap !== null ? address : masked(address, mask)
  part.first = part.last = first
  part.length = dimension === 'net' ? width : -1
  if (cursor.skip(SLASH)) {
    const length = cursor.number(width)
    // Only hash:net,iface takes /0 (IP_SET_HASH_WITH_NET0).
    if (length === null || (length === 0 && header.type.name !== 'hash:net,iface')) return false
    spread(part, width - length)
    if (dimension === 'net') part.length = length
  } else if (cursor.skip(DASH)) {
    const last = cursor.address(family)
    if (last === null) return false
    if (last < first) part.first = last
    else part.last = last
    if (dimension === 'net') part.length = -1
  }
  if (bitmap === null) return header.type.name !== 'hash:ip' || BigInt(part.first) !== 0n
  if (part.first < bitmap[0] || part.last > bitmap[1]) return false
  if (mask !== null) {
    // bitmap_ip_uadt steps by the size of a block from the first address, wherever in its block that is.
    const start = masked(part.first, mask)
    part.last = Number(part.last) - (Number(part.first) - Number(start))
    part.first = start
  }
  return true
}

/** To the whole block of `host` bits that the address is in. */
function spread(part: Part, host: number): void {
  if (typeof part.first === 'number') {
    const size = 2 ** host
    part.first -= part.first % size
    part.last = part.first + size - 1
  } else {
    part.first = (part.first >> BigInt(host)) << BigInt(host)
    part.last = part.first | ((1n << BigInt(host)) - 1n)
  }
}

function readOther(cursor: Cursor, header: Header, dimension: Exclude<Dimension, 'ip' | 'net'>): boolean {
  switch (dimension) {
    case 'port':
      return readPort(cursor.word(), header)
    case 'mac':
      entry.hasMac = true
      return /^([0-9a-f]{1,2}:){5}[0-9a-f]{1,2}$/i.test(cursor.word())
    case 'mark': {
      const mark = /^(0x[0-9a-f]{1,8}|\d{1,10})$/i.exec(cursor.word())
      entry.mark = Number(mark?.[0])
      return entry.mark <= 0xffff_ffff
    }
    case 'iface': {
      const word = cursor.word()
      entry.physdev = word.startsWith('physdev:')
      entry.iface = entry.physdev ? word.slice('physdev:'.length) : word
      return entry.iface !== ''
    }
    case 'set':
      entry.set = cursor.word()
      return entry.set !== ''
  }
}

/** `tcp:22`, `udp:1000-2000`, `icmp:echo-request`, `gre:0`; without a protocol it is TCP, and in bitmap:port there is none. */
function readPort(word: string, header: Header): boolean {
  const colon = word.indexOf(':')
  const ports = word.slice(colon + 1)
  const protocol = colon < 0 ? PROTOCOL.tcp : protocolOf(word.slice(0, colon))
  if (protocol === null) return false
  entry.protocol = protocol
  if (header.type.name !== 'bitmap:port' && !WITH_PORTS.includes(protocol)) {
    const isIcmp = protocol === (header.family === 6 ? PROTOCOL.icmpv6 : PROTOCOL.icmp)
    const port = isIcmp ? icmpOf(protocol, ports) : 0
    if (port === null) return false
    entry.ports[0] = entry.ports[1] = port
    return true
  }
  const dash = ports.indexOf('-')
  const from = portOf(dash < 0 ? ports : ports.slice(0, dash))
  const to = dash < 0 ? from : portOf(ports.slice(dash + 1))
  if (from === null || to === null) return false
  entry.ports[0] = Math.min(from, to)
  entry.ports[1] = Math.max(from, to)
  const { range } = header
  return range === null || (entry.ports[0] >= range[0] && entry.ports[1] <= range[1])
}

function portOf(text: string): number | null {
  return numberUpTo(text, 65_535) ?? servicePort(text)
}

function readOptions(cursor: Cursor): boolean {
  while (cursor.skip(SPACE)) {
    const option = cursor.word()
    if (option === 'nomatch') entry.nomatch = true
    else if (option === 'wildcard') entry.wildcard = true
    else if (WITH_VALUE.includes(option)) {
      if (!cursor.skip(SPACE)) return false
      if (cursor.skip(QUOTE)) {
        const close = cursor.text.indexOf('"', cursor.at)
        if (close < 0 || close >= cursor.end) return false
        cursor.at = close + 1
      } else while (!cursor.isAtEnd && cursor.peek() !== SPACE) cursor.at++
    } else if (option !== '' && option !== '-exist' && option !== '-!') return false
  }
  return cursor.isAtEnd
}

/** Adds the entry: one row, or one for each prefix of a range of networks (ip_set_range_to_cidr). */
function add(header: Header, members: Members): void {
  const [first, second] = entry.addresses
  const [one, other] = header.type.addresses
  const [ranged, otherRanged] = [one === 'net' && first.length < 0, other === 'net' && second.length < 0]
  if (!ranged && !otherRanged) addRow(header, members, first, second)
  else {
    for (const part of ranged ? prefixes(first, header) : [first]) {
      for (const otherPart of otherRanged ? prefixes(second, header) : [second]) addRow(header, members, part, otherPart)
    }
  }
}

function prefixes(part: Part, { family }: Header): readonly Part[] {
  const address = (key: Key): { family: 4 | 6; value: bigint } => ({ family: family ?? 4, value: BigInt(key) })
  return prefixesOf({ first: address(part.first), last: address(part.last) }).map(({ value, length }) => {
    const made: Part = { first: family === 6 ? value : Number(value), last: 0, length }
    spread(made, WIDTH[family ?? 4] - length)
    return made
  })
}

function addRow({ type, markmask }: Header, members: Members, first: Part, second: Part): void {
  const row = members.count++
  if (type.addresses.length > 0) push(members.addresses[0], first)
  if (type.addresses.length > 1) push(members.addresses[1], second)
  if (entry.nomatch) members.nomatch.add(row)
  if (type.addresses.length === type.dimensions.length) return
  for (const dimension of type.dimensions) {
    if (dimension === 'port') {
      if (type.name !== 'bitmap:port') members.protocol.push(entry.protocol)
      members.portFirst.push(entry.ports[0])
      members.portLast.push(entry.ports[1])
    } else if (dimension === 'mark') members.mark.push((entry.mark & markmask) >>> 0)
    else if (dimension === 'mac') members.hasMac.push(entry.hasMac)
    else if (dimension === 'iface') {
      members.iface.push(entry.iface)
      if (entry.physdev) members.physdev.add(row)
      if (entry.wildcard) members.wildcard.add(row)
    } else if (dimension === 'set') members.set.push(entry.set)
  }
}

function push(ranges: Members['addresses'][0], { first, last, length }: Part): void {
  ranges.first.push(first)
  ranges.last.push(last)
  if (length >= 0) ranges.length.push(length)
}
