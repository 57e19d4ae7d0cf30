import { integer } from '../data-types.ts'
import type { ExpressionPart } from '../expression.ts'
import { BREAK } from '../value.ts'

const part: ExpressionPart = {
  documented: {
    name: 'sctp chunk, dccp option',
    surety: 'firm',
    means: 'parts of protocols that SSH does not use: no packet that is walked has one',
  },
  keys: ['sctp chunk', 'dccp option'],
  read: () => ({ types: [integer(32)], load: () => BREAK }),
}
export default part
