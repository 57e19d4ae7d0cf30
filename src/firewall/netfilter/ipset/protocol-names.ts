import { PROTOCOL } from '../packet.ts'

/** Names of /etc/protocols that ipset prints; ipset(8) prints the number of those it does not know. */
const PROTOCOLS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    icmp: 1,
    igmp: 2,
    ipencap: 4,
    tcp: 6,
    udp: 17,
    dccp: 33,
    ipv6: 41,
    'ipv6-route': 43,
    'ipv6-frag': 44,
    gre: 47,
    esp: 50,
    ah: 51,
    'ipv6-icmp': 58,
    icmpv6: 58,
    'ipv6-nonxt': 59,
    'ipv6-opts': 60,
    ospf: 89,
    pim: 103,
    vrrp: 112,
    l2tp: 115,
    sctp: 132,
    udplite: 136,
  }),
)

/** Names of ICMP types and codes: `type << 8 | code` (ipset, lib/icmp.c). */
const ICMP: ReadonlyMap<string, number> = new Map(
  Object.entries({
    'echo-reply': 0x0000,
    pong: 0x0000,
    'network-unreachable': 0x0300,
    'host-unreachable': 0x0301,
    'protocol-unreachable': 0x0302,
    'port-unreachable': 0x0303,
    'fragmentation-needed': 0x0304,
    'source-route-failed': 0x0305,
    'network-unknown': 0x0306,
    'host-unknown': 0x0307,
    'network-prohibited': 0x0309,
    'host-prohibited': 0x030a,
    'TOS-network-unreachable': 0x030b,
    'TOS-host-unreachable': 0x030c,
    'communication-prohibited': 0x030d,
    'host-precedence-violation': 0x030e,
    'precedence-cutoff': 0x030f,
    'source-quench': 0x0400,
    'network-redirect': 0x0500,
    'host-redirect': 0x0501,
    'TOS-network-redirect': 0x0502,
    'TOS-host-redirect': 0x0503,
    'echo-request': 0x0800,
    ping: 0x0800,
    'router-advertisement': 0x0900,
    'router-solicitation': 0x0a00,
    'ttl-zero-during-transit': 0x0b00,
    'ttl-zero-during-reassembly': 0x0b01,
    'ip-header-bad': 0x0c00,
    'required-option-missing': 0x0c01,
    'timestamp-request': 0x0d00,
    'timestamp-reply': 0x0e00,
    'address-mask-request': 0x1100,
    'address-mask-reply': 0x1200,
  }),
)

/** The same of ICMPv6 (ipset, lib/icmpv6.c). */
const ICMPV6: ReadonlyMap<string, number> = new Map(
  Object.entries({
    'no-route': 0x0100,
    'communication-prohibited': 0x0101,
    'address-unreachable': 0x0103,
    'port-unreachable': 0x0104,
    'packet-too-big': 0x0200,
    'ttl-zero-during-transit': 0x0300,
    'ttl-zero-during-reassembly': 0x0301,
    'bad-header': 0x0400,
    'unknown-header-type': 0x0401,
    'unknown-option': 0x0402,
    'echo-request': 0x8000,
    ping: 0x8000,
    'echo-reply': 0x8100,
    pong: 0x8100,
    'router-solicitation': 0x8500,
    'router-advertisement': 0x8600,
    'neighbour-solicitation': 0x8700,
    'neigbour-solicitation': 0x8700,
    'neighbour-advertisement': 0x8800,
    'neigbour-advertisement': 0x8800,
    redirect: 0x8900,
  }),
)

/** IPPROTO_* of a name or a number; null: not known, or 0, which no set takes. */
export function protocolOf(text: string): number | null {
  const number = PROTOCOLS.get(text.toLowerCase()) ?? numberUpTo(text, 255)
  return number === 0 ? null : number
}

/** `type << 8 | code`, which sets keep as the port of an ICMP packet; null: no such words. */
export function icmpOf(protocol: number, text: string): number | null {
  const named = (protocol === PROTOCOL.icmp ? ICMP : ICMPV6).get(text)
  if (named !== undefined) return named
  const slash = text.indexOf('/')
  const [type, code] = [numberUpTo(text.slice(0, slash), 255), numberUpTo(text.slice(slash + 1), 255)]
  return slash < 0 || type === null || code === null ? null : type * 256 + code
}

/** A decimal number from 0; null where it is none or greater. */
export function numberUpTo(text: string, most: number): number | null {
  return /^\d{1,10}$/.test(text) && Number(text) <= most ? Number(text) : null
}
