import { closeSync, fstatSync, mkdirSync, openSync, readSync, renameSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/**
 * What was sent to whom, across runs, so that a diagnosis does not cause the next outage: `ufw limit` refuses the 6th SYN in 30 s,
 * fail2ban's aggressive mode bans at the 5th connection closed before login in 10 min, sshguard at the 15th in 30 min.
 *
 * A text file of lines `id time kind address port count`, kind `s` for SYNs, `c` for a connection that an sshd completed. Lines are
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
  /** Why the file cannot be kept: then only this run counts. */
  readonly trouble: string | null
  readonly #file: string | null
  readonly #memory: Entry[] = []
  #sequence = 0

  /** @param directory made when it is absent; a ledger that cannot be written goes on in memory */
  constructor(directory: string | null) {
    this.#file = directory === null ? null : join(directory, 'ledger')
    let trouble = directory === null ? 'there is no home directory' : null
    if (directory !== null) {
      try {
        mkdirSync(directory, { recursive: true, mode: 0o700 })
        closeSync(openSync(join(directory, 'ledger'), 'a+', 0o600))
      } catch (error) {
        trouble = (error as NodeJS.ErrnoException).code ?? String(error)
      }
    }
    this.trouble = trouble
  }

  /** Takes up to `want` SYNs to a port from its budget. */
  reserve(address: string, port: number, want: number, now = Date.now()): Reservation {
    const mine: Entry = { id: this.#id(), time: now, kind: 's', address, port, count: want }
    this.#append(mine)
    const times = this.#read(now)
      .filter((entry, _index, all) => entry.kind === 's' && entry.address === address && entry.port === port && isBefore(all, entry, mine))
      .flatMap((entry) => SYN_OFFSETS.slice(0, entry.count).map((offset) => entry.time + offset))
      .filter((time) => time > now - SYN_WINDOW_MS)
      .toSorted((left, right) => left - right)
    const syns = Math.max(0, Math.min(want, MAX_SYNS - times.length))
    if (syns < want) this.#append({ ...mine, count: syns })
    // The oldest that must be forgotten before one more is free.
    const oldest = times[Math.max(0, times.length - MAX_SYNS)] ?? now - SYN_WINDOW_MS
    return {
      syns,
      freeAt: oldest + SYN_WINDOW_MS,
      settle: (sent) => {
        if (sent < syns) this.#append({ ...mine, count: sent })
      },
    }
  }

  /** Whether an sshd at the address may be connected to once more; if not, from when on (Date.now()). */
  connectionFree(address: string, now = Date.now()): { readonly free: true } | { readonly free: false; readonly freeAt: number } {
    const times = this.#read(now)
      .filter((entry) => entry.kind === 'c' && entry.address === address && entry.time > now - CONNECTION_WINDOW_MS)
      .map((entry) => entry.time)
      .toSorted((left, right) => left - right)
    const oldest = times[times.length - MAX_CONNECTIONS]
    return oldest === undefined ? { free: true } : { free: false, freeAt: oldest + CONNECTION_WINDOW_MS }
  }

  /** Records a connection that an sshd may have completed. */
  connected(address: string, port: number, now = Date.now()): void {
    this.#append({ id: this.#id(), time: now, kind: 'c', address, port, count: 1 })
  }

  #id(): string {
    this.#sequence++
    return `${process.pid.toString(36)}.${Math.trunc(performance.timeOrigin).toString(36)}.${this.#sequence}`
  }

  #append(entry: Entry): void {
    this.#memory.push(entry)
    if (this.#file === null || this.trouble !== null) return
    try {
      const fd = openSync(this.#file, 'a', 0o600)
      try {
        writeSync(fd, lineOf(entry))
      } finally {
        closeSync(fd)
      }
    } catch {
      // A full disk or a directory taken away meanwhile: what is in memory still counts for this run.
    }
  }

  /** What is remembered, in the order of the file; each id once, at its first place, with its last count. */
  #read(now: number): readonly Entry[] {
    const { text, size } = this.#text()
    const entries = new Map<string, Entry>()
    for (const entry of [...text.split('\n').flatMap(parseLine), ...this.#memory]) {
      if (entry.time > now - REMEMBER_MS && entry.time < now + REMEMBER_MS) entries.set(entry.id, entry)
    }
    const kept = [...entries.values()]
    if (size > MAX_BYTES) this.#rewrite(kept)
    return kept
  }

  #text(): { readonly text: string; readonly size: number } {
    if (this.#file === null || this.trouble !== null) return { text: '', size: 0 }
    try {
      const fd = openSync(this.#file, 'r')
      try {
        const { size } = fstatSync(fd)
        const bytes = Buffer.alloc(Math.min(size, 2 * MAX_BYTES))
        const read = readSync(fd, bytes, 0, bytes.length, Math.max(0, size - bytes.length))
        return { text: bytes.toString('latin1', 0, read), size }
      } finally {
        closeSync(fd)
      }
    } catch {
      return { text: '', size: 0 }
    }
  }

  #rewrite(entries: readonly Entry[]): void {
    if (this.#file === null) return
    const fresh = `${this.#file}.${process.pid}`
    try {
      // The newest half of the room, so that the next run does not rewrite again.
      const lines = entries.map(lineOf)
      while (lines.length > 0 && lines.join('').length > MAX_BYTES / 2) lines.splice(0, Math.ceil(lines.length / 4))
      writeFileSync(fresh, lines.join(''), { mode: 0o600 })
      renameSync(fresh, this.#file)
    } catch {
      // Left as it is: reading stays bounded.
    }
  }
}

const isBefore = (all: readonly Entry[], entry: Entry, mine: Entry): boolean =>
  all.indexOf(entry) < all.findIndex(({ id }) => id === mine.id)

function lineOf({ id, time, kind, address, port, count }: Entry): string {
  return `${id} ${time} ${kind} ${address} ${port} ${count}\n`
}

/** One line, or nothing when it is damaged. */
function parseLine(line: string): Entry[] {
  const match = /^(\S{1,64}) (\d{1,15}) ([sc]) (\S{1,120}) (\d{1,5}) (\d)$/.exec(line)
  if (!match) return []
  const [, id = '', time, kind, address = '', port, count] = match
  return [{ id, time: Number(time), kind: kind === 's' ? 's' : 'c', address, port: Number(port), count: Number(count) }]
}

/** Where the ledger is kept: `$XDG_STATE_HOME/sshwhy`, or `~/.local/state/sshwhy`; null without a home. */
export function stateDirectory(environment: NodeJS.ProcessEnv = process.env): string | null {
  const { XDG_STATE_HOME: state, HOME: home, USERPROFILE: profile } = environment
  // The XDG base directory specification ignores relative paths.
  if (state?.startsWith('/')) return join(state, 'sshwhy')
  const base = home || profile
  return base ? join(base, '.local', 'state', 'sshwhy') : null
}
