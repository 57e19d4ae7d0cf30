import { type Key, keyOf } from '../../net/address-set.ts'
import type { Host } from './host.ts'
import { CT_STATUS, type Packet, type PacketAddress, type Tracked } from './packet.ts'
import type { NatAddress, Outcome } from './ruleset.ts'

type Nat = Outcome & { readonly go: 'nat' }

/** The packet after a rule has set up NAT for its connection: nf_nat_setup_info() and nf_nat_packet(). */
export function rewritten(packet: Packet, { manip, address, port, vague }: Nat, host: Host): Packet {
  const dst = manip === 'dst'
  const was = { address: dst ? packet.daddr : packet.saddr, port: dst ? packet.dport : packet.sport }
  const now = { address: target(address, was.address, packet, host), port: port === null ? was.port : port === '?' ? null : port }
  const changes = now.address !== was.address || now.port !== was.port
  const reply = dst
    ? { ...packet.ct.reply, saddr: now.address, sport: now.port }
    : { ...packet.ct.reply, daddr: now.address, dport: now.port }
  const bit = dst ? CT_STATUS.dnat : CT_STATUS.snat
  const unsure = address === '?' || port === '?' || (vague && !changes)
  const status = packet.ct.status === null || unsure ? null : changes ? packet.ct.status | bit : packet.ct.status
  const ct: Tracked = { ...packet.ct, reply, status }
  return dst ? { ...packet, daddr: now.address, dport: now.port, ct } : { ...packet, saddr: now.address, sport: now.port, ct }
}

function target(address: NatAddress, was: PacketAddress, packet: Packet, host: Host): PacketAddress {
  if (address === null) return was
  if (address === '?') return null
  return address === 'primary' ? primaryOf(packet, host) : address
}

/**
 * Where redirect leads: the first address of the interface a packet came in by, in the order of ip-address(8), or the loopback address for one that
 * is made here (nf_nat_redirect.c). One that was sent to a link-local address stays on the link.
 */
function primaryOf({ hook, family, iif, daddr }: Packet, { interfaces }: Host): Key | null {
  if (hook === 'output') return family === 4 ? 0x7f000001 : 1n
  if (typeof daddr !== 'number' && typeof daddr !== 'bigint') return null
  const own = interfaces?.find(({ name }) => name === iif)?.addresses.map(({ address }) => address) ?? []
  const first = own.find((address) => address.family === family && (family === 4 || !isLinkLocal(daddr) || isLinkLocal(address.value)))
  return first ? keyOf(first) : null
}

function isLinkLocal(value: Key): boolean {
  return BigInt(value) >> 118n === 0x3fan
}
