import { IFNAME } from '../data-types.ts'
import type { ExpressionPart } from '../expression.ts'
import { notKnown } from '../value.ts'

const UNKNOWN = { ...notKnown('what system the SYN looks like'), mayBreak: true } as const

const part: ExpressionPart = {
  documented: { name: 'osf', surety: 'unknown', means: 'the operating system that the options of the SYN look like' },
  keys: ['osf'],
  read: () => ({ types: [IFNAME], load: () => UNKNOWN }),
}
export default part
