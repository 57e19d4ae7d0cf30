import { dataType, integer } from '../data-types.ts'
import type { ExpressionPart } from '../expression.ts'
import { objectOf } from '../tree.ts'
import { BREAK, notKnown } from '../value.ts'

const UNKNOWN = { ...notKnown('the IP options of the packet'), mayBreak: true } as const

/** nft_exthdr_ipv4_eval. */
const part: ExpressionPart = {
  documented: { name: 'ip option', surety: 'unknown', means: 'which IP options the packet carries is not recorded' },
  keys: ['ip option'],
  read: (json) => {
    const exists = objectOf(json)['field'] === undefined
    return {
      types: [exists ? dataType('boolean') : integer(32)],
      load: (packet) => (packet.family === 4 ? UNKNOWN : BREAK),
    }
  },
}
export default part
