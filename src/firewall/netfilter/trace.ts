import type { AddressSet } from '../../net/address-set.ts'
import type { RuleRef } from '../region.ts'
import type { Hook } from './packet.ts'

/** One thing that happened on the way: a rule that matched (or may have), the policy at the end of a chain, or a step of the kernel itself. */
export interface TraceStep {
  readonly hook: Hook | 'routing' | 'socket'
  /** How deep in jumps: 0 in a base chain. */
  readonly depth: number
  readonly by: RuleRef
  /** Rules of this chain before it, since the last step, that did not match. */
  readonly passed: number
  readonly matched: 'yes' | 'maybe'
  /** Why `maybe`; otherwise ''. */
  readonly why: string
  /** What it did, such as `accept`, `drop`, `reject with icmp 3/13`, `jump f2b-sshd`, `return`, `dnat to 10.0.0.2:2222`, `goes on`. */
  readonly did: string
  readonly remotes: AddressSet
}
