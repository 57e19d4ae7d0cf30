import type { Key } from '../../net/address-set.ts'

/** The address that is walked as a set: the remote end. Source on input, destination on the reply and on output. */
export const REMOTE = 'remote'

/** An address of a packet: a number of its family, the remote end, or not known. */
export type PacketAddress = Key | typeof REMOTE | null

/** Where the packet is: the hook whose chains are asked (netfilter(4) has no page; see enum nf_inet_hooks and nf_netdev_hooks). */
export type Hook = 'ingress' | 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting' | 'egress'

/** IPPROTO_*, as far as connections to an SSH server and what answers them go. */
export const PROTOCOL = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 } as const

/** Bits of the TCP header's flags (RFC 9293 section 3.1). */
export const TCP_FLAG = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32, ecn: 64, cwr: 128 } as const

/** Bits of ct status (enum ip_conntrack_status). */
export const CT_STATUS = { expected: 1, 'seen-reply': 2, assured: 4, confirmed: 8, snat: 16, dnat: 32, dying: 512 } as const

/**
 * What connection tracking says. `none`: it has not seen the packet yet (before priority -200), which matches as `invalid` does; null: not known.
 */
export type CtState = 'none' | 'new' | 'established' | 'related' | 'untracked' | 'invalid' | null

/** One direction of a connection as it is tracked. */
export interface CtTuple {
  readonly saddr: PacketAddress
  readonly daddr: PacketAddress
  readonly sport: number | null
  readonly dport: number | null
}

export interface Tracked {
  readonly state: CtState
  readonly direction: 'original' | 'reply'
  /** Bits of CT_STATUS; null: not known. */
  readonly status: number | null
  /** ct mark; null: not known. */
  readonly mark: number | null
  /** The connection's first packet as it came, before any NAT. */
  readonly original: CtTuple
  /** What an answer looks like: original turned round, with NAT taken into account. */
  readonly reply: CtTuple
}

/**
 * One packet at one point of its way. Concrete but for the remote end; what is null is not known, and makes a match on it unknown. Immutable:
 * what rewrites a packet makes a new one.
 */
export interface Packet {
  readonly hook: Hook
  readonly family: 4 | 6
  /** IPPROTO_* of the upper layer. */
  readonly protocol: number
  readonly saddr: PacketAddress
  readonly daddr: PacketAddress
  /** Null also where the protocol has none. */
  readonly sport: number | null
  readonly dport: number | null
  /** Flags of the TCP header; null where it is no TCP or not known. */
  readonly tcpFlags: number | null
  /** Type and code of an ICMP error that answers a packet; null where it is none. */
  readonly icmp: { readonly type: number; readonly code: number } | null
  /** Name of the interface it came in by; '' where it has none (made here), null where it is not known; then it is not loopback. */
  readonly iif: string | null
  /** Name of the interface it leaves by; '' where that is not decided yet, null where it is not known; then it is not loopback. */
  readonly oif: string | null
  readonly ct: Tracked
  readonly mark: number | null
  /** Other fields that a rule has set, by the name of their nft expression, such as `ip dscp`, `ip ttl`, `meta priority`. Not here: not known. */
  readonly fields: ReadonlyMap<string, number>
  /**
   * The turn of the last base chain in which a rule accepted the packet, 0 where policies alone let it pass. No match sees it: it says who decided
   * in the end.
   */
  readonly passedIn: number
  /** What rules have written down about this packet: a set and key added to, a recent list set. Their words are those of whoever reads them. */
  readonly noted: ReadonlySet<string>
}
