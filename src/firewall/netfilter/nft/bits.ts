import { OPERATORS, operate } from './constant.ts'
import { NotUnderstood } from './not-understood.ts'
import { type Loaded, notKnown, type Remote, type Simple, type Value } from './value.ts'

const WIDTH = { 4: 32, 6: 128 } as const

/**
 * A register after a bitwise operation with a constant (nft_bitwise: `(register & mask) ^ xor`, and shifts).
 * @param bits the width of the register's value
 */
export function combined(
  loaded: Exclude<Loaded, { kind: 'tuple' }>,
  operator: string,
  constant: bigint,
  bits: number,
  family: 4 | 6,
): Loaded {
  if (typeof loaded !== 'object') return onValue(loaded, operator, constant, bits)
  if (loaded.kind === 'remote') return onRemote(loaded, operator, constant, family)
  if (loaded.kind === 'unknown')
    return loaded.among ? { ...loaded, among: loaded.among.map((value) => onValue(value, operator, constant, bits)) } : loaded
  if (loaded.kind === 'break') return loaded
  const cases = loaded.cases.map((one) => ({
    remotes: one.remotes,
    loaded: combined(one.loaded, operator, constant, bits, family) as Simple,
  }))
  return { kind: 'cases', cases }
}

function onValue(value: Value, operator: string, constant: bigint, bits: number): Value {
  if (typeof value === 'number' && bits <= 32 && constant <= 0xffffffffn) {
    if (operator === '&') return (value & Number(constant)) >>> 0
    if (operator === '|') return (value | Number(constant)) >>> 0
    if (operator === '^') return (value ^ Number(constant)) >>> 0
  }
  if (typeof value === 'string' || !OPERATORS.has(operator)) throw new NotUnderstood(`${operator} of a name`)
  const result = BigInt.asUintN(bits, operate(operator, BigInt(value), constant))
  return typeof value === 'bigint' ? result : Number(result)
}

function onRemote(remote: Remote, operator: string, constant: bigint, family: 4 | 6): Loaded {
  const { shift, mask, xor } = remote.bits ?? { shift: 0, mask: (1n << BigInt(WIDTH[family])) - 1n, xor: 0n }
  if (operator === '&') return { kind: 'remote', bits: { shift, mask: mask & constant, xor: xor & constant } }
  if (operator === '|') return { kind: 'remote', bits: { shift, mask: mask & ~constant, xor: xor | constant } }
  if (operator === '^') return { kind: 'remote', bits: { shift, mask, xor: xor ^ constant } }
  return notKnown('an address that is shifted')
}

/** The bits `[offset, offset + length)` of an address, the first bit of the wire being 0. */
export function slice(loaded: Loaded, offset: number, length: number, width: number): Loaded {
  const shift = width - offset - length
  const mask = (1n << BigInt(length)) - 1n
  const cut = (value: Value): Value =>
    typeof value === 'string'
      ? value
      : length > 52
        ? (BigInt(value) >> BigInt(shift)) & mask
        : Number((BigInt(value) >> BigInt(shift)) & mask)
  if (typeof loaded !== 'object') return cut(loaded)
  if (loaded.kind === 'unknown') return loaded.among ? { ...loaded, among: loaded.among.map(cut) } : loaded
  if (loaded.kind === 'remote' && loaded.bits === null)
    return length === width ? loaded : { kind: 'remote', bits: { shift, mask, xor: 0n } }
  return loaded.kind === 'break' ? loaded : notKnown('bits of an address')
}
