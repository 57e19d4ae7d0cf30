import { integer } from '../data-types.ts'
import type { ExpressionPart } from '../expression.ts'
import { modulo } from '../modulo.ts'

const part: ExpressionPart = {
  documented: { name: 'jhash', surety: 'unknown', means: 'a hash with a seed that the kernel chose' },
  keys: ['jhash'],
  read: (json) => {
    // The key may not be there.
    const unknown = { ...modulo(json, 'a hash of the packet'), mayBreak: true } as const
    return { types: [integer(32)], load: () => unknown }
  },
}
export default part
