import { parseAddress } from '../../../net/address.ts'
import type { DataType } from './data-type.ts'
import * as symbols from './symbols.ts'
import type { Value } from './value.ts'

/** A number: decimal, or hexadecimal behind 0x; a bigint where it needs one. Null: it is none, or has too many bits. */
function numberOf(written: string | number, bits: number): number | bigint | null {
  if (typeof written === 'number')
    return Number.isSafeInteger(written) && written >= 0 && (bits > 52 || written < 2 ** bits) ? sized(written, bits) : null
  if (written.length > 60 || !/^(?:\d+|0x[0-9a-f]+)$/i.test(written)) return null
  const value = BigInt(written)
  return value >> BigInt(bits) === 0n ? sized(value, bits) : null
}

function sized(value: number | bigint, bits: number): number | bigint {
  return bits > 52 ? BigInt(value) : Number(value)
}

export function integer(bits: number): DataType {
  return { name: 'integer', bits, parse: (written) => numberOf(written, bits) }
}

function named(name: string, bits: number, table: ReadonlyMap<string, number>, flags?: true): DataType {
  return {
    name,
    bits,
    ...(flags && { flags }),
    parse: (written) => (typeof written === 'string' ? table.get(written) : undefined) ?? numberOf(written, bits),
  }
}

/** Dotted decimal without the price of a regular expression; null when it is none. */
function ipv4(text: string): number | null {
  let [value, part, digits, dots] = [0, 0, 0, 0]
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 46) {
      if (digits === 0 || ++dots > 3) return null
      value = value * 256 + part
      part = digits = 0
    } else if (code >= 48 && code <= 57) {
      if (digits > 0 && part === 0) return null
      part = part * 10 + code - 48
      if (++digits > 3 || part > 255) return null
    } else return null
  }
  return dots === 3 && digits > 0 ? value * 256 + part : null
}

export const IPV4_ADDR: DataType = {
  name: 'ipv4_addr',
  bits: 32,
  parse: (written) => (typeof written === 'number' ? numberOf(written, 32) : ipv4(written)),
}

export const IPV6_ADDR: DataType = {
  name: 'ipv6_addr',
  bits: 128,
  parse: (written) => {
    const address = typeof written === 'string' ? parseAddress(written) : null
    return address?.family === 6 ? address.value : null
  },
}

const ETHER_ADDR: DataType = {
  name: 'ether_addr',
  bits: 48,
  parse: (written) =>
    typeof written === 'string' && /^[0-9a-f]{1,2}(?::[0-9a-f]{1,2}){5}$/i.test(written)
      ? written.split(':').reduce((value, part) => value * 256 + Number.parseInt(part, 16), 0)
      : numberOf(written, 48),
}

/** The name of an interface; `*` at its end stands for any rest, `\*` for an asterisk. */
export const IFNAME: DataType = {
  name: 'ifname',
  bits: 128,
  parse: (written) => {
    if (typeof written === 'number') return null
    if (!written.endsWith('*')) return written
    if (written.endsWith('\\*')) return `${written.slice(0, -2)}*`
    const start = written.slice(0, -1)
    return { lo: start, hi: `${start}\uffff` }
  },
}

/** An interface by its index. Kept by name, as dumps tell it; `#3` where they know but the number. */
export const IFACE_INDEX: DataType = {
  name: 'iface_index',
  bits: 32,
  parse: (written) =>
    typeof written === 'string' && !/^\d+$/.test(written) ? written : Number(written) === 0 ? '' : `#${Number(written)}`,
}

/** Seconds since 1970. `2020-06-06 17:00:00` is a local time, kept as if it were UTC. */
const TIME: DataType = {
  name: 'time',
  bits: 64,
  parse: (written) => {
    if (typeof written === 'number') return written / 1e9
    const at = /^(\d{4})-(\d\d)-(\d\d)(?: (\d\d):(\d\d)(?::(\d\d))?)?$/.exec(written)
    if (!at) return /^\d{1,18}$/.test(written) ? Number(written) / 1e9 : null
    const [year, month, day, hour, minute, second] = at.slice(1).map((part) => Number(part ?? 0)) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ]
    return Date.UTC(year, month - 1, day, hour, minute, second) / 1000
  },
}

/** Seconds since midnight, local time. */
const HOUR: DataType = {
  name: 'hour',
  bits: 32,
  parse: (written) => {
    const at = typeof written === 'string' ? /^(\d\d?):(\d\d)(?::(\d\d))?$/.exec(written) : null
    return at ? Number(at[1]) * 3600 + Number(at[2]) * 60 + Number(at[3] ?? 0) : numberOf(written, 32)
  },
}

/** `major:minor` of tc(8), both hexadecimal. */
const CLASSID: DataType = {
  name: 'classid',
  bits: 32,
  parse: (written) => {
    const id = typeof written === 'string' ? /^([0-9a-f]{1,4}):([0-9a-f]{0,4})$/i.exec(written) : null
    return id ? Number.parseInt(id[1] ?? '', 16) * 65_536 + Number.parseInt(id[2] || '0', 16) : numberOf(written, 32)
  },
}

export const DATA_TYPES: ReadonlyMap<string, DataType> = new Map(
  [
    IPV4_ADDR,
    IPV6_ADDR,
    ETHER_ADDR,
    IFNAME,
    IFACE_INDEX,
    TIME,
    HOUR,
    named('inet_proto', 8, symbols.PROTOCOLS),
    named('inet_service', 16, symbols.SERVICES),
    named('nf_proto', 8, symbols.NF_PROTO),
    named('ether_type', 16, symbols.ETHER_TYPES),
    named('mark', 32, new Map()),
    named('iface_type', 16, symbols.IFACE_TYPES),
    named('devgroup', 32, new Map([['default', 0]])),
    named('pkt_type', 8, symbols.PKT_TYPES),
    named('ct_state', 32, symbols.CT_STATES, true),
    named('ct_status', 32, symbols.CT_STATUS, true),
    named('ct_dir', 8, symbols.CT_DIRS),
    named('ct_event', 32, new Map(), true),
    named('tcp_flag', 8, symbols.TCP_FLAGS, true),
    named('fib_addrtype', 32, symbols.FIB_TYPES),
    named('icmp_type', 8, symbols.ICMP_TYPES),
    named('icmp_code', 8, symbols.ICMP_CODES),
    named('icmpv6_type', 8, symbols.ICMPV6_TYPES),
    named('icmpv6_code', 8, symbols.ICMPV6_CODES),
    named('dscp', 6, symbols.DSCP),
    named('ecn', 2, symbols.ECN),
    named('day', 8, symbols.DAYS),
    named('boolean', 1, symbols.BOOLEAN),
    named('uid', 32, new Map([['root', 0]])),
    named('gid', 32, new Map([['root', 0]])),
    named('realm', 32, new Map([['default', 0]])),
    named('arp_op', 16, symbols.ARP_OPS),
    named('cgroup', 32, new Map()),
    CLASSID,
  ].map((type) => [type.name, type]),
)

/** @param name one that is in the list */
export function dataType(name: string): DataType {
  return DATA_TYPES.get(name) ?? integer(32)
}

/** The greatest value of a type, as its values are kept. */
export function greatest(type: DataType): Value {
  return type.bits > 52 ? (1n << BigInt(type.bits)) - 1n : 2 ** type.bits - 1
}
