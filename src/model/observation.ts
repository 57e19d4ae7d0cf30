import type { Target } from './target.ts'

/**
 * What connect(2) alone said. Never what it means.
 * `refused` ECONNREFUSED · `unreachable` EHOSTUNREACH, ENETUNREACH, EACCES, ENOPROTOOPT with an entry in the error queue, or after
 * a wait · `local-error` those and EINVAL, EPERM, EMFILE, EADDRNOTAVAIL with an empty queue at once: no packet left.
 */
export type TcpOutcome = 'open' | 'refused' | 'unreachable' | 'timed-out' | 'local-error' | 'not-tried'

/** What answered on the wire. `unknown` where this machine does not let us see it (no IP_RECVERR): never guessed. */
export type Answer =
  | { readonly kind: 'syn-ack' }
  | { readonly kind: 'rst' }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly why: string }
  | {
      readonly kind: 'icmp'
      /** ICMP or ICMPv6 type and code, by the family of the address probed. */
      readonly type: number
      readonly code: number
      /** The offender: the address that sent the ICMP error. */
      readonly from: string
      /** TTL or hop limit of the ICMP packet itself as it arrived, where the kernel told. */
      readonly ttl?: number
    }

/** Why a port was probed. `asked`: the port ssh would use. `control`: a port that must be closed. `service`: 80, 443. `ssh-port`: where people move sshd to. */
export type Role = 'asked' | 'control' | 'service' | 'ssh-port'

interface Common {
  /** Milliseconds since the observation started. */
  readonly at: number
}

export interface NameEvidence extends Common {
  readonly probe: 'name'
  readonly name: string
  /** `literal`: the host is an address already, nobody was asked. */
  readonly resolver: 'system' | 'literal'
  /** `no-address`: EAI_NONAME, EAI_NODATA · `failed`: EAI_AGAIN and all else · `timed-out`: our own limit. */
  readonly outcome: 'answer' | 'no-address' | 'failed' | 'timed-out'
  /** The getaddrinfo(3) error, e.g. `ENOTFOUND`, `EAI_AGAIN`. */
  readonly error?: string
  /** Canonical text, in the order in which the resolver gave them, which is the order in which ssh tries them. */
  readonly addresses: readonly string[]
  readonly us: number
}

/** How this machine would send a packet to the address: one RTM_GETROUTE, or a connected UDP socket. No packet is sent. */
export interface RouteEvidence extends Common {
  readonly probe: 'route'
  readonly address: string
  /** rtm_type of the route (rtnetlink(7)); `none`: ENETUNREACH without any entry; `unknown`: this machine does not tell. */
  readonly type: 'unicast' | 'local' | 'broadcast' | 'multicast' | 'unreachable' | 'prohibit' | 'blackhole' | 'throw' | 'none' | 'unknown'
  readonly errno?: string
  /** The source address the kernel would use. */
  readonly source?: string
  readonly device?: string
  /** Next hop; absent when the address is on the link. */
  readonly gateway?: string
  /** The entry of the routing table that matched, e.g. `10.0.0.0/24` or `default`; absent where the kernel does not tell. */
  readonly prefix?: string
  /** The TTL or hop limit that the route itself sets (RTAX_HOPLIMIT); absent where it sets none. */
  readonly hopLimit?: number
}

export interface TcpEvidence extends Common {
  readonly probe: 'tcp'
  readonly role: Role
  readonly address: string
  readonly port: number
  readonly outcome: TcpOutcome
  /** Symbolic errno of the failure, e.g. `ECONNREFUSED`. */
  readonly errno?: string
  /** The system call that failed locally. */
  readonly stage?: 'socket' | 'bind' | 'connect'
  /** Why a probe was not tried, for people. */
  readonly why?: string
  /** From connect() to the answer, microseconds. */
  readonly us: number
  /** SYNs that this probe gave to the kernel (1 + retransmissions). 0: none. */
  readonly syns: number
  /** Did a packet leave this machine? `no` when the kernel said so; `unknown` when only the wire could tell. */
  readonly left: 'yes' | 'no' | 'unknown'
  readonly answer: Answer
  /** Source address of the socket, once connect() was called. */
  readonly source?: string
  /** The TTL or hop limit that our packets had; recorded where it ran out. */
  readonly hops?: number
}

export interface SshEvidence extends Common {
  readonly probe: 'ssh'
  readonly role: Role
  readonly address: string
  readonly port: number
  /** `nothing`: no byte came. `foreign`: bytes, but no identification string of RFC 4253 section 4.2 before the end or our limit. */
  readonly reached: 'nothing' | 'foreign' | 'identification'
  /** Who ended the connection. `silent`: nobody, until our limit. `endless`: our limit of bytes or lines before the identification. */
  readonly ended: 'by-us' | 'closed' | 'reset' | 'silent' | 'endless'
  /** From the open connection to the identification, or to the end. */
  readonly us: number
  /** From the open connection to the first byte, microseconds; absent when no byte came. */
  readonly firstUs?: number
  /** What came before the identification, at most 2048 bytes, as latin1 text: hostile, to be stripped before it is shown. */
  readonly before: string
  /** All bytes received. */
  readonly bytes: number
  /** The identification line without its line end, at most 255 bytes, latin1: hostile. */
  readonly identification?: string
}

export type Evidence = NameEvidence | RouteEvidence | TcpEvidence | SshEvidence
export type Seen<P extends Evidence['probe']> = Extract<Evidence, { readonly probe: P }>

/** Text read on the client's side (hosts file, resolv.conf, addresses of the interfaces), already redacted. */
export interface Capture {
  readonly side: 'client' | 'server'
  readonly source: string
  /** The file read or the command run. */
  readonly command: string
  readonly code: number
  readonly out: string
  /** True when `out` was cut at its bound. */
  readonly cut: boolean
}

/** What could not be looked at on this side, and why: a failure of ours is no evidence about the target. */
export interface Unseen {
  readonly what: string
  readonly why: string
}

/** Everything that the world told us. Plain JSON: a recorded observation is a test case and a bug report. */
export interface Observation {
  readonly schema: 1
  /** Version of sshwhy that observed. */
  readonly version: string
  readonly vantage: { readonly name: string }
  readonly target: Target
  /** ISO 8601, UTC. */
  readonly startedAt: string
  /** Duration, milliseconds. */
  readonly ms: number
  /** SYNs sent to all ports of the target, and connections that an sshd completed. */
  readonly connections: { readonly syns: number; readonly sshd: number }
  readonly evidence: readonly Evidence[]
  readonly captures: readonly Capture[]
  readonly unseen: readonly Unseen[]
}
