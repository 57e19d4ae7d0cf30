import type { KexSeen } from './key-exchange.ts'
import type { OfferedKey } from './offered-key.ts'
import type { Target } from './target.ts'

export type * from './key-exchange.ts'
export type * from './offered-key.ts'

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

/**
 * Why a port was probed. `asked`: the port ssh would use. `also`: the same from another source address (--also-from). `control`: a port
 * that must be closed. `service`: 80, 443. `ssh-port`: where people move sshd to. `egress`: a port of another host, which tells what this
 * network lets out (--check-egress).
 */
export type Role = 'asked' | 'also' | 'control' | 'service' | 'ssh-port' | 'egress'

interface Common {
  /** Milliseconds since the observation started. */
  readonly at: number
}

export interface NameEvidence extends Common {
  readonly probe: 'name'
  readonly name: string
  /**
   * `literal`: the host is an address already, nobody was asked. `beyond`: whoever makes the connection for us (a jump host, a
   * ProxyCommand) looks the name up; `addresses` then holds the host as it was given to it.
   */
  readonly resolver: 'system' | 'literal' | 'beyond'
  /** `no-address`: EAI_NONAME, EAI_NODATA · `failed`: EAI_AGAIN and all else · `timed-out`: our own limit. */
  readonly outcome: 'answer' | 'no-address' | 'failed' | 'timed-out'
  /** The getaddrinfo(3) error, e.g. `ENOTFOUND`, `EAI_AGAIN`. */
  readonly error?: string
  /** Canonical text, in the order in which the resolver gave them, which is the order in which ssh tries them. */
  readonly addresses: readonly string[]
  readonly us: number
}

/** One name server's own answer: those are asked that the resolver would use for this name, each by itself. */
export interface NameServerEvidence extends Common {
  readonly probe: 'name-server'
  readonly server: string
  readonly port: number
  /** Why it is asked, for people, e.g. `/etc/resolv.conf line 2` or `systemd-resolved, link tun0`. */
  readonly from: string
  /** The name asked for, absolute, without its last dot: with a search domain it is longer than what was typed. */
  readonly name: string
  readonly type: 'A' | 'AAAA' | 'SSHFP'
  /** By the rcode (RFC 1035 section 4.1.1). `no-data`: the name is there, without such a record. `unreachable`: no packet to it, or ICMP. */
  readonly outcome: 'answer' | 'no-data' | 'nxdomain' | 'servfail' | 'refused' | 'other' | 'silent' | 'unreachable' | 'garbled'
  readonly rcode?: number
  readonly errno?: string
  /** Of type A or AAAA; canonical text. */
  readonly addresses: readonly string[]
  /** Where the CNAMEs lead; absent without any. */
  readonly canonical?: string
  /** The AD bit (RFC 4035 section 3.2.3): the server says that it has validated the answer. */
  readonly authentic?: boolean
  /** SSHFP records (RFC 4255): numbers of the algorithm and of the hash, and the hash in lower-case hex. */
  readonly fingerprints?: readonly { readonly algorithm: number; readonly hash: number; readonly hex: string }[]
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
  /** The source address that was asked about; absent: the one that the connection itself had. */
  readonly from?: string
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
  /** Canonical text; where `through` is set it may be a host name, which whoever makes the connection looks up. */
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
  /** The host of the address, where that is not the target: as it was given to --check-egress. */
  readonly host?: string
  /** Who made the connection in our place: a jump host as ssh_config writes it, or `ProxyCommand`. No SYN of ours went to the address. */
  readonly through?: string
  /** The TTL or hop limit that our packets had; recorded where it ran out. */
  readonly hops?: number
}

/** What one SYN met that was sent with few hops to live. */
export interface PathTry {
  /** TTL, or hop limit, 1 to 255: the router that many hops away drops the packet and says "time exceeded". */
  readonly ttl: number
  readonly answer: Answer
  readonly us: number
}

/** The way to one port, told by SYNs with a rising TTL (`--thorough`). The connections of the asked port never come about. */
export interface PathEvidence extends Common {
  readonly probe: 'path'
  readonly role: Role
  readonly address: string
  readonly port: number
  /** In the order of the TTL, each at most once. Beyond the first answer that was not "time exceeded" nothing is listed. */
  readonly tries: readonly PathTry[]
  /** SYNs that this took. */
  readonly syns: number
}

/**
 * How far a RST itself came: SYNs whose answer the kernel lets in only where it has at least so much TTL left (IP_MINTTL, ip(7);
 * IPV6_MINHOPCOUNT). While it is set, ICMP errors with less are hidden, too.
 */
export interface ReplyTtlEvidence extends Common {
  readonly probe: 'reply-ttl'
  readonly role: Role
  readonly address: string
  readonly port: number
  readonly tries: readonly { readonly minTtl: number; readonly answer: Answer }[]
  /** SYNs that this took. */
  readonly syns: number
}

/** An ICMP echo to the address itself, by a ping socket (icmp(7), ping_group_range). */
export interface EchoEvidence extends Common {
  readonly probe: 'echo'
  readonly address: string
  /** `answer`: an echo reply of the address. `unreachable`: an ICMP error. `not-allowed`: this user may open no ping socket. */
  readonly outcome: 'answer' | 'unreachable' | 'silent' | 'not-allowed'
  readonly errno?: string
  readonly us: number
}

/** The header of the RST that answered a SYN, as a raw socket saw it (CAP_NET_RAW). The SYN had the TOS or traffic class `sent`. */
export interface HeaderEvidence extends Common {
  readonly probe: 'header'
  readonly address: string
  readonly port: number
  readonly sent: number
  /** SYNs that this took. */
  readonly syns: number
  /** Of the RST: TTL or hop limit as it arrived, TOS or traffic class, and TCP window. */
  readonly ttl: number
  readonly tos: number
  readonly window: number
  /** IPv4: the identification. IPv6: the flow label. */
  readonly id?: number
  readonly flowLabel?: number
}

export interface SshEvidence extends Common {
  readonly probe: 'ssh'
  readonly role: Role
  readonly address: string
  readonly port: number
  /** As in the TcpEvidence of the connection, for the roles `also` and `egress`. */
  readonly source?: string
  readonly host?: string
  /**
   * The farthest point. `nothing`: no byte came. `foreign`: bytes, but no identification string of RFC 4253 section 4.2 before the end or
   * our limit. `kexinit`: the server's offer came. `host-key`: the key exchange was answered, with a host key.
   */
  readonly reached: 'nothing' | 'foreign' | 'identification' | 'kexinit' | 'host-key'
  /**
   * Who ended the connection. `by-us`: we had what we wanted. `silent`: nobody, until our limit. `endless`: our limit of bytes, lines or
   * packets. `garbled`: what came after the identification was no SSH packet.
   */
  readonly ended: 'by-us' | 'closed' | 'reset' | 'silent' | 'endless' | 'garbled'
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
  /** The key exchange, once we had sent anything: absent where only the identification was read. */
  readonly kex?: KexSeen
}

/** One login by the system's own ssh, without a session: `ssh -v -N -T`, BatchMode. */
export interface LoginEvidence extends Common {
  readonly probe: 'login'
  /**
   * The farthest point. `nothing`: ssh made no connection. `connected`: TCP opened. `key-exchange`: host key accepted. `methods`: the
   * server named its methods. `partial`: one factor was accepted and another is asked for. `authenticated`: "Authenticated to".
   * `not-tried`: see `why`.
   */
  readonly reached: 'not-tried' | 'nothing' | 'connected' | 'key-exchange' | 'methods' | 'partial' | 'authenticated'
  readonly why?: string
  /** The address that ssh connected to, as it named it; absent where it named none. */
  readonly address?: string
  /** Who was to be logged in. */
  readonly user: string
  /** The method that succeeded, e.g. `publickey`. */
  readonly by?: string
  /** The methods that can continue, as the server last named them. */
  readonly methods: readonly string[]
  /** Those that succeeded before a further one was asked for ("Authenticated using … with partial success"). */
  readonly done: readonly string[]
  readonly keys: readonly OfferedKey[]
  /** Why there was no agent, e.g. `ssh_get_authentication_socket: No such file or directory`; absent where one answered or none was asked. */
  readonly agent?: string
  /** What ssh itself said to the user (no debug lines), one line each, printable, at most 32. */
  readonly said: readonly string[]
  /** SSH_MSG_USERAUTH_BANNER (RFC 4252 section 5.4) and all else on the standard error of ssh: hostile, as `said`. */
  readonly banner?: readonly string[]
  /** Exit status of ssh; null: we ended it. */
  readonly code: number | null
  readonly us: number
}

/** The command by which ssh reaches the target (ProxyCommand), run as ssh does. */
export interface ProxyEvidence extends Common {
  readonly probe: 'proxy'
  /** The program alone, e.g. `nc`: its words may hold secrets. */
  readonly program: string
  /** Exit status, and signal; null while it ran, or where there is none. */
  readonly code: number | null
  readonly signal: string | null
  /** Its standard error, one line each, redacted, printable, at most 32. */
  readonly said: readonly string[]
  /** Whether it gave at least one byte. */
  readonly spoke: boolean
  readonly us: number
}

/** Words of another program about a connection that somebody else has tried: `sshwhy explain`. They never prove more than they say. */
export interface MessageEvidence extends Common {
  readonly probe: 'message'
  /** Who said it, e.g. `OpenSSH`, `PuTTY`, `paramiko`. */
  readonly program: string
  /** The line, printable, at most 1024 characters. */
  readonly text: string
  /** Of the message in ssh/messages/: stable, kebab-case. */
  readonly id: string
}

export type Evidence =
  | NameEvidence
  | NameServerEvidence
  | RouteEvidence
  | TcpEvidence
  | SshEvidence
  | LoginEvidence
  | ProxyEvidence
  | MessageEvidence
  | PathEvidence
  | ReplyTtlEvidence
  | EchoEvidence
  | HeaderEvidence
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
  /** The jump hosts in the order of travel, each observed as a target of its own; absent without any. */
  readonly hops?: readonly Observation[]
}
