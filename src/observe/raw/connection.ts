import { clock } from '../clock.ts'
import { sameAddress } from '../../net/address.ts'
import type { Answer } from '../../model/observation.ts'
import { outcomeOf, RESET, type Dial, type Dialled, type Stream } from '../sockets.ts'
import { errnoName } from './errno.ts'
import type { QueuedError } from './error-queue.ts'
import {
  AF_INET6,
  EINPROGRESS,
  IPPROTO_TCP,
  IPV6_MINHOPCOUNT,
  IPV6_RECVERR,
  IPV6_RECVHOPLIMIT,
  IPV6_UNICAST_HOPS,
  IP_MINTTL,
  IP_RECVERR,
  IP_RECVTTL,
  IP_TTL,
  POLLFD,
  POLLOUT,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_STREAM,
  SOL_IP,
  SOL_IPV6,
  TCP_SYNCNT,
} from './layout.ts'
import type { Libc } from './libc.ts'
import type { Poller } from './poller.ts'
import { mute, unmute } from './mute.ts'
import { scopeId, writeSockaddr } from './sockaddr.ts'
import { getInt, ownAddress, setInt, synCounts, type SynCounts, takeError, takeQueuedError } from './socket-options.ts'
import { RawStream } from './stream.ts'

/** The kernel sends the next SYN no earlier than this after the last one (RFC 6298 section 2.1, TCP_TIMEOUT_INIT). */
const SYN_PERIOD_MS = 1000
/** So long before it the socket is muted or closed: a busy machine wakes us late. */
const MARGIN_MS = 200
/** linux/icmp.h, linux/icmpv6.h */
const ICMP_TIME_EXCEEDED = 11
const ICMP6_TIME_EXCEEDED = 3
/** How often a silent socket's SYNs are counted: between two SYNs at least once. */
const LOOK_MS = 500
/** An answer from the network that came later than this had a wait in it; a local refusal has none. */
const AT_ONCE_MS = 500

/** One try of connect(2), with all that the socket tells about it. */
export class Connection {
  readonly #libc: Libc
  readonly #poller: Poller
  readonly #dial: Dial
  readonly #six: boolean
  #fd = -1
  #start = 0
  #peer: Buffer | null = null
  #own: Buffer | null = null
  /** Whether the IP layer took one of the retransmissions looked at. */
  #taken = false
  /** What was counted before the socket was muted; null: it was not. */
  #muted: SynCounts | null = null

  constructor(libc: Libc, poller: Poller, dial: Dial) {
    this.#libc = libc
    this.#poller = poller
    this.#dial = dial
    this.#six = dial.address.includes(':')
  }

  async open(): Promise<Dialled> {
    try {
      return this.#begin() ?? this.#ended(await this.#wait())
    } catch (error) {
      this.#close()
      throw error
    }
  }

  /** Calls connect(). @returns what it said, when it said it at once */
  #begin(): Dialled | null {
    const zone = this.#dial.address.split('%')[1]
    const scope = zone === undefined ? 0 : scopeId(this.#libc, zone)
    const peer = writeSockaddr(this.#dial.address, this.#dial.port, scope)
    if (!peer) return local('socket', 'EAFNOSUPPORT', 0)
    const domain = peer.readUInt16LE(0)
    this.#fd = this.#libc.socket(domain, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)
    if (this.#fd < 0) return local('socket', errnoName(this.#libc.errno()), 0)
    this.#setOptions(domain)
    this.#peer = peer
    const own = this.#dial.source === null ? null : writeSockaddr(this.#dial.source, 0, scope)
    if (own === undefined || (own && own.readUInt16LE(0) !== domain)) return this.#failed('bind', 'EADDRNOTAVAIL')
    if (own && this.#libc.bind(this.#fd, own, own.length) < 0) return this.#failed('bind', errnoName(this.#libc.errno()))
    this.#own = own
    this.#start = clock()
    const done = this.#libc.connect(this.#fd, peer, peer.length) === 0
    const errno = done ? 0 : this.#libc.errno()
    if (done) return this.#opened(clock())
    return errno === EINPROGRESS ? null : this.#failed('connect', errnoName(errno))
  }

  #setOptions(domain: number): void {
    const [level, errors, hops] = domain === AF_INET6 ? [SOL_IPV6, IPV6_RECVERR, IPV6_RECVHOPLIMIT] : [SOL_IP, IP_RECVERR, IP_RECVTTL]
    setInt(this.#libc, this.#fd, level, errors, 1)
    setInt(this.#libc, this.#fd, level, hops, 1)
    const { ttl, minTtl } = this.#dial
    if (ttl !== undefined) setInt(this.#libc, this.#fd, level, domain === AF_INET6 ? IPV6_UNICAST_HOPS : IP_TTL, ttl)
    if (minTtl !== undefined) setInt(this.#libc, this.#fd, level, domain === AF_INET6 ? IPV6_MINHOPCOUNT : IP_MINTTL, minTtl)
    // Only a fence, for a process that is stopped meanwhile: #wait mutes or closes in time. Kernels from 6.5 on send more SYNs than
    // this says: tcp_syn_linear_timeouts keeps their period at 1 s, while TCP_SYNCNT still means the time of exponential ones
    // (measured on 6.18: 1 → 3 SYNs and ETIMEDOUT after 3.06 s, 2 → 6 SYNs and 7.1 s).
    setInt(this.#libc, this.#fd, IPPROTO_TCP, TCP_SYNCNT, 2)
  }

  /** @returns when the socket had something to say; null: silence */
  async #wait(): Promise<number | null> {
    const poll = Buffer.alloc(POLLFD.size)
    poll.writeInt32LE(this.#fd, POLLFD.fd)
    poll.writeInt16LE(POLLOUT, POLLFD.events)
    const says = (): boolean => this.#libc.poll(poll, 1, 0) > 0
    // The loopback's answer is there before connect() returns.
    if (says()) return clock()
    let again = 0
    let looked = this.#start
    // The last SYN was sent after this: no other follows within SYN_PERIOD_MS of it.
    let lastSyn = this.#start
    for (;;) {
      const atLimit = again + 1 >= this.#dial.syns && !this.#muted
      const look = atLimit ? lastSyn + SYN_PERIOD_MS - MARGIN_MS : looked + LOOK_MS
      const { events, at } = await this.#poller.wait(this.#fd, POLLOUT, Math.min(this.#dial.deadline, look))
      // Asked once more: a socket without an error that was not done would be taken for an open one.
      if (events !== 0 && says()) return at
      const counts = synCounts(this.#libc, this.#fd)
      if (counts.again > again) lastSyn = looked
      looked = at
      again = counts.again
      this.#taken ||= again > 0 && counts.taken
      if (at >= this.#dial.deadline || (this.#muted && again > this.#muted.again)) return null
      if (this.#muted || again + 1 < this.#dial.syns || at < lastSyn + SYN_PERIOD_MS - MARGIN_MS) continue
      if (!this.#peer || !mute(this.#libc, this.#fd, this.#peer, this.#own)) return null
      this.#muted = counts
    }
  }

  #ended(at: number | null): Dialled {
    const us = Math.round(((at ?? clock()) - this.#start) * 1000)
    if (at === null) return this.#silent(us)
    const queued = takeQueuedError(this.#libc, this.#fd)
    // The queue's first: a muted socket's own error says why its SYNs found no way.
    const errno = queued?.errno || takeError(this.#libc, this.#fd)
    if (errno === 0) return this.#opened(at)
    const name = errnoName(errno)
    // tcp_reset() says ECONNREFUSED in SYN_SENT: this RST came to a connection that was open already.
    if (name === 'ECONNRESET' && !queued) return this.#opened(at, RESET)
    if (name === 'ETIMEDOUT' && !queued) return this.#silent(us, name)
    if (this.#muted && !queued && name !== 'ECONNREFUSED') return this.#silent(us)
    const { again } = synCounts(this.#libc, this.#fd)
    const source = ownAddress(this.#libc, this.#fd)
    const icmp = queued?.origin === 'icmp' ? icmpAnswer(queued) : null
    const hops = icmp?.type === (this.#six ? ICMP6_TIME_EXCEEDED : ICMP_TIME_EXCEEDED) ? this.#hops() : undefined
    this.#close()
    const seen = {
      errno: name,
      us,
      syns: again + 1,
      ...(source === undefined ? {} : { source }),
      ...(hops === undefined ? {} : { hops }),
      stream: null,
    }
    if (icmp) {
      const own = source !== undefined && sameAddress(icmp.from, source)
      const toSelf = source !== undefined && sameAddress(this.#dial.address, source)
      // An ICMP error from oneself: REJECT in the own OUTPUT chain, or nobody on the link. One from elsewhere was asked for there.
      return { ...seen, outcome: outcomeOf(name), left: toSelf ? 'unknown' : own ? 'no' : 'yes', answer: icmp }
    }
    if (name === 'ECONNREFUSED') return { ...seen, outcome: 'refused', left: 'unknown', answer: { kind: 'rst' } }
    const why = `${name} came without an entry in the error queue`
    const answer: Answer = { kind: 'unknown', why }
    if (us < AT_ONCE_MS * 1000) return { ...seen, outcome: 'local-error', stage: 'connect', left: 'unknown', answer }
    return { ...seen, outcome: 'unreachable', left: 'unknown', answer }
  }

  /**
   * Silence. Whether a packet left is known in two cases (measured on 6.18, as nobody, IPv4 and IPv6):
   * - DROP in the own OUTPUT or POSTROUTING chain or netdev egress hook: the IP layer gives every retransmission an error, so that
   *   tcpi_total_retrans grows and tcpi_retrans stays 0. With a DROP at a router or the target tcpi_retrans is 1.
   *   (TcpExt TCPRetransFail counts the same, but for all sockets together.)
   * - nobody has answered ARP or neighbour discovery yet: the first SYN still waits for its link address, so that the timer fired
   *   (tcpi_retransmits) and yet nothing was given out again.
   * A single SYN tells neither.
   */
  #silent(us: number, errno?: string): Dialled {
    const { timeouts, again, taken } = this.#muted ?? synCounts(this.#libc, this.#fd)
    const kept = again === 0 ? timeouts > 0 : !taken && !this.#taken
    const source = ownAddress(this.#libc, this.#fd)
    this.#close()
    return {
      outcome: 'timed-out',
      ...(errno === undefined ? {} : { errno }),
      us,
      syns: again + 1,
      left: kept ? 'no' : 'unknown',
      answer: { kind: 'none' },
      ...(source === undefined ? {} : { source }),
      stream: null,
    }
  }

  #opened(at: number, ended?: Stream): Dialled {
    if (this.#muted) unmute(this.#libc, this.#fd)
    const { again } = synCounts(this.#libc, this.#fd)
    const source = ownAddress(this.#libc, this.#fd)
    // With it set, an ICMP error would end the open connection, which it does not do to ssh.
    setInt(this.#libc, this.#fd, this.#six ? SOL_IPV6 : SOL_IP, this.#six ? IPV6_RECVERR : IP_RECVERR, 0)
    return {
      outcome: 'open',
      us: Math.round((at - this.#start) * 1000),
      syns: again + 1,
      left: 'unknown',
      answer: { kind: 'syn-ack' },
      ...(source === undefined ? {} : { source }),
      stream: this.#stream(ended),
    }
  }

  #stream(ended: Stream | undefined): Stream {
    if (!ended) return new RawStream(this.#libc, this.#poller, this.#fd)
    this.#close()
    return ended
  }

  /** bind() or connect() failed at once: no packet left. */
  #failed(stage: 'bind' | 'connect', errno: string): Dialled {
    const us = stage === 'connect' ? Math.round((clock() - this.#start) * 1000) : 0
    this.#close()
    return local(stage, errno, us)
  }

  #hops(): number | undefined {
    return getInt(this.#libc, this.#fd, this.#six ? SOL_IPV6 : SOL_IP, this.#six ? IPV6_UNICAST_HOPS : IP_TTL)
  }

  #close(): void {
    if (this.#fd >= 0) this.#libc.close(this.#fd)
    this.#fd = -1
  }
}

function local(stage: 'socket' | 'bind' | 'connect', errno: string, us: number): Dialled {
  return { outcome: 'local-error', stage, errno, us, syns: 0, left: 'no', answer: { kind: 'none' }, stream: null }
}

function icmpAnswer({ type, code, offender, ttl }: QueuedError): (Answer & { readonly kind: 'icmp' }) | null {
  if (offender === undefined) return null
  return { kind: 'icmp', type, code, from: offender, ...(ttl === undefined ? {} : { ttl }) }
}
