import type { Branch, Outcome } from '../../ruleset.ts'
import { AddressSet } from '../../../../net/address-set.ts'
import type { Found } from '../elements.ts'
import { mapLookup } from '../map-lookup.ts'
import type { StatementPart } from '../statement.ts'
import { verdictOf } from '../verdict-of.ts'

const kept = new WeakMap<Found<Outcome>, readonly Branch[]>()

function branches(found: Found<Outcome>, family: 4 | 6): readonly Branch[] {
  const known = kept.get(found)
  if (known) return known
  const all = found.hits.map(({ remotes, why, datum }): Branch => ({ remotes, outcome: datum, ...(why !== '' && { maybe: why }) }))
  const doubtful = all.filter(({ maybe }) => maybe !== undefined)
  const [first] = doubtful
  if (first?.maybe !== undefined && !found.complete) {
    const remotes = doubtful.reduce((so, one) => so.union(one.remotes ?? AddressSet.all(family)), AddressSet.none(family))
    all.push({ remotes, maybe: first.maybe, outcome: { go: 'next' } })
  }
  kept.set(found, all)
  return all
}

/** nft_lookup into the verdict register; nothing found breaks the rule. */
const part: StatementPart = {
  documented: { name: 'vmap', surety: 'firm', means: 'the verdict that a map has for a key' },
  keys: ['vmap'],
  read: (json, scope) => {
    const lookup = mapLookup(json, scope, 'verdict', (verdict) => verdictOf(verdict))
    return [{ act: (packet, scene) => branches(lookup.find(packet, scene), packet.family) }]
  },
}
export default part
