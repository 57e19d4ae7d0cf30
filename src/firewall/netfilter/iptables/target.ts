import type { Documented } from '../part.ts'
import type { Action } from '../ruleset.ts'
import type { Option, Options, RuleContext } from './option.ts'
import type { Unreadable } from './unreadable.ts'

/** A target: `-j name`. One file in targets/ each. */
export interface TargetPart extends Documented {
  /** Those it can be loaded in: libxt_ is both, libipt_ is 4, libip6t_ is 6. */
  readonly families: readonly (4 | 6)[]
  readonly options: Options
  /**
   * Makes the action of its options, in their order. Where they are unreadable, the rule ends in an unknown outcome.
   */
  readonly read: (options: readonly Option[], rule: RuleContext) => Action | Unreadable
}
