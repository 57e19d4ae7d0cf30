import { dataType, integer } from '../data-types.ts'
import type { ExpressionPart } from '../expression.ts'
import { objectOf } from '../tree.ts'
import { BREAK } from '../value.ts'

/** nft_exthdr_ipv6_eval. What is walked has no extension headers: asking for one finds none, loading a field breaks the rule. */
const part: ExpressionPart = {
  documented: {
    name: 'exthdr, frag, rt, hbh, dst, mh',
    surety: 'firm',
    means: 'IPv6 extension headers: the packets of a connection have none',
  },
  keys: ['exthdr'],
  read: (json) => {
    const exists = objectOf(json)['field'] === undefined
    return {
      types: [exists ? dataType('boolean') : integer(32)],
      load: (packet) => (packet.family === 6 && exists ? 0 : BREAK),
    }
  },
}
export default part
