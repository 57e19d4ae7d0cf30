import { combined } from '../bits.ts'
import { OPERATORS, valueOf } from '../constant.ts'
import type { Expression, ExpressionPart } from '../expression.ts'
import { NotUnderstood } from '../not-understood.ts'
import { listOf } from '../tree.ts'
import { type Loaded, notKnown } from '../value.ts'

const TWO = notKnown('bits of two values that are not both known')

/** nft_bitwise. Shifts only of marks: the registers of others hold them in an order of bytes that shifting does not respect. */
const part: ExpressionPart = {
  documented: { name: '& | ^ << >>', surety: 'firm', means: 'operations on bits' },
  keys: [...OPERATORS],
  read: (json, scope, operator) => {
    const [first, ...operands] = listOf(json)
    const left = scope.expression(first)
    const [type, more] = left.types
    if (!type || more || operands.length === 0) throw new NotUnderstood(`${operator} of a concatenation`)
    if ((operator === '<<' || operator === '>>') && type.name !== 'mark') throw new NotUnderstood(`${operator} of ${type.name}`)
    return operands.reduce<Expression>((so, operand) => {
      const constant = constantOf(operand, () => valueOf(operand, type))
      if (constant === null) return withRegister(so, scope.expression(operand), operator)
      return {
        types: so.types,
        load: (packet, scene) => combined(single(so.load(packet, scene)), operator, constant, type.bits, packet.family),
      }
    }, left)
  },
}
export default part

/** Null: it is no constant. */
function constantOf(operand: unknown, value: () => number | bigint | string): bigint | null {
  const simple = typeof operand !== 'object' || Array.isArray(operand) || Object.keys(operand ?? {}).every((key) => OPERATORS.has(key))
  if (!simple) return null
  const constant = value()
  if (typeof constant === 'string') throw new NotUnderstood('bits of a name')
  return BigInt(constant)
}

function withRegister(left: Expression, right: Expression, operator: string): Expression {
  const bits = left.types[0]?.bits ?? 32
  return {
    types: left.types,
    load: (packet, scene) => {
      const [a, b] = [single(left.load(packet, scene)), right.load(packet, scene)]
      if (typeof a === 'object' && a.kind === 'break') return a
      if (typeof b === 'number' || typeof b === 'bigint') return combined(a, operator, BigInt(b), bits, packet.family)
      return typeof b === 'object' && b.kind === 'break' ? b : TWO
    },
  }
}

function single(loaded: Loaded): Exclude<Loaded, { kind: 'tuple' }> {
  return typeof loaded === 'object' && loaded.kind === 'tuple' ? TWO : loaded
}
