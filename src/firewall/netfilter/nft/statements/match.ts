import type { Answer } from '../../answer.ts'
import type { Packet } from '../../packet.ts'
import type { Scene } from '../../ruleset.ts'
import type { NftJson } from '../ast.ts'
import { between } from '../between.ts'
import { combined } from '../bits.ts'
import { intervalOf, valueOf } from '../constant.ts'
import { greatest } from '../data-types.ts'
import type { DataType } from '../data-type.ts'
import { Elements } from '../elements.ts'
import { setElements } from '../elements-of.ts'
import type { Expression, Scope } from '../expression.ts'
import { amended } from '../noted.ts'
import { NotUnderstood } from '../not-understood.ts'
import type { StatementPart } from '../statement.ts'
import { listOf, objectOf } from '../tree.ts'
import { notKnown } from '../value.ts'

type Asks = (packet: Packet, scene: Scene) => Answer

/** nft_cmp, nft_range, nft_lookup. What cannot be loaded matches neither `==` nor `!=`. */
const part: StatementPart = {
  documented: { name: 'match', surety: 'firm', means: 'compares what is loaded with values, ranges and sets' },
  keys: ['match'],
  read: (json, scope) => {
    const { op, left, right } = objectOf(json)
    const loads = scope.expression(left)
    return [{ match: asks(loads, String(op), right, scope) }]
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
  if (list === undefined && type && !more)
    return hasHostBits(right, type) ? finds(left, doubtful(right, type), negated) : between(left, intervalOf(right, type), negated)
  return finds(left, setElements(list === undefined ? [right as NftJson] : listOf(list), left.types), negated)
}

/** `10.0.0.5/24`: nft masks what it reads, but lists so a comparison of masked bits with others, too, which never holds. */
function hasHostBits(right: NftJson | undefined, type: DataType): boolean {
  const prefix = objectOf(right)['prefix']
  return prefix !== undefined && valueOf(objectOf(prefix)['addr'], type) !== intervalOf(right, type).lo
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
    if (packet.noted.size > 0) found = amended(found, packet, set.id, loaded, { datum: true })
    return negated ? found.no : found.yes
  }
}

function ordered(left: Expression, type: DataType, op: string, right: NftJson | undefined): Asks {
  const value = valueOf(right, type)
  const least = typeof value === 'string' ? '' : typeof value === 'bigint' ? 0n : 0
  // `<` is what is not `>=`, and `>` what is not `<=`.
  const from = op === '>=' || op === '<'
  const column = from ? { lo: [value], hi: [greatest(type)] } : { lo: [least], hi: [value] }
  return finds(left, new Elements([column], [{ datum: true, unsure: '' }], null, null), op === '<' || op === '>')
}

/** `tcp flags syn,ack`: any of them is set (netlink_gen_flagcmp of nft: `register & flags != 0`). */
function anyFlag(left: Expression, type: DataType, right: NftJson | undefined, none: boolean): Asks {
  const flags = BigInt(valueOf(right, type))
  const zero = type.bits > 52 ? 0n : 0
  const clear = new Elements([{ lo: [zero], hi: [zero] }], [{ datum: true, unsure: '' }], null, null)
  const masked: Expression = {
    types: left.types,
    load: (packet, scene) => {
      const loaded = left.load(packet, scene)
      if (typeof loaded === 'object' && loaded.kind === 'tuple') return notKnown('flags of a concatenation')
      return combined(loaded, '&', flags, type.bits, packet.family)
    },
  }
  return finds(masked, clear, !none)
}
