import { integer } from '../data-types.ts'
import type { ExpressionPart } from '../expression.ts'
import { notKnown } from '../value.ts'

const UNKNOWN = { ...notKnown('the tunnel that carried the packet'), mayBreak: true } as const

const part: ExpressionPart = {
  documented: { name: 'tunnel', surety: 'unknown', means: 'which tunnel carried the packet is not recorded' },
  keys: ['tunnel'],
  read: () => ({ types: [integer(32)], load: () => UNKNOWN }),
}
export default part
