import type { Packet } from '../packet.ts'
import type { Scene } from '../ruleset.ts'
import type { DataType } from './data-type.ts'
import type { Expression } from './expression.ts'
import { NotUnderstood } from './not-understood.ts'
import { objectOf, textOf } from './tree.ts'
import type { NftJson } from './ast.ts'
import { BREAK, type Loaded, notKnown, type Simple } from './value.ts'

export interface Field {
  readonly type: DataType
  /** Absent: it is known only where a rule has set it. */
  readonly load?: (packet: Packet, scene: Scene) => Loaded
  readonly store?: (packet: Packet, value: Simple) => Packet
}

/**
 * Reads `{ protocol, field }`. The tools put a comparison of the protocol before each load of its header, so that a load on any other packet
 * breaks the rule.
 */
export function headerFields(
  protocol: string,
  fields: ReadonlyMap<string, Field>,
  carries: (packet: Packet) => boolean,
): (json: NftJson | undefined) => Expression {
  const expressions = new Map([...fields].map(([name, field]) => [name, expressionOf(`${protocol} ${name}`, field, carries)] as const))
  return (json) => {
    const name = textOf(objectOf(json)['field']) ?? ''
    const found = expressions.get(name)
    if (!found) throw new NotUnderstood(`the header field ${protocol} ${name}`)
    return found
  }
}

function expressionOf(name: string, field: Field, carries: (packet: Packet) => boolean): Expression {
  const load = field.load ?? fieldLoad(name)
  const store = field.store ?? fieldStore(name)
  return {
    types: [field.type],
    load: (packet, scene) => (carries(packet) ? load(packet, scene) : BREAK),
    store: (packet, value) => (carries(packet) ? store(packet, value) : null),
  }
}

/** Loads what rules have set under this name (`Packet.fields`). */
export function fieldLoad(name: string): (packet: Packet) => Loaded {
  const unknown = notKnown(`${name} of the packet is not known`)
  return (packet) => packet.fields.get(name) ?? unknown
}

/** The packet with what a rule sets under this name. */
export function fieldStore(name: string): (packet: Packet, value: Simple) => Packet {
  return (packet, value) => {
    const known = typeof value === 'number' ? value : undefined
    if (packet.fields.get(name) === known) return packet
    const fields = new Map(packet.fields)
    if (known === undefined) fields.delete(name)
    else fields.set(name, known)
    return { ...packet, fields }
  }
}
