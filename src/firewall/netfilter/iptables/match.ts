import type { Documented } from '../part.ts'
import type { Step } from '../ruleset.ts'
import type { Option, Options, RuleContext } from './option.ts'
import type { Unreadable } from './unreadable.ts'

/** A match extension: `-m name`. One file in matches/ each. */
export interface MatchPart extends Documented {
  /** Those it can be loaded in: libxt_ is both, libipt_ is 4, libip6t_ is 6. */
  readonly families: readonly (4 | 6)[]
  readonly options: Options
  /** An option may stand more than once. */
  readonly repeats?: true
  /**
   * Makes the match of its options, in their order. What is read but cannot be told is not unreadable: that is a match
   * that answers `unknown`. One that writes something down (`recent --set`) has an action among its steps.
   */
  readonly read: (options: readonly Option[], rule: RuleContext) => Step | readonly Step[] | Unreadable
}
