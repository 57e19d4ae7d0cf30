import type { NftJson } from './ast.ts'
import type { DataType } from './data-type.ts'
import { greatest } from './data-types.ts'
import { NotUnderstood } from './not-understood.ts'
import { keyed, listOf, objectOf } from './tree.ts'
import type { Interval, Value } from './value.ts'

/** How deep constants may nest. */
const DEEPEST = 8

/** The values that a constant on the right of a match or in a set stands for: one, a prefix, a range. @throws {NotUnderstood} */
export function intervalOf(json: NftJson | undefined, type: DataType): Interval {
  if (typeof json === 'string' || typeof json === 'number') {
    const value = type.parse(json)
    if (value === null) throw new NotUnderstood(`${String(json)}, which is no ${type.name}`)
    return typeof value === 'object' ? value : { lo: value, hi: value }
  }
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) {
    const { key, value } = keyed(json)
    if (key === 'prefix') return prefixOf(objectOf(value), type)
    if (key === 'range') {
      const [first, last] = listOf(value)
      return { lo: valueOf(first, type), hi: valueOf(last, type) }
    }
  }
  const value = valueOf(json, type)
  return { lo: value, hi: value }
}

function prefixOf(prefix: { readonly [key: string]: NftJson | undefined }, type: DataType): Interval {
  const [value, length] = [valueOf(prefix['addr'], type), prefix['len']]
  if (typeof length !== 'number' || !Number.isInteger(length) || length < 0 || length > type.bits || typeof value === 'string')
    throw new NotUnderstood('a prefix of an unknown form')
  if (typeof value === 'bigint') {
    const host = (1n << BigInt(type.bits - length)) - 1n
    return { lo: value & ~host, hi: value | host }
  }
  const size = 2 ** (type.bits - length)
  const lo = value - (value % size)
  return { lo, hi: lo + size - 1 }
}

/** One value; flags that are listed are or-ed. @throws {NotUnderstood} */
export function valueOf(json: NftJson | undefined, type: DataType, depth = 0): Value {
  if (depth > DEEPEST) throw new NotUnderstood('constants nested too deep')
  if (typeof json === 'boolean') return type.bits > 52 ? BigInt(json) : Number(json)
  if (typeof json === 'string' || typeof json === 'number') {
    const value = type.parse(json)
    if (value === null || typeof value === 'object') throw new NotUnderstood(`${String(json)}, which is no ${type.name}`)
    return value
  }
  if (Array.isArray(json)) return folded('|', json as readonly NftJson[], type, depth)
  const { key, value } = keyed(json)
  if (key === 'elem') return valueOf(objectOf(value)['val'], type, depth + 1)
  return folded(key, listOf(value), type, depth)
}

function folded(operator: string, operands: readonly NftJson[], type: DataType, depth: number): Value {
  const values = operands.map((operand) => valueOf(operand, type, depth + 1))
  const [first, ...rest] = values.map((value) => {
    if (typeof value === 'string') throw new NotUnderstood('an operation on names')
    return BigInt(value)
  })
  if (first === undefined || !OPERATORS.has(operator)) throw new NotUnderstood(`a constant with ${operator}`)
  const most = BigInt(greatest(type) as number | bigint)
  const result = rest.reduce((left, right) => operate(operator, left, right) & most, first)
  return type.bits > 52 ? result : Number(result)
}

export const OPERATORS: ReadonlySet<string> = new Set(['|', '&', '^', '<<', '>>'])

/** One of OPERATORS. */
export function operate(operator: string, left: bigint, right: bigint): bigint {
  if (operator === '|') return left | right
  if (operator === '&') return left & right
  if (operator === '^') return left ^ right
  if (right > 128n) return 0n
  return operator === '<<' ? left << right : left >> right
}
