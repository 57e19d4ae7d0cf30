import { PROTOCOL, type Packet, type PacketAddress } from '../packet.ts'
import type { SetType } from './types.ts'

/** What a set looks for of a packet: its sides as the directions say. */
export interface Asked {
  readonly family: 4 | 6
  /** Of the address dimensions, in order. */
  readonly addresses: readonly PacketAddress[]
  readonly protocol: number
  /** As sets keep it: `type << 8 | code` of ICMP, 0 where the protocol has none; null: not known. */
  readonly port: number | null
  readonly mark: number | null
  /** '': it has none; null: not known. */
  readonly iface: string | null
  /** Whether it has an Ethernet header; null: not known. */
  readonly hasMac: boolean | null
}

/** @param directions `src` or `dst` for each dimension, and no fewer */
export function askedOf(packet: Packet, type: SetType, directions: readonly string[]): Asked {
  const addresses: PacketAddress[] = []
  let [port, iface]: [number | null, string | null] = [0, '']
  for (const [at, dimension] of type.dimensions.entries()) {
    const source = directions[at] === 'src'
    if (dimension === 'ip' || dimension === 'net') addresses.push(source ? packet.saddr : packet.daddr)
    else if (dimension === 'port') port = portOf(packet, source)
    else if (dimension === 'iface') iface = source ? packet.iif : packet.oif
  }
  return { family: packet.family, addresses, protocol: packet.protocol, port, mark: packet.mark, iface, hasMac: hasMacOf(packet) }
}

/** get_port in ip_set_getport.c. */
function portOf(packet: Packet, source: boolean): number | null {
  switch (packet.protocol) {
    case PROTOCOL.tcp:
    case PROTOCOL.udp:
    case 132: // SCTP
    case 136: // UDP-Lite
      return source ? packet.sport : packet.dport
    case PROTOCOL.icmp:
    case PROTOCOL.icmpv6:
      return packet.icmp && packet.icmp.type * 256 + packet.icmp.code
    default:
      return 0
  }
}

/**
 * A packet made here has no Ethernet header yet, and that of lo is all zeros, which sets refuse. Names of other kinds of interfaces (systemd.net-naming-scheme(7)
 * and what hypervisors and bridges are called) say that it has one.
 */
function hasMacOf({ hook, iif }: Packet): boolean | null {
  if (hook === 'output' || iif === '' || iif === 'lo') return false
  return iif !== null && /^(eth|en|em|wl|veth|br|bond|tap|vlan)/.test(iif) ? true : null
}
