import { type Key, keyOf } from '../../../net/address-set.ts'
import { parseAddress } from '../../../net/address.ts'
import { type Packet, type PacketAddress, PROTOCOL, REMOTE } from '../packet.ts'
import type { Action, NatAddress, Outcome } from '../ruleset.ts'
import { readPort } from './ports.ts'

/** What NAT may choose of (struct nf_nat_range2). */
export interface NatRange {
  /** Both belong to it; null: the address is not changed. */
  readonly addresses: readonly [Key, Key] | null
  readonly ports: NatPorts | null
  /** `--random` or `--random-fully`. */
  readonly random: boolean
}

export interface NatPorts {
  readonly first: number
  readonly last: number
  /** Ports are shifted from here (`1000-2000/1000`); null: one of the range is taken. */
  readonly base: number | null
}

/** `address[-address][:port[-port[/port]]]`, IPv6 in brackets where ports follow; null when it is none. */
export function readNatRange(text: string, family: 4 | 6): Omit<NatRange, 'random'> | null {
  const brackets = /^\[([^\]]*)\](?::(.*))?$/.exec(text)
  const colon = family === 4 ? text.indexOf(':') : -1
  const host = brackets
    ? (brackets[1] ?? '')
    : family === 6 && /^:\d/.test(text) && !text.startsWith('::')
      ? ''
      : colon < 0
        ? text
        : text.slice(0, colon)
  const port = brackets ? brackets[2] : host === '' ? text.slice(1) : colon < 0 ? undefined : text.slice(colon + 1)
  const addresses = host === '' ? null : readAddresses(host, family)
  const ports = port === undefined ? null : readNatPorts(port)
  if ((host !== '' && !addresses) || (port !== undefined && !ports) || (!addresses && !ports)) return null
  return { addresses, ports }
}

function readAddresses(text: string, family: 4 | 6): readonly [Key, Key] | null {
  const [from = '', to = from, more] = text.split('-')
  const [first, last] = [parseAddress(from), parseAddress(to)]
  return first?.family === family && last?.family === family && more === undefined ? [keyOf(first), keyOf(last)] : null
}

/** `port`, `port-port` or `port-port/port`; null when it is none. */
export function readNatPorts(text: string): NatPorts | null {
  const [range = '', shift, more] = text.split('/')
  const dash = range.indexOf('-')
  // A name has a dash of its own, as `ftp-data` does; a range is one of numbers.
  const whole = readPort(range)
  const first = whole ?? (dash < 0 ? null : numberOf(range.slice(0, dash)))
  const last = whole ?? (dash < 0 ? null : numberOf(range.slice(dash + 1)))
  const base = shift === undefined ? null : readPort(shift)
  if (first === null || last === null || first > last || more !== undefined) return null
  if (shift !== undefined && (base === null || base === 0)) return null
  return { first, last, base }
}

function numberOf(text: string): number | null {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : null
}

/** What NAT makes of a packet. @param address of the packet, by itself; given where the range does not say it */
export function natOutcome(packet: Packet, manip: 'src' | 'dst', range: NatRange, address?: NatAddress): Outcome {
  const [first, last] = range.addresses ?? [null, null]
  const port = portOf(packet, manip, range)
  // A source that is in the range stays (nf_in_range() in get_unique_tuple() of nf_nat_core.c).
  const stays = manip === 'src' && !range.random && port === null && isWithin(packet.saddr, range)
  return { go: 'nat', manip, address: address === undefined ? (stays ? null : first === last ? first : '?') : address, port }
}

function isWithin(address: PacketAddress, { addresses }: NatRange): boolean {
  return addresses !== null && address !== null && address !== REMOTE && address >= addresses[0] && address <= addresses[1]
}

/** get_unique_tuple() and nf_nat_l4proto_unique_tuple() of nf_nat_core.c, for a first packet, whose tuple nobody else has. */
function portOf({ protocol, sport, dport }: Packet, manip: 'src' | 'dst', { ports, random }: NatRange): number | '?' | null {
  if (protocol !== PROTOCOL.tcp && protocol !== PROTOCOL.udp) return null
  // Without a range a destination port is never changed.
  if (!ports) return random && manip === 'src' ? '?' : null
  const { first, last, base } = ports
  if (first === last) return first
  const port = manip === 'src' ? sport : dport
  if (port === null) return '?'
  if (base !== null) return first + (((port - base) & 0xffff) % (last - first + 1))
  if (random) return '?'
  return port >= first && port <= last ? null : '?'
}

export function natAction(manip: 'src' | 'dst', range: NatRange, address?: (packet: Packet) => NatAddress): Action {
  return { act: (packet) => natOutcome(packet, manip, range, address?.(packet)) }
}
