import { addressTypes } from '../address-types.ts'
import { dataType, IFACE_INDEX, IFNAME } from '../data-types.ts'
import type { ExpressionPart } from '../expression.ts'
import { NotUnderstood } from '../not-understood.ts'
import { listOf, objectOf } from '../tree.ts'
import { notKnown } from '../value.ts'

const ROUTE = notKnown('the route to the address')

/** nft_fib4_eval_type, nft_fib6_eval_type: what kind of address it is. Where a route leads is not recorded. */
const part: ExpressionPart = {
  documented: {
    name: 'fib',
    surety: 'firm',
    means: 'what kind of address it is (`type`); `oif` and `oifname` need routes, which are not recorded',
  },
  keys: ['fib'],
  read: (json) => {
    const { result } = objectOf(json)
    const flags = listOf(objectOf(json)['flags'])
    const which = flags.includes('saddr') ? 'saddr' : flags.includes('daddr') ? 'daddr' : null
    if (which === null) throw new NotUnderstood('a fib expression of an unknown form')
    if (result === 'type') {
      const device = flags.includes('iif') ? 'iif' : flags.includes('oif') ? 'oif' : null
      return {
        types: [dataType('fib_addrtype')],
        load: (packet, scene) => addressTypes(packet, packet[which], device === null ? null : { name: packet[device] }, scene.host),
      }
    }
    return { types: [result === 'oifname' ? IFNAME : IFACE_INDEX], load: () => ROUTE }
  },
}
export default part
