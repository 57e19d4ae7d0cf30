import { AddressSet } from '../../../../net/address-set.ts'
import { intervalOf } from '../constant.ts'
import { integer, IPV4_ADDR, IPV6_ADDR } from '../data-types.ts'
import type { DataType } from '../data-type.ts'
import type { Hit } from '../elements.ts'
import type { ExpressionPart } from '../expression.ts'
import { mapLookup } from '../map-lookup.ts'
import { NotUnderstood } from '../not-understood.ts'
import { listOf, objectOf } from '../tree.ts'
import type { NftJson } from '../ast.ts'
import { BREAK, type Interval, type Loaded, notKnown, type Simple } from '../value.ts'

const RANGE = notKnown('which address or number of a range')

const WRITTEN = { ...notKnown('what a rule has added to the map'), mayBreak: true } as const

/** nft_lookup with a destination register. Nothing found breaks the rule. */
const part: ExpressionPart = {
  documented: { name: 'map', surety: 'firm', means: 'the value that a map has for a key' },
  keys: ['map'],
  read: (json, scope, _key, expected) => {
    const lookup = mapLookup<Interval>(json, scope, 'value', (datum, declared) =>
      intervalOf(datum, one(declared ?? expected) ?? guessed(datum)),
    )
    return {
      types: [one(lookup.data ?? expected) ?? integer(32)],
      load: (packet, scene) => (lookup.isWritten(packet) ? WRITTEN : valueOf(lookup.find(packet, scene).hits, packet.family)),
    }
  },
}
export default part

function one(types: readonly DataType[] | null | undefined): DataType | undefined {
  if (types && types.length > 1) throw new NotUnderstood('a map to a concatenation')
  return types?.[0]
}

/** Where nobody tells the type: addresses look like ones. */
function guessed(json: NftJson | undefined): DataType {
  const first = typeof json === 'object' ? (listOf(objectOf(json)['range'])[0] ?? objectOf(objectOf(json)['prefix'])['addr']) : json
  if (typeof first !== 'string') return integer(32)
  return IPV4_ADDR.parse(first) === null ? IPV6_ADDR : IPV4_ADDR
}

const kept = new WeakMap<readonly Hit<Interval>[], Loaded>()

function valueOf(hits: readonly Hit<Interval>[], family: 4 | 6): Loaded {
  const known = kept.get(hits)
  if (known !== undefined) return known
  const loaded = loadedOf(hits, family)
  kept.set(hits, loaded)
  return loaded
}

function loadedOf(hits: readonly Hit<Interval>[], family: 4 | 6): Loaded {
  const [first, more] = hits
  if (!first) return BREAK
  const sure = hits.filter(({ why }) => why === '')
  if (!more && first.remotes === null && first.why === '') return single(first.datum)
  const cases = sure.map(({ remotes, datum }) => ({ remotes: remotes ?? AddressSet.all(family), loaded: single(datum) }))
  // Where a hit is not certain there may be another value, or none.
  const doubtful = hits.filter(({ why }) => why !== '')
  if (doubtful.length > 0) {
    const remotes = doubtful.reduce((all, hit) => all.union(hit.remotes ?? AddressSet.all(family)), AddressSet.none(family))
    const certain = cases.reduce((all, hit) => all.union(hit.remotes), AddressSet.none(family))
    cases.push({ remotes: remotes.minus(certain), loaded: { ...notKnown(doubtful[0]?.why ?? ''), mayBreak: true } })
  }
  return { kind: 'cases', cases }
}

function single({ lo, hi }: Interval): Simple {
  return lo === hi ? lo : RANGE
}
