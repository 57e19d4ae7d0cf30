import type { HostKeySeen } from '../model/observation.ts'
import { speaksOurs } from '../ssh/identification.ts'
import { clock } from './clock.ts'
import { exchangeKeys } from './kex/exchange.ts'
import { NodeSockets } from './node-sockets.ts'
import { greet } from './probes/greeting.ts'

/** Enough that waiting costs nothing; each takes a socket. */
const AT_ONCE = 32
/** As ssh-keyscan -T. */
const TIMEOUT_MS = 5000

export interface HostKeyTarget {
  /** Canonical text, with the zone of a link-local address. */
  readonly address: string
  readonly port: number
}

export interface HostKeyOptions {
  /** Signature algorithms to ask for first, best first, e.g. `ssh-ed25519`. Default: as ssh does for an unknown host. */
  readonly algorithms?: readonly string[]
  /** Connections at the same time. Default 32. */
  readonly atOnce?: number
  /** For a host in all, milliseconds. Default 5000. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/** What one server showed. */
export interface HostKeyFound extends HostKeyTarget {
  /** Hostile, latin1; null: it sent none. */
  readonly identification: string | null
  /** Null: it was not reached, or the key exchange did not come so far. Look at its `signature`. */
  readonly hostKey: HostKeySeen | null
  /** Where it ended: connect()'s errno or `timed-out`, or how the connection ended; null when there is a host key. */
  readonly trouble: string | null
}

/**
 * Asks many servers for their host keys, each by one connection and one key exchange without login, and verifies that they have them. In
 * the order of the targets. ML-KEM is not offered: the key is the same, and both sides work less. The ledger of a diagnosis is not asked:
 * who names so many hosts knows what they bear.
 * Rejects with the signal's reason when it aborts, never for what a host does.
 */
export async function hostKeys(targets: readonly HostKeyTarget[], options: HostKeyOptions = {}): Promise<readonly HostKeyFound[]> {
  const { atOnce = AT_ONCE, signal = new AbortController().signal } = options
  // What connect() meets is not asked about here: node:net waits for many sockets at the least cost.
  const sockets = new NodeSockets(signal)
  const found: HostKeyFound[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    for (let index = next++; index < targets.length; index = next++) {
      const target = targets[index]
      if (target) found[index] = await hostKeyOf(sockets, target, options)
    }
  }
  const workers = await Promise.allSettled(Array.from({ length: Math.max(1, Math.min(atOnce, targets.length)) }, worker))
  for (const one of workers) if (one.status === 'rejected') throw one.reason
  return found
}

async function hostKeyOf(sockets: NodeSockets, { address, port }: HostKeyTarget, options: HostKeyOptions): Promise<HostKeyFound> {
  const start = clock()
  const { algorithms = [], timeoutMs = TIMEOUT_MS } = options
  const deadline = start + timeoutMs
  const none = { address, port, identification: null, hostKey: null }
  const { stream, outcome, errno } = await sockets.dial({ address, port, source: null, deadline, syns: 4 })
  if (!stream) return { ...none, trouble: errno ?? outcome }
  try {
    const { reader, ended } = await greet(stream, start, timeoutMs)
    const { identification = null } = reader.reading
    if (identification === null) return { ...none, trouble: ended === 'by-us' ? 'foreign' : ended }
    if (!speaksOurs(identification)) return { ...none, identification, trouble: 'foreign' }
    const greeted = { stream, identification: reader.line, rest: reader.rest }
    const { kex, ...exchanged } = await exchangeKeys(greeted, { deadline, hostKeys: algorithms, mlkem: false })
    const trouble = exchanged.ended === 'by-us' ? 'no-common-algorithm' : exchanged.ended
    return { address, port, identification, hostKey: kex.hostKey ?? null, trouble: kex.hostKey ? null : trouble }
  } finally {
    stream.close()
  }
}
