import type { ExpressionPart } from '../expression.ts'
import { NotUnderstood } from '../not-understood.ts'
import { listOf } from '../tree.ts'
import { BREAK, type Cases, type Simple } from '../value.ts'

/** How many fields a concatenation may have: NFT_REG32_COUNT registers. */
const MOST_FIELDS = 16

const part: ExpressionPart = {
  documented: { name: 'concatenation', surety: 'firm', means: 'several values at once, as in `ip saddr . tcp dport`' },
  keys: ['concat'],
  read: (json, scope) => {
    const fields = listOf(json).map((field) => scope.expression(field))
    if (fields.length < 2 || fields.length > MOST_FIELDS || fields.some(({ types }) => types.length !== 1))
      throw new NotUnderstood('a concatenation of an unknown form')
    return {
      types: fields.flatMap(({ types }) => types),
      load: (packet, scene) => {
        const loaded: (Simple | Cases)[] = []
        for (const field of fields) {
          const value = field.load(packet, scene)
          if (typeof value === 'object' && (value.kind === 'break' || value.kind === 'tuple')) return BREAK
          loaded.push(value)
        }
        return { kind: 'tuple', fields: loaded }
      },
    }
  },
}
export default part
