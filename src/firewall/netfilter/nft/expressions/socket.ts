import { dataType, IFNAME, integer } from '../data-types.ts'
import type { ExpressionPart } from '../expression.ts'
import { objectOf } from '../tree.ts'
import { notKnown } from '../value.ts'

/** nft_socket_eval: looks for the socket that the packet is for; without one the rule breaks. */
const UNKNOWN = { ...notKnown('options of the socket that the packet is for'), mayBreak: true } as const

const part: ExpressionPart = {
  documented: { name: 'socket', surety: 'unknown', means: 'options of the socket that the packet is for are not recorded' },
  keys: ['socket'],
  read: (json) => {
    const { key } = objectOf(json)
    return { types: [key === 'mark' ? dataType('mark') : key === 'cgroupv2' ? IFNAME : integer(8)], load: () => UNKNOWN }
  },
}
export default part
