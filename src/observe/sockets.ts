import type { EchoEvidence, HeaderEvidence, RouteEvidence, TcpEvidence, TcpOutcome } from '../model/observation.ts'

/** One connection to try. */
export interface Dial {
  /** Canonical text, with the zone of a link-local address. */
  readonly address: string
  readonly port: number
  /** Address to bind to before connect(), or null. */
  readonly source: string | null
  /** clock() at which silence is decided. */
  readonly deadline: number
  /** No more SYNs than these, 1 to 4: where the kernel cannot be kept from sending one more, silence is decided before it. */
  readonly syns: number
  /** TTL, or hop limit, of every packet; absent: the system's own. Only the raw engine knows it. */
  readonly ttl?: number
  /** Least TTL, or hop limit, that an answer must have to be let in; absent: any. Only the raw engine knows it. */
  readonly minTtl?: number
}

/** What connect() said and what the wire did: the part of TcpEvidence that sockets know. */
export interface Dialled extends Omit<TcpEvidence, 'probe' | 'at' | 'role' | 'address' | 'port'> {
  /** The open connection, to be closed by who dialled; null unless the outcome is `open`. */
  readonly stream: Stream | null
}

/** TCP's own account of an open connection: linux/tcp.h, struct tcp_info. */
export interface TcpAccount {
  /** Segments sent and not acknowledged; times the oldest of them was sent again. */
  readonly unacked: number
  /** Those of them that arrived behind a missing one. */
  readonly sacked: number
  readonly retransmits: number
  /** Bytes of a segment that we may send, and the path MTU as the kernel knows it. */
  readonly mss: number
  readonly mtu: number
}

/** An open connection. */
export interface Stream {
  /** The next bytes, or how it ended. @param deadline clock() at which it is `silent` */
  read(deadline: number): Promise<Uint8Array | 'closed' | 'reset' | 'silent'>
  /** Gives the bytes to the kernel, all or none; false: the connection has ended, or its buffer is full. Never waits. */
  write(bytes: Uint8Array): boolean
  /** Null where this machine does not tell. */
  account(): TcpAccount | null
  /** Closes TCP, without a word of SSH. */
  close(): void
}

/** What the routing table says: RouteEvidence without when and for whom. */
export type Routed = Omit<RouteEvidence, 'probe' | 'at' | 'address'>

/** A connection that was reset before we could look at it. */
export const RESET: Stream = { read: () => Promise.resolve('reset'), write: () => false, account: () => null, close: () => {} }

/** Probes beside TCP connections. */
export interface RawProbes {
  /** One ICMP echo. @param timeoutMs milliseconds until silence */
  echo(address: string, source: string | null, timeoutMs: number): Promise<Omit<EchoEvidence, 'probe' | 'at' | 'address'>>
  /**
   * One connect() whose SYN has the TOS or traffic class `tos`, watched by a raw socket.
   * @returns null: this user may open no raw socket. `header` is null where no RST came
   */
  resetHeader(dial: Dial, tos: number): Promise<{ readonly syns: number; readonly header: ResetHeader | null } | null>
}

/** See HeaderEvidence. */
export type ResetHeader = Omit<HeaderEvidence, 'probe' | 'at' | 'address' | 'port' | 'sent' | 'syns'>

/** The network as this machine lets us use it: by system calls on Linux, by node:net elsewhere. */
export interface Sockets {
  readonly engine: 'raw' | 'node'
  /** SYNs needed to hear of a dead host, which its router tells after 3.06 s at the soonest. */
  enoughSyns(address: string, source: string | null): number
  /** Never rejects for what the network does: only when the signal aborts. */
  dial(dial: Dial): Promise<Dialled>
  /** @param source address the socket would be bound to, or null */
  route(address: string, port: number, source: string | null): Promise<Routed>
  /** What only system calls can tell; null where there are none. */
  readonly probes: RawProbes | null
  close(): Promise<void>
}

/** The outcome for an errno of connect(2) that came from outside, or after a wait: see TcpOutcome. */
export function outcomeOf(errno: string): TcpOutcome {
  if (errno === 'ECONNREFUSED') return 'refused'
  return errno === 'ETIMEDOUT' ? 'timed-out' : 'unreachable'
}
