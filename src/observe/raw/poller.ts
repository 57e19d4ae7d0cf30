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
  #fds = Buffer.alloc(POLLFD.size * 16)

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
      this.#write(waiters, false)
      const found = this.#libc.poll(this.#fds, waiters.length, left > 0 ? Math.ceil(left) : 0)
      waiters = this.#settle(waiters, 0, found)
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
    const waiters = this.#slow
    this.#write(waiters, true)
    const nearest = waiters.reduce((soonest, waiter) => Math.min(soonest, waiter.deadline), Infinity)
    const timeout = Math.min(SLICE_MS, Math.max(0, Math.ceil(nearest - clock())))
    this.#asleep = true
    // The buffer is the thread's until the callback.
    this.#libc.pollAsync(this.#fds, waiters.length + 1, timeout, (_error, found) => {
      this.#asleep = false
      if (this.#fds.readInt16LE(POLLFD.revents) !== 0) this.#libc.read(this.#wakeFd, Buffer.alloc(8), 8)
      const added = this.#slow.slice(waiters.length)
      this.#slow = this.#signal.aborted ? [] : [...this.#settle(waiters, 1, found), ...added]
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

  #write(waiters: readonly Waiter[], withWake: boolean): void {
    const entries = withWake ? [{ fd: this.#wakeFd, events: POLLIN }, ...waiters] : waiters
    if (this.#fds.length < entries.length * POLLFD.size) this.#fds = Buffer.alloc(entries.length * 2 * POLLFD.size)
    for (const [index, entry] of entries.entries()) {
      const at = index * POLLFD.size
      this.#fds.writeInt32LE(entry.fd, at + POLLFD.fd)
      this.#fds.writeInt16LE(entry.events, at + POLLFD.events)
      this.#fds.writeInt16LE(0, at + POLLFD.revents)
    }
  }

  /** Tells the waiters that are done. @returns those that are not */
  #settle(waiters: readonly Waiter[], offset: number, found: number): Waiter[] {
    const at = clock()
    return waiters.filter((waiter, index) => {
      const events = found > 0 ? this.#fds.readInt16LE((index + offset) * POLLFD.size + POLLFD.revents) : 0
      if (events === 0 && at < waiter.deadline) return true
      waiter.ready({ events, at })
      return false
    })
  }
}
