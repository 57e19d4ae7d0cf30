import type { AddressSet } from '../../net/address-set.ts'
import type { Chain, Rule } from './ruleset.ts'
import type { Way } from './ways.ts'

/** Who came to which chain and to which rule, on the way in. */
export class Visits {
  readonly chains = new Map<Chain, Way[]>()
  readonly rules = new Map<Rule, AddressSet>()

  entered(chain: Chain, ways: readonly Way[]): void {
    const known = this.chains.get(chain)
    if (known) known.push(...ways)
    else this.chains.set(chain, [...ways])
  }

  arrived(rule: Rule, ways: readonly Way[]): void {
    for (const { remotes } of ways) {
      const known = this.rules.get(rule)
      this.rules.set(rule, known ? known.union(remotes) : remotes)
    }
  }
}
