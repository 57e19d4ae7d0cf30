import { readSync } from 'node:fs'
import { clock } from './clock.ts'
import { reap, spawnChild } from './raw/child.ts'
import { POLLFD, POLLIN } from './raw/layout.ts'
import type { Libc } from './raw/libc.ts'
import { DRAIN_MS, MAX_BYTES, type ProgramRun } from './program-run.ts'

/** Longest sleep of the polling thread, and so the longest until an end is seen whose output somebody else holds open. */
const SLICE_MS = 50

/** One of the two outputs, read to its end. */
class Output {
  readonly fd: number
  open = true
  size = 0
  readonly #parts: Buffer[] = []

  constructor(fd: number) {
    this.fd = fd
  }

  /** Reads what is there, without waiting; what exceeds MAX_BYTES is read and forgotten. */
  take(): void {
    const bytes = Buffer.allocUnsafe(1 << 16)
    const got = readSync(this.fd, bytes)
    this.open = got > 0
    this.size += got
    if (this.size <= MAX_BYTES) this.#parts.push(bytes.subarray(0, got))
  }

  text(): string {
    return Buffer.concat(this.#parts).toString()
  }
}

/** See runProgram(). */
export async function runByLibc(
  libc: Libc,
  program: string,
  words: readonly string[],
  signal: AbortSignal,
  timeoutMs: number,
): Promise<ProgramRun> {
  const child = spawnChild(libc, program, words, process.env)
  if (!child) return { ended: 'absent', code: -1, out: '', log: '' }
  const [out, log] = [new Output(child.out), new Output(child.err)]
  const outputs = [out, log]
  let cut: 'timed-out' | 'endless' | null = null
  let end: ReturnType<typeof reap> = null
  const kill = (): void => {
    // Not reaped, so the number is still this child's.
    if (end === null) process.kill(-child.pid, 'SIGKILL')
  }
  const timer = setTimeout(() => {
    cut ??= 'timed-out'
    kill()
  }, timeoutMs)
  signal.addEventListener('abort', kill, { once: true })
  try {
    let drained = Infinity
    while (clock() < drained) {
      for (const output of await readable(libc, outputs)) output.take()
      if (out.size > MAX_BYTES && cut === null) {
        cut = 'endless'
        kill()
      }
      end ??= reap(libc, child.pid)
      if (end === null) continue
      if (!out.open && !log.open) break
      drained = Math.min(drained, clock() + DRAIN_MS)
    }
    signal.throwIfAborted()
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', kill)
    for (const { fd } of outputs) libc.close(fd)
  }
  const exited = end !== null && !end.signalled
  return { ended: cut ?? (exited ? 'exit' : 'signal'), code: exited ? (end?.code ?? -1) : -1, out: out.text(), log: log.text() }
}

/** The outputs that can be read or have ended, none after SLICE_MS. Waits on a thread of libuv's pool. */
function readable(libc: Libc, outputs: readonly Output[]): Promise<readonly Output[]> {
  const open = outputs.filter((output) => output.open)
  const entries = Buffer.alloc(POLLFD.size * Math.max(1, open.length))
  for (const [index, { fd }] of open.entries()) {
    entries.writeInt32LE(fd, index * POLLFD.size + POLLFD.fd)
    entries.writeInt16LE(POLLIN, index * POLLFD.size + POLLFD.events)
  }
  // With both ended, the child is about to end: a thread that sleeps 1 ms.
  const wait = open.length === 0 ? 1 : SLICE_MS
  const ready = (index: number): boolean => entries.readInt16LE(index * POLLFD.size + POLLFD.revents) !== 0
  return new Promise((resolve) => {
    libc.pollAsync(entries, open.length, wait, () => resolve(open.filter((_, index) => ready(index))))
  })
}
