import type { Random } from '../random.ts'
import type { Universe } from '../universe.ts'
import type { GeneratedSet } from './ipset.ts'

export type TableName = 'raw' | 'mangle' | 'nat' | 'filter' | 'security'

/** Where a rule stands, and what it may name. */
export interface Place {
  readonly random: Random
  readonly universe: Universe
  readonly table: TableName
  /** The chain of a hook, such as INPUT; null: a chain that may be reached from all of its table. */
  readonly hook: string | null
  /** Chains it may jump to. */
  readonly below: readonly string[]
  readonly ipsets: readonly GeneratedSet[]
  /** Whether rules may count packets. */
  readonly counts: boolean
}
