import { integer } from '../data-types.ts'
import type { ExpressionPart } from '../expression.ts'
import { modulo } from '../modulo.ts'

const part: ExpressionPart = {
  documented: { name: 'symhash', surety: 'unknown', means: 'a hash with a seed that the kernel chose' },
  keys: ['symhash'],
  read: (json) => {
    const unknown = modulo(json, 'a hash of the flow')
    return { types: [integer(32)], load: () => unknown }
  },
}
export default part
