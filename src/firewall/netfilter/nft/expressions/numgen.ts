import { integer } from '../data-types.ts'
import type { ExpressionPart } from '../expression.ts'
import { modulo } from '../modulo.ts'

const part: ExpressionPart = {
  documented: { name: 'numgen', surety: 'unknown', means: 'a counter or a random number' },
  keys: ['numgen'],
  read: (json) => {
    const unknown = modulo(json, 'a number that the kernel generates')
    return { types: [integer(32)], load: () => unknown }
  },
}
export default part
