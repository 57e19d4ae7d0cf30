import type { Random } from '../random.ts'
import type { Universe } from '../universe.ts'
import type { NftSet } from './set.ts'

export type NftFamily = 'ip' | 'ip6' | 'inet' | 'netdev'

/** Where a rule stands, and what it may name. What is here holds for every hook that its chain is reached from. */
export interface Place {
  readonly random: Random
  readonly universe: Universe
  readonly family: NftFamily
  /** Whether its chain is of type nat. */
  readonly nat: boolean
  /** Hooks that its chain is reached from. */
  readonly hooks: readonly string[]
  /** Sets and maps of its table. */
  readonly sets: readonly NftSet[]
  /** Chains it may jump to. */
  readonly below: readonly string[]
  /** Whether each packet passes it at most once, so that what counts packets counts one. */
  readonly once: boolean
}
