import { type Answer, and, not, or, unknown } from '../answer.ts'
import type { Packet } from '../packet.ts'
import type { Match, Scene, Step } from '../ruleset.ts'
import type { NftJson } from './ast.ts'
import { valueOf } from './constant.ts'
import type { Expression, Scope } from './expression.ts'
import type { NamedSet } from './named-set.ts'
import { NotUnderstood } from './not-understood.ts'
import { isMetAgain, withNote } from './noted.ts'
import { objectOf } from './tree.ts'

export interface DynamicSet {
  readonly op: string
  readonly element: NftJson | undefined
  /** Null: a meter, whose set no dump holds. */
  readonly set: NamedSet | null
  readonly name: string
  /** Run for the element: a limit, a counter. */
  readonly statements: readonly NftJson[]
}

/**
 * nft_dynset_eval: adds the key to the set and runs the statements of the element. The rule breaks where they do, or where the set is full.
 * @throws {NotUnderstood}
 */
export function dynamicSet(scope: Scope, { op, element, set, name, statements }: DynamicSet): readonly Step[] {
  if (op !== 'add' && op !== 'update' && op !== 'delete') throw new NotUnderstood(`${op} of a set`)
  const inner = objectOf(element)['elem']
  const key = keyOf(inner === undefined ? element : objectOf(inner)['val'], set, scope)
  const id = set?.id ?? `meter ${name}`
  if (op === 'delete') return [loads(key), notes(key, id, 'delete')]
  const given = statements.length === 0 ? (set?.statements ?? []) : statements
  const limits = given.flatMap((statement) => scope.steps(statement)).filter((step): step is Match => 'match' in step)
  const full = set !== null && set.room <= 0
  if (limits.length === 0 && !full) return [loads(key), notes(key, id, 'add')]
  const present = presence(key, set)
  const rate = limits.flatMap((limit) => limit.rate ?? []).join('; ')
  const match = (packet: Packet, scene: Scene): Answer => {
    // An element that was there before has a state of its own, which no dump tells.
    const again = limits.length === 0 || unknown(packet.family, `the state of the element in the set ${name}`)
    if (isMetAgain(packet, id, key.load(packet, scene))) return again
    const first = limits.reduce<Answer>(
      (so, limit) => and(so, limit.match(packet, scene)),
      !full || unknown(packet.family, `whether the set ${name} is full`),
    )
    const inside = present(packet, scene)
    return or(and(inside, again), and(not(inside), first))
  }
  // The element is added, and stays, also where its limit then breaks the rule.
  return [loads(key), notes(key, id, 'limited'), { match, ...(rate !== '' && { rate: `${rate} for each element of ${name}` }) }]
}

function notes(key: Expression, id: string, does: 'add' | 'limited' | 'delete'): Step {
  return { act: (packet, scene) => ({ go: 'on', packet: withNote(packet, does, id, key.load(packet, scene)) }) }
}

/** What is loaded from the packet, or a constant. */
function keyOf(json: NftJson | undefined, set: NamedSet | null, scope: Scope): Expression {
  const types = set?.declared
  const [type] = types ?? []
  if ((typeof json !== 'string' && typeof json !== 'number') || !type || types?.length !== 1) return scope.expression(json)
  const value = valueOf(json, type)
  return { types: [type], load: () => value }
}

/** Whether the key can be loaded at all. */
function loads(key: Expression): Match {
  return {
    match: (packet, scene) => {
      const loaded = key.load(packet, scene)
      if (typeof loaded !== 'object') return true
      if (loaded.kind === 'break') return false
      return loaded.kind === 'unknown' && loaded.mayBreak ? unknown(packet.family, loaded.why) : true
    },
  }
}

function presence(key: Expression, set: NamedSet | null): (packet: Packet, scene: Scene) => Answer {
  if (!set) return () => false
  const elements = set.keys(key.types)
  return (packet, scene) => elements.find(key.load(packet, scene), packet.family).yes
}
