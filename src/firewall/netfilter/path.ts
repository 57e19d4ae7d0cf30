import type { AddressSet } from '../../net/address-set.ts'
import type { RuleRef } from '../region.ts'
import type { Hook, Packet } from './packet.ts'
import type { Outcome, Ruleset, Scene } from './ruleset.ts'
import { Tally } from './tally.ts'
import type { TraceStep } from './trace.ts'
import type { Visits } from './visits.ts'

/** What the kernel sent back when a rule rejected a packet: it passes OUTPUT, too. */
export interface Answer {
  readonly packet: Packet
  readonly remotes: AddressSet
  readonly with: (Outcome & { readonly go: 'reject' })['with']
  readonly by: RuleRef
}

/**
 * Evaluations of matches and actions in one walk: as many, and this often for each rule. A hostile ruleset can double its work with every jump; a
 * real one evaluates a rule a few times.
 */
const STEPS = { least: 1_000_000, each: 40 } as const

/** Steps of a trace that anybody reads. */
const MOST_TOLD = 10_000

/** One walk under way: what it asks, and its books. */
export class Path {
  readonly ruleset: Ruleset
  readonly scene: Scene
  readonly tally: Tally
  /** Rejections whose answers are still to be walked. */
  readonly answers: Answer[] = []
  readonly trace: TraceStep[] = []
  readonly #traces: boolean
  readonly #visits: Visits | null
  /** Whether an answer is walked, or nothing is decided: who lets it pass is not noted. */
  answering = false
  #turn = 0
  #left: number

  constructor(ruleset: Ruleset, scene: Scene, tally: Tally, traces: boolean, visits: Visits | null = null) {
    this.ruleset = ruleset
    this.scene = scene
    this.tally = tally
    this.#traces = traces
    let rules = 0
    for (const { chains } of ruleset.tables) for (const chain of chains.values()) rules += chain.rules.length
    this.#left = STEPS.least + STEPS.each * rules
    this.#visits = visits
  }

  /** Where visits are noted; null: nobody wants them, or an answer is walked. */
  get visits(): Visits | null {
    return this.answering ? null : this.#visits
  }

  /** A base chain begins. */
  nextTurn(): void {
    this.#turn++
  }

  /** Walks the same chains in two orders, which count the same turns: the last of each order is last. */
  inEitherOrder(first: () => void, second: () => void): void {
    const before = this.#turn
    first()
    const after = this.#turn
    this.#turn = before
    second()
    this.#turn = Math.max(this.#turn, after)
  }

  /** A base chain lets packets go on, by a rule or by its policy. @returns the packet, with who decided */
  accepted(packet: Packet, remotes: AddressSet, by: RuleRef): Packet {
    if (this.answering) return packet
    this.tally.accepted(remotes, by, this.#turn)
    return by.index === 0 ? packet : { ...packet, passedIn: this.#turn }
  }

  /** The same questions without books: to see where packets go, not what becomes of them. */
  unbooked(): Path {
    const path = new Path(this.ruleset, this.scene, new Tally(), false)
    path.answering = true
    return path
  }

  /** Whether there is still work to be spent; counts one step. */
  spend(): boolean {
    return this.#left-- > 0
  }

  tell(
    hook: Hook | 'routing' | 'socket',
    by: RuleRef,
    did: string,
    remotes: AddressSet,
    more: { readonly depth?: number; readonly passed?: number; readonly why?: string } = {},
  ): void {
    if (!this.#traces || this.trace.length >= MOST_TOLD) return
    const { depth = 0, passed = 0, why = '' } = more
    this.trace.push({ hook, depth, by, passed, matched: why === '' ? 'yes' : 'maybe', why, did, remotes })
  }
}
