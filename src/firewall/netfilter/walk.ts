import type { AddressSet } from '../../net/address-set.ts'
import type { Region } from '../region.ts'
import type { Host } from './host.ts'
import type { Question } from './question.ts'
import type { Ruleset } from './ruleset.ts'
import type { TraceStep } from './trace.ts'

export interface Walk {
  /** A partition of the remote ends: disjoint, and together all that were asked. */
  readonly regions: readonly Region[]
  /** What happened, in order; kept where one remote end was asked, empty otherwise. */
  readonly trace: readonly TraceStep[]
}

/**
 * Which packets pass, and which rule decides, as the kernel would.
 * @param remotes the remote ends; their family is that of the packet
 */
export function walk(ruleset: Ruleset, host: Host, question: Question, remotes: AddressSet): Walk {
  throw new Error(`not built yet: ${ruleset.tables.length} ${host.kernel} ${question.port} ${remotes.size}`)
}
