import { integer, IPV4_ADDR, IPV6_ADDR } from '../data-types.ts'
import type { ExpressionPart } from '../expression.ts'
import { objectOf } from '../tree.ts'
import { notKnown } from '../value.ts'

/** nft_xfrm_get_eval: without a transform the rule breaks. */
const UNKNOWN = { ...notKnown('whether IPsec carried the packet'), mayBreak: true } as const

const part: ExpressionPart = {
  documented: { name: 'ipsec', surety: 'unknown', means: 'whether IPsec carried the packet is not recorded' },
  keys: ['ipsec'],
  read: (json) => {
    const { key, family } = objectOf(json)
    const type = key === 'saddr' || key === 'daddr' ? (family === 'ip6' ? IPV6_ADDR : IPV4_ADDR) : integer(32)
    return { types: [type], load: () => UNKNOWN }
  },
}
export default part
