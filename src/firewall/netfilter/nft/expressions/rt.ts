import { dataType, integer, IPV4_ADDR, IPV6_ADDR } from '../data-types.ts'
import type { ExpressionPart } from '../expression.ts'
import { objectOf } from '../tree.ts'
import { BREAK, notKnown } from '../value.ts'

/** nft_rt_get_eval: before routing, the rule breaks. */
const UNKNOWN = { ...notKnown('the route of the packet'), mayBreak: true } as const

const part: ExpressionPart = {
  documented: { name: 'rt', surety: 'unknown', means: 'the route of the packet is not recorded' },
  keys: ['rt'],
  read: (json) => {
    const { key, family } = objectOf(json)
    const nexthop = family === 'ip6' ? IPV6_ADDR : IPV4_ADDR
    const type = key === 'nexthop' ? nexthop : key === 'classid' ? dataType('realm') : key === 'ipsec' ? dataType('boolean') : integer(16)
    const only = key === 'nexthop' && (family === 'ip' || family === 'ip6') ? (family === 'ip6' ? 6 : 4) : null
    return { types: [type], load: (packet) => (only === null || only === packet.family ? UNKNOWN : BREAK) }
  },
}
export default part
