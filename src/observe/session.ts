import { clock } from './clock.ts'
import type { Capture, Evidence, Unseen } from '../model/observation.ts'
import type { Ledger } from './ledger.ts'
import type { Sockets } from './sockets.ts'

/** A host that is asked only because the user named it. */
export interface EgressHost {
  readonly host: string
  readonly ports: readonly number[]
}

/** How to look. */
export interface ObserveOptions {
  /** Version of sshwhy, to be recorded. */
  readonly version: string
  /** Ends everything: the observation rejects with its reason. */
  readonly signal: AbortSignal
  /** When silence on an address is decided. Default 4000. */
  readonly timeoutMs: number
  /** How long to wait for an identification on the asked port. Default 7000. */
  readonly bannerMs: number
  /** One SYN for each address to the asked port, and nothing else. */
  readonly gentle: boolean
  /** Connect to an sshd although the ledger says that it was often enough. */
  readonly again: boolean
  /** Follow the way to the address, and find where on it the asked port is answered: more SYNs, and more time. */
  readonly thorough: boolean
  /** Ports of other hosts that tell what this network lets out; only those that the user named. */
  readonly egress: readonly EgressHost[]
  /** Addresses of this machine from which the asked port is tried, too. */
  readonly alsoFrom: readonly string[]
  /** `auto`: direct system calls where they are to be had, unless SSHWHY_ENGINE says otherwise. */
  readonly engine: 'auto' | 'raw' | 'node'
  readonly onEvidence?: (evidence: Evidence) => void
  /** Called when the budget makes us wait. */
  readonly onWait?: (ms: number, why: string) => void
}

/** One observation while it is made. */
export class Session {
  readonly options: ObserveOptions
  readonly sockets: Sockets
  readonly ledger: Ledger
  readonly evidence: Evidence[] = []
  readonly captures: Capture[] = []
  readonly unseen: Unseen[] = []
  /** ISO 8601, UTC. */
  readonly startedAt = new Date().toISOString()
  /** Host key algorithms to ask for first, best first, as ssh does for a host of known_hosts (order_hostkeyalgs() of sshconnect2.c). */
  hostKeyOrder: () => Promise<readonly string[]> = () => Promise.resolve([])
  readonly #start = clock()

  constructor(options: ObserveOptions, sockets: Sockets, ledger: Ledger) {
    this.options = options
    this.sockets = sockets
    this.ledger = ledger
  }

  /** Milliseconds since the start, to the microsecond. */
  now(): number {
    return Math.round((clock() - this.#start) * 1000) / 1000
  }

  saw<E extends Evidence>(evidence: E): E {
    this.evidence.push(evidence)
    this.options.onEvidence?.(evidence)
    return evidence
  }
}
