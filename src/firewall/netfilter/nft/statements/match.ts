import type { Answer } from '../../answer.ts'
import type { Packet } from '../../packet.ts'
import type { Scene } from '../../ruleset.ts'
import type { NftJson } from '../ast.ts'
import { between } from '../between.ts'
import { combined } from '../bits.ts'
import { intervalOf, OPERATORS, valueOf } from '../constant.ts'
import { greatest } from '../data-types.ts'
import type { DataType } from '../data-type.ts'
import { Elements } from '../elements.ts'
import { setElements } from '../elements-of.ts'
import type { Expression, Scope } from '../expression.ts'
import { amended } from '../noted.ts'
import { NotUnderstood } from '../not-understood.ts'
import type { StatementPart } from '../statement.ts'
import { keyed, listOf, objectOf } from '../tree.ts'
import { notKnown } from '../value.ts'

type Asks = (packet: Packet, scene: Scene) => Answer

/** nft_cmp, nft_range, nft_lookup. What cannot be loaded matches neither `==` nor `!=`. */
const part: StatementPart = {
  documented: { name: 'match', surety: 'firm', means: 'compares what is loaded with values, ranges and sets' },
  keys: ['match'],
  read: (json, scope) => {
    const { op, left, right } = objectOf(json)
    const loads = scope.expression(left)
    // `tcp flags & (syn|ack) syn` compares what is left: only a plain field is asked for its flags (expr_evaluate_relational).
    const operator = op === 'in' && OPERATORS.has(keyed(left).key) ? '==' : String(op)
    return [{ match: asks(loads, operator, right, scope) }]
  },
}
export default part

function asks(left: Expression, op: string, right: NftJson | undefined, scope: Scope): Asks {
  const negated = op === '!=' || op === '!'
  if (typeof right === 'string' && right.startsWith('@')) return inSet(left, right.slice(1), negated, scope)
  const list = objectOf(right)['set']
  const [type, more] = left.types
  if (list === undefined && type && !more) {
    if (op === '<' || op === '<=' || op === '>' || op === '>=') return ordered(left, type, op, right)
    if (type.flags && (op === 'in' || op === '!')) return anyFlag(left, type, right, negated)
  }
  if (op !== '==' && op !== '!=' && op !== 'in' && op !== '!') throw new NotUnderstood(`the operator ${op}`)
  // A dump writes `& 255.255.0.0 == 10.0.0.1` as 10.0.0.1/16: what is left of the field after the mask is never that. In a file it is a prefix.
  if (type && !more && hasHostBits(objectOf(right)['prefix'], type))
    return finds(left, scope.dumped ? setElements([], left.types) : doubtful(right, type), negated)
  if (list !== undefined || !type || more)
    return finds(left, setElements(list === undefined ? [right as NftJson] : listOf(list), left.types), negated)
  const interval = intervalOf(right, type)
  // `meta hour "22:00"-"06:00"` goes round midnight.
  return interval.lo <= interval.hi ? between(left, interval, negated) : finds(left, setElements([right as NftJson], left.types), negated)
}

function doubtful(right: NftJson | undefined, type: DataType): Elements<unknown> {
  const { lo, hi } = intervalOf(right, type)
  const unsure = 'whether it is a prefix, or bits under a mask that nft lists alike'
  return new Elements([{ lo: [lo], hi: [hi] }], [{ datum: true, unsure }], null, null)
}

function finds(left: Expression, elements: Elements<unknown>, negated: boolean): Asks {
  if (negated) return (packet, scene) => elements.find(left.load(packet, scene), packet.family).no
  return (packet, scene) => elements.find(left.load(packet, scene), packet.family).yes
}

function inSet(left: Expression, name: string, negated: boolean, scope: Scope): Asks {
  const set = scope.sets.get(name)
  if (!set) throw new NotUnderstood(`the set ${name}, which is not in the dump`)
  const elements = set.set(left.types)
  return (packet, scene) => {
    const loaded = left.load(packet, scene)
    let found = elements.find(loaded, packet.family)
    if (packet.noted.size > 0) found = amended(found, packet, set.id, loaded)
    return negated ? found.no : found.yes
  }
}

function ordered(left: Expression, type: DataType, op: string, right: NftJson | undefined): Asks {
  const value = valueOf(right, type)
  const least = typeof value === 'string' ? '' : typeof value === 'bigint' ? 0n : 0
  // `<` is what is not `>=`, and `>` what is not `<=`.
  const from = op === '>=' || op === '<'
  return between(left, from ? { lo: value, hi: greatest(type) } : { lo: least, hi: value }, op === '<' || op === '>')
}

function hasHostBits(prefix: NftJson | undefined, type: DataType): boolean {
  return prefix !== undefined && intervalOf({ prefix }, type).lo !== valueOf(objectOf(prefix)['addr'], type)
}

/** `tcp flags syn,ack`: any of them is set (netlink_gen_flagcmp of nft: `register & flags != 0`). */
function anyFlag(left: Expression, type: DataType, right: NftJson | undefined, none: boolean): Asks {
  const flags = BigInt(valueOf(right, type))
  const zero = type.bits > 52 ? 0n : 0
  const masked: Expression = {
    types: left.types,
    load: (packet, scene) => {
      const loaded = left.load(packet, scene)
      if (typeof loaded === 'object' && loaded.kind === 'tuple') return notKnown('flags of a concatenation')
      return combined(loaded, '&', flags, type.bits, packet.family)
    },
  }
  return between(masked, { lo: zero, hi: zero }, !none)
}
