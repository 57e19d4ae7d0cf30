import { PROTOCOL } from '../../packet.ts'
import { dataType, integer } from '../data-types.ts'
import type { ExpressionPart } from '../expression.ts'
import { objectOf } from '../tree.ts'
import { BREAK, notKnown } from '../value.ts'

const UNKNOWN = { ...notKnown('the TCP options of the packet'), mayBreak: true } as const

/** nft_exthdr_tcp_eval. Which options a client sends is its choice. */
const part: ExpressionPart = {
  documented: { name: 'tcp option', surety: 'unknown', means: 'which options the SYN carries is not recorded' },
  keys: ['tcp option'],
  read: (json) => {
    const exists = objectOf(json)['field'] === undefined
    return {
      types: [exists ? dataType('boolean') : integer(32)],
      load: (packet) => (packet.protocol === PROTOCOL.tcp ? UNKNOWN : BREAK),
      store: (packet) => (packet.protocol === PROTOCOL.tcp ? packet : null),
    }
  },
}
export default part
