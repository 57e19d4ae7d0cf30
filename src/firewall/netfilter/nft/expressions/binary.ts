import type { NftJson } from '../ast.ts'
import { combined } from '../bits.ts'
import { OPERATORS, valueOf } from '../constant.ts'
import type { Expression, ExpressionPart } from '../expression.ts'
import { NotUnderstood } from '../not-understood.ts'
import { listOf } from '../tree.ts'
import { type Loaded, notKnown } from '../value.ts'

const TWO = notKnown('bits of two values that are not both known')

/** How deep a constant may nest. */
const DEEPEST = 8

/** Bits of a register: NFT_REG32_SIZE octets. */
const REGISTER = 32

/** nft_bitwise. Shifts only of marks and single octets: others stand in a register in an order of octets that shifting does not respect. */
const part: ExpressionPart = {
  documented: { name: '& | ^ << >>', surety: 'firm', means: 'operations on bits' },
  keys: [...OPERATORS],
  read: (json, scope, operator) => {
    const [first, ...operands] = listOf(json)
    const left = scope.expression(first)
    const [type, more] = left.types
    if (!type || more || operands.length === 0) throw new NotUnderstood(`${operator} of a concatenation`)
    const shifts = operator === '<<' || operator === '>>'
    if (shifts && type.name !== 'mark' && type.bits > 8) throw new NotUnderstood(`${operator} of ${type.name}`)
    const bits = shifts ? REGISTER : type.bits
    return operands.reduce<Expression>((so, operand) => {
      const constant = constantOf(operand, () => valueOf(operand, type))
      if (constant === null) return withRegister(so, scope.expression(operand), operator)
      return {
        types: so.types,
        load: (packet, scene) => combined(single(so.load(packet, scene)), operator, constant, bits, packet.family),
      }
    }, left)
  },
}
export default part

/** Null: it is no constant. */
function constantOf(operand: NftJson, value: () => number | bigint | string): bigint | null {
  if (!isConstant(operand, 0)) return null
  const constant = value()
  if (typeof constant === 'string') throw new NotUnderstood('bits of a name')
  return BigInt(constant)
}

function isConstant(json: NftJson | undefined, depth: number): boolean {
  if (typeof json !== 'object' || json === null) return true
  if (depth > DEEPEST) return false
  if (Array.isArray(json)) return (json as readonly NftJson[]).every((each) => isConstant(each, depth + 1))
  return Object.entries(json).every(([key, value]) => OPERATORS.has(key) && isConstant(value, depth + 1))
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
