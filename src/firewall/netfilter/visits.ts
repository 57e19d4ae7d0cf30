import type { Chain, Rule } from './ruleset.ts'
import type { Way } from './ways.ts'

/** What a walk met on the way in. */
export class Visits {
  /** Who came to each chain. */
  readonly chains = new Map<Chain, Way[]>()
  /** Rules that matched for anyone, if only perhaps. */
  readonly rules = new Set<Rule>()

  entered(chain: Chain, ways: readonly Way[]): void {
    const known = this.chains.get(chain)
    if (known) known.push(...ways)
    else this.chains.set(chain, [...ways])
  }

  matched(rule: Rule): void {
    this.rules.add(rule)
  }
}
