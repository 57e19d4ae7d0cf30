import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readSync, renameSync, writeFileSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * What was sent to whom, across runs, so that a diagnosis does not cause the next outage: `ufw limit` refuses the 6th SYN in 30 s,
 * fail2ban's aggressive mode bans at the 5th connection closed before login in 10 min, sshguard at the 15th in 30 min.
 *
 * A text file of lines `id time kind address port count`, kind `s` for SYNs, `c` for connections that an sshd completed. Lines are
 * only appended, which is atomic; a later line with the same id replaces an earlier one. A reservation counts before those that
 * follow it in the file, so that runs at the same time cannot both take the last SYN.
 */
const MAX_SYNS = 4
const SYN_WINDOW_MS = 30_500
const MAX_CONNECTIONS = 4
const CONNECTION_WINDOW_MS = 10 * 60_000
const REMEMBER_MS = 30 * 60_000
/** The file is rewritten without what is forgotten above this size, and never read beyond twice of it. */
const MAX_BYTES = 32_768
/** When the SYNs of one connect() leave, at the latest: kernels before 6.5 double the period, later ones do not at first. */
const SYN_OFFSETS = [0, 1000, 3000, 4000] as const

interface Entry {
  readonly id: string
  /** Date.now() */
  readonly time: number
  readonly kind: 's' | 'c'
  readonly address: string
  readonly port: number
  readonly count: number
}

/** Leave to send SYNs. */
export interface Reservation {
  /** SYNs that may be sent now; 0: none, wait. */
  readonly syns: number
  /** Date.now() at which one more is free. */
  readonly freeAt: number
  /** Says how many were sent in the end, at most as many as were reserved. */
  readonly settle: (sent: number) => void
}

export class Ledger {
  readonly #file: string | null
  #fd = -1
  #trouble: string | null = null
  /** What was read of the file, or, without one, written by this run. */
  #text = ''
  #offset = 0
  /** Written when it must be seen, or at the end: lines that only give back what was reserved. */
  #late = ''
  #sequence = 0

  /** @param directory made when it is absent; a ledger that cannot be written goes on in memory; null: in memory only */
  constructor(directory: string | null) {
    this.#file = directory === null ? null : join(directory, 'ledger')
    if (directory === null) this.#trouble = 'there is no home directory'
    else this.#open(directory)
  }

  /** Why the file cannot be kept: then only this run counts. Null: it is kept. */
  get trouble(): string | null {
    return this.#trouble
  }

  /** Takes up to `want` SYNs to a port from its budget. */
  reserve(address: string, port: number, want: number, now = Date.now()): Reservation {
    const mine: Entry = { id: this.#id(), time: now, kind: 's', address, port, count: want }
    // Read first: where the last line was cut by a crash, ours needs a line of its own; and another run may have put a new file there.
    this.#readOn(now)
    this.#append(lineOf(mine))
    const times = this.#about(address, now, mine.id)
      .filter((entry) => entry.kind === 's' && entry.port === port)
      .flatMap((entry) => SYN_OFFSETS.slice(0, entry.count).map((offset) => entry.time + offset))
      .filter((time) => time > now - SYN_WINDOW_MS)
      .toSorted((left, right) => left - right)
    const syns = Math.max(0, Math.min(want, MAX_SYNS - times.length))
    if (syns < want) this.#append(lineOf({ ...mine, count: syns }))
    // The oldest that must be forgotten before one more is free.
    const oldest = times[Math.max(0, times.length - MAX_SYNS)] ?? now - SYN_WINDOW_MS
    return {
      syns,
      freeAt: oldest + SYN_WINDOW_MS,
      settle: (sent) => {
        if (sent < syns) this.#late += lineOf({ ...mine, count: sent })
      },
    }
  }

  /** How many connections to an sshd at the address are left. */
  connectionsLeft(address: string, now = Date.now()): number {
    return Math.max(0, MAX_CONNECTIONS - this.#connections(address, now).length)
  }

  /** Whether an sshd at the address may be connected to once more; if not, from when on (Date.now()). */
  connectionFree(address: string, now = Date.now()): { readonly free: true } | { readonly free: false; readonly freeAt: number } {
    const times = this.#connections(address, now)
    const oldest = times[times.length - MAX_CONNECTIONS]
    return oldest === undefined ? { free: true } : { free: false, freeAt: oldest + CONNECTION_WINDOW_MS }
  }

  /** When those were that count, the oldest first. */
  #connections(address: string, now: number): readonly number[] {
    return this.#about(address, now, null)
      .filter((entry) => entry.kind === 'c' && entry.time > now - CONNECTION_WINDOW_MS)
      .flatMap((entry) => Array<number>(entry.count).fill(entry.time))
      .toSorted((left, right) => left - right)
  }

  /** Records a connection that an sshd may have completed. */
  connected(address: string, port: number, now = Date.now()): void {
    this.#append(lineOf({ id: this.#id(), time: now, kind: 'c', address, port, count: 1 }))
  }

  /**
   * Records a login that is about to be tried, as two connections: for an unknown user fail2ban counts both its name and its end.
   * @returns to be called with what became of it: `proof`, the server took a proof of the user, is one; a login that came about is none
   */
  login(address: string, port: number, now = Date.now()): (end: 'proof' | 'authenticated') => void {
    const mine: Entry = { id: this.#id(), time: now, kind: 'c', address, port, count: 2 }
    this.#append(lineOf(mine))
    return (end) => this.#append(lineOf({ ...mine, count: end === 'proof' ? 1 : 0 }))
  }

  /** Whether a login at the address came about of late. */
  loggedIn(address: string, now = Date.now()): boolean {
    return this.#about(address, now, null).some(({ kind, count, time }) => kind === 'c' && count === 0 && time > now - CONNECTION_WINDOW_MS)
  }

  close(): void {
    if (this.#late !== '') this.#append('')
    if (this.#fd >= 0) closeSync(this.#fd)
    this.#fd = -1
  }

  #open(directory: string): void {
    try {
      this.#fd = openOrMake(directory)
    } catch (error) {
      this.#trouble = (error as NodeJS.ErrnoException).code ?? String(error)
    }
  }

  #id(): string {
    this.#sequence++
    return `${process.pid.toString(36)}.${process.hrtime().map(digits).join('.')}.${this.#sequence}`
  }

  #append(lines: string): void {
    const text = (this.#text === '' || this.#text.endsWith('\n') ? '' : '\n') + this.#late + lines
    this.#late = ''
    if (this.#fd < 0) {
      this.#text += text
      return
    }
    try {
      writeSync(this.#fd, text)
    } catch (error) {
      // A full disk: this run still counts.
      this.#trouble = (error as NodeJS.ErrnoException).code ?? String(error)
      this.#text += text
    }
  }

  /**
   * What is remembered about an address, in the order of the file; each id once, at its first place, with its last count.
   * @param before only what stands before the entry with this id; null: all
   */
  #about(address: string, now: number, before: string | null): readonly Entry[] {
    this.#readOn(now)
    const entries = new Map<string, Entry>()
    const needle = ` ${address} `
    for (let at = this.#text.indexOf(needle); at >= 0; at = this.#text.indexOf(needle, at + 1)) {
      const start = this.#text.lastIndexOf('\n', at) + 1
      const end = this.#text.indexOf('\n', at)
      const entry = parseLine(this.#text.slice(start, end < 0 ? undefined : end))
      if (entry && entry.address === address && isRemembered(entry, now)) entries.set(entry.id, entry)
    }
    const all = [...entries.values()]
    return before === null
      ? all
      : all.slice(
          0,
          all.findIndex(({ id }) => id === before),
        )
  }

  /** Reads what was appended since the last time, by this run or by others. */
  #readOn(now: number): void {
    if (this.#fd < 0) return
    try {
      const { size, nlink } = fstatSync(this.#fd)
      // Another run has put a shorter file in its place.
      if (nlink === 0) return this.#reopen(now)
      const from = Math.max(this.#offset, size - 2 * MAX_BYTES)
      const bytes = Buffer.allocUnsafe(Math.max(0, size - from))
      const read = readSync(this.#fd, bytes, 0, bytes.length, from)
      this.#text += bytes.toString('latin1', 0, read)
      this.#offset = from + read
      if (size > MAX_BYTES) this.#rewrite(now)
    } catch (error) {
      this.#trouble = (error as NodeJS.ErrnoException).code ?? String(error)
    }
  }

  #reopen(now: number): void {
    if (this.#file === null) return
    closeSync(this.#fd)
    this.#fd = openSync(this.#file, 'a+', 0o600)
    this.#text = ''
    this.#offset = 0
    this.#readOn(now)
  }

  /** Puts a file in place that holds only what is remembered; of too much the newest. */
  #rewrite(now: number): void {
    if (this.#file === null) return
    const entries = new Map<string, Entry>()
    for (const line of this.#text.split('\n')) {
      const entry = parseLine(line)
      if (entry && isRemembered(entry, now)) entries.set(entry.id, entry)
    }
    const lines = [...entries.values()].map(lineOf)
    while (lines.length > 0 && lines.join('').length > MAX_BYTES / 2) lines.splice(0, Math.ceil(lines.length / 4))
    const fresh = `${this.#file}.${process.pid}`
    writeFileSync(fresh, lines.join(''), { mode: 0o600 })
    renameSync(fresh, this.#file)
    closeSync(this.#fd)
    this.#fd = openSync(this.#file, 'a+', 0o600)
    this.#text = lines.join('')
    this.#offset = Buffer.byteLength(this.#text, 'latin1')
  }
}

function openOrMake(directory: string): number {
  const file = join(directory, 'ledger')
  try {
    return openSync(file, 'a+', 0o600)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    makeDirectory(directory)
    return openSync(file, 'a+', 0o600)
  }
}

/** mkdirSync's `recursive` never ends where a file system says ENOENT below a directory that is there, as /proc does. */
function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, 0o700)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return
    if (code !== 'ENOENT' || existsSync(dirname(directory))) throw error
    makeDirectory(dirname(directory))
    mkdirSync(directory, 0o700)
  }
}

const digits = (part: number): string => part.toString(36)

const isRemembered = (entry: Entry, now: number): boolean => entry.time > now - REMEMBER_MS && entry.time < now + REMEMBER_MS

function lineOf({ id, time, kind, address, port, count }: Entry): string {
  return `${id} ${time} ${kind} ${address} ${port} ${count}\n`
}

/** One line, or null when it is damaged. */
function parseLine(line: string): Entry | null {
  const match = /^(\S{1,64}) (\d{1,15}) ([sc]) (\S{1,120}) (\d{1,5}) (\d)$/.exec(line)
  if (!match) return null
  const [, id = '', time, kind, address = '', port, count] = match
  return { id, time: Number(time), kind: kind === 's' ? 's' : 'c', address, port: Number(port), count: Number(count) }
}

/** Where the ledger is kept: `$XDG_STATE_HOME/sshwhy`, or `~/.local/state/sshwhy`; null without a home, which is never made. */
export function stateDirectory(environment: Readonly<Record<string, string | undefined>> = process.env): string | null {
  const { XDG_STATE_HOME: state, HOME: home, USERPROFILE: profile } = environment
  // The XDG base directory specification ignores relative paths.
  if (state?.startsWith('/')) return join(state, 'sshwhy')
  const base = home || profile
  return base && existsSync(base) ? join(base, '.local', 'state', 'sshwhy') : null
}
