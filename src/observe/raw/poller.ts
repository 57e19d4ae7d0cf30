import { clock } from '../clock.ts'
import type { Libc } from './libc.ts'
import { EFD_CLOEXEC, EFD_NONBLOCK, POLLFD, POLLIN } from './layout.ts'

/** Loopback and LAN answers come within this time: waiting for them on the spot costs less than a thread and times them exactly. */
const SPIN_MS = 1.5
/** Longest sleep of the polling thread: a lost wake-up costs no more than this. */
const SLICE_MS = 500

interface Waiter {
  readonly fd: number
  readonly events: number
  /** clock() at which to give up. */
  readonly deadline: number
  readonly ready: (seen: Ready) => void
  readonly abort: (reason: unknown) => void
}

export interface Ready {
  /** poll(2)'s revents; 0 when the deadline came first. */
  readonly events: number
  /** clock() at which it was seen. */
  readonly at: number
}

/**
 * Waits for many sockets: first by poll(2) on the spot, then on a thread of libuv's pool, so that timers, Ctrl-C and the live
 * progress go on. One thread at a time; an eventfd wakes it when a socket is added or all is over.
 */
export class Poller {
  readonly #libc: Libc
  readonly #signal: AbortSignal
  readonly #onAbort = (): void => this.#abort()
  #fresh: Waiter[] = []
  #slow: Waiter[] = []
  #wakeFd = -1
  #asleep = false
  #spinning = false
  #closed: (() => void) | undefined
  /** The pollfds of the spin. The thread has a buffer of its own: both may poll at the same time. */
  readonly #spun = new Pollfds()
  readonly #slept = new Pollfds()

  /** @param signal aborts every wait, and rejects it with the signal's reason */
  constructor(libc: Libc, signal: AbortSignal) {
    this.#libc = libc
    this.#signal = signal
    signal.addEventListener('abort', this.#onAbort)
  }

  /** @param deadline clock() at which to give up */
  wait(fd: number, events: number, deadline: number): Promise<Ready> {
    this.#signal.throwIfAborted()
    return new Promise((ready, abort) => {
      this.#fresh.push({ fd, events, deadline, ready, abort })
      if (this.#spinning) return
      this.#spinning = true
      // A microtask later: what is started together is waited for together.
      queueMicrotask(() => this.#spin())
    })
  }

  /** Frees the eventfd, once the thread is out of it. */
  async close(): Promise<void> {
    this.#signal.removeEventListener('abort', this.#onAbort)
    if (this.#wakeFd < 0) return
    if (this.#asleep) {
      this.#wake()
      await new Promise<void>((closed) => (this.#closed = closed))
    }
    this.#libc.close(this.#wakeFd)
    this.#wakeFd = -1
  }

  #spin(): void {
    const until = clock() + SPIN_MS
    let waiters = this.#fresh
    this.#fresh = []
    while (waiters.length > 0) {
      const left = until - clock()
      const fds = this.#spun.write(waiters)
      const found = this.#libc.poll(fds, waiters.length, left > 0 ? Math.ceil(left) : 0)
      waiters = settle(waiters, found > 0 ? (index) => this.#spun.revents(index) : () => 0)
      if (left <= 0) break
    }
    this.#spinning = false
    this.#slow.push(...waiters)
    if (this.#asleep && waiters.length > 0) this.#wake()
    this.#sleep()
  }

  #sleep(): void {
    if (this.#asleep || this.#slow.length === 0) return
    if (this.#wakeFd < 0) this.#wakeFd = this.#libc.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)
    // What is added while the thread sleeps is not in its buffer: it comes behind these.
    const waiters = [...this.#slow]
    const fds = this.#slept.write([{ fd: this.#wakeFd, events: POLLIN }, ...waiters])
    const nearest = waiters.reduce((soonest, waiter) => Math.min(soonest, waiter.deadline), Infinity)
    const timeout = Math.min(SLICE_MS, Math.max(0, Math.ceil(nearest - clock())))
    this.#asleep = true
    this.#libc.pollAsync(fds, waiters.length + 1, timeout, (_error, found) => {
      this.#asleep = false
      if (found > 0 && this.#slept.revents(0) !== 0) this.#libc.read(this.#wakeFd, Buffer.alloc(8), 8)
      const added = this.#slow.slice(waiters.length)
      this.#slow = this.#signal.aborted
        ? []
        : [...settle(waiters, found > 0 ? (index) => this.#slept.revents(index + 1) : () => 0), ...added]
      this.#closed?.()
      this.#sleep()
    })
  }

  #wake(): void {
    const one = Buffer.alloc(8)
    one[0] = 1
    this.#libc.write(this.#wakeFd, one, 8)
  }

  #abort(): void {
    for (const waiter of [...this.#fresh, ...this.#slow]) waiter.abort(this.#signal.reason)
    this.#fresh = []
    // What the thread polls must keep its place until the callback.
    if (this.#asleep) this.#wake()
    else this.#slow = []
  }
}

/** An array of struct pollfd, for one poll(2) at a time. */
class Pollfds {
  #bytes = Buffer.alloc(POLLFD.size * 16)

  write(entries: readonly { readonly fd: number; readonly events: number }[]): Buffer {
    if (this.#bytes.length < entries.length * POLLFD.size) this.#bytes = Buffer.alloc(entries.length * 2 * POLLFD.size)
    for (const [index, { fd, events }] of entries.entries()) {
      const at = index * POLLFD.size
      this.#bytes.writeInt32LE(fd, at + POLLFD.fd)
      this.#bytes.writeInt16LE(events, at + POLLFD.events)
      this.#bytes.writeInt16LE(0, at + POLLFD.revents)
    }
    return this.#bytes
  }

  revents(index: number): number {
    return this.#bytes.readInt16LE(index * POLLFD.size + POLLFD.revents)
  }
}

/** Tells the waiters that are done. @param revents of each, by its place @returns those that are not */
function settle(waiters: readonly Waiter[], revents: (index: number) => number): Waiter[] {
  const at = clock()
  return waiters.filter((waiter, index) => {
    const events = revents(index)
    if (events === 0 && at < waiter.deadline) return true
    waiter.ready({ events, at })
    return false
  })
}
