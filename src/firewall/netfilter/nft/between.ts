import { AddressSet, type Key } from '../../../net/address-set.ts'
import { type Answer, not, remotes } from '../answer.ts'
import type { Packet } from '../packet.ts'
import type { Scene } from '../ruleset.ts'
import { Elements } from './elements.ts'
import type { Expression } from './expression.ts'
import type { Interval } from './value.ts'

/**
 * Whether what is loaded is between two values, or not (`outside`): nft_cmp, nft_range. The same as a set of one element; but most rules compare
 * with one value, and there may be 100,000 of them.
 */
export function between(left: Expression, { lo, hi }: Interval, outside: boolean): (packet: Packet, scene: Scene) => Answer {
  let remote: Answer | null = null
  let elements: Elements<true> | null = null
  return (packet, scene) => {
    const loaded = left.load(packet, scene)
    if (typeof loaded !== 'object') return (lo <= loaded && loaded <= hi) !== outside
    if (loaded.kind === 'break') return false
    if (loaded.kind === 'remote' && loaded.bits === null && typeof lo !== 'string')
      return (remote ??= ofRemotes(packet.family, lo, hi as Key, outside))
    elements ??= new Elements<true>([{ lo: [lo], hi: [hi] }], [{ datum: true, unsure: '' }], null, null)
    const found = elements.find(loaded, packet.family)
    return outside ? found.no : found.yes
  }
}

function ofRemotes(family: 4 | 6, lo: Key, hi: Key, outside: boolean): Answer {
  const set = AddressSet.range(family, lo, hi)
  const inside = set.isAll || remotes(set)
  return outside ? not(inside) : inside
}
