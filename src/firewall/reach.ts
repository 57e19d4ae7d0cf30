import { AddressSet } from '../net/address-set.ts'
import { parsePrefix } from '../net/prefix.ts'
import type { Region, Verdict } from './region.ts'

/** From how much of the Internet a port can be reached. `unknown`: the rules were not given. */
export type Extent = 'anywhere' | 'most' | 'some' | 'nowhere' | 'unknown'

export interface Reach {
  /** Surely let in. */
  readonly sure: AddressSet
  /** Surely or perhaps. */
  readonly possible: AddressSet
  /** Of those who are possible, and of those who are sure. */
  readonly extent: Extent
  readonly sureExtent: Extent
}

/** Not of the Internet: RFC 6890, multicast, and what no packet comes from. */
const PRIVATE4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/3',
]
/** Global unicast, as far as it is given out (RFC 4291 section 2.5.4). */
const GLOBAL6 = '2000::/3'

function prefix(text: string): AddressSet {
  const found = parsePrefix(text)
  if (!found) throw new Error(`${text} is no prefix`)
  return AddressSet.prefix(found)
}

const INTERNET: Readonly<Record<4 | 6, AddressSet>> = {
  4: PRIVATE4.reduce((rest, text) => rest.minus(prefix(text)), AddressSet.all(4)),
  6: prefix(GLOBAL6),
}

/** To a socket here, or on to another machine. */
export function isLetIn(verdict: Verdict): boolean {
  return verdict === 'accept' || verdict === 'forward'
}

/** Above this many regions their ranges are sorted at once. */
const FEW = 16

function union(family: 4 | 6, regions: readonly Region[]): AddressSet {
  const sets = regions.map(({ remotes }) => remotes)
  if (sets.length <= FEW) return sets.reduce((all, one) => (all.isEmpty ? one : all.union(one)), AddressSet.none(family))
  return AddressSet.fromEnds(
    family,
    sets.flatMap((set) => set.ends()),
  )
}

/** Nobody knows who can reach a port whose rules were not given. */
export function unknownReach(family: 4 | 6): Reach {
  const none = AddressSet.none(family)
  return { sure: none, possible: none, extent: 'unknown', sureExtent: 'unknown' }
}

/** Who of the asked can reach the port. */
export function reachOf(family: 4 | 6, regions: readonly Region[]): Reach {
  const possible = regions.filter(({ endings }) => endings.some(({ verdict }) => isLetIn(verdict)))
  const sure = possible.filter(({ endings }) => endings.every(({ verdict }) => isLetIn(verdict)))
  const all = union(family, possible)
  const extent = extentOf(family, all)
  if (sure.length === possible.length) return { sure: all, possible: all, extent, sureExtent: extent }
  const some = union(family, sure)
  return { sure: some, possible: all, extent, sureExtent: extentOf(family, some) }
}

function extentOf(family: 4 | 6, reached: AddressSet): Extent {
  if (reached.isEmpty) return 'nowhere'
  const world = INTERNET[family]
  const closed = world.minus(reached)
  if (closed.isEmpty) return 'anywhere'
  return closed.size * 2n < world.size ? 'most' : 'some'
}
