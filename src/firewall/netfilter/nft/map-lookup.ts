import type { Packet } from '../packet.ts'
import type { Scene } from '../ruleset.ts'
import type { NftJson } from './ast.ts'
import type { DataType } from './data-type.ts'
import type { Found } from './elements.ts'
import { mapElements } from './elements-of.ts'
import type { Scope } from './expression.ts'
import { isNoted } from './noted.ts'
import { NotUnderstood } from './not-understood.ts'
import { listOf, objectOf } from './tree.ts'

export interface MapLookup<T> {
  readonly find: (packet: Packet, scene: Scene) => Found<T>
  /** A rule has added to the map, and what is not kept. */
  readonly isWritten: (packet: Packet) => boolean
  /** Types of what it leads to, where the map declares them. */
  readonly data: readonly DataType[] | null
}

/**
 * A lookup of `{ key, data }`, as vmap and map have it: `data` is a set of pairs or the name of a map.
 * @param purpose what `datum` reads
 * @throws {NotUnderstood}
 */
export function mapLookup<T>(
  json: NftJson | undefined,
  scope: Scope,
  purpose: string,
  datum: (json: NftJson | undefined, declared: readonly DataType[] | null) => T,
): MapLookup<T> {
  const map = objectOf(json)
  const key = scope.expression(map['key'])
  const data = map['data']
  if (typeof data === 'string') {
    const named = scope.sets.get(data.replace(/^@/, ''))
    if (!named) throw new NotUnderstood(`the map ${data}, which is not in the dump`)
    const declared = named.data
    const elements = named.map(purpose, key.types, (value) => datum(value, declared))
    return {
      find: (packet, scene) => elements.find(key.load(packet, scene), packet.family),
      isWritten: (packet) => packet.noted.size > 0 && isNoted(packet, named.id),
      data: declared,
    }
  }
  const elements = mapElements(listOf(objectOf(data)['set']), key.types, (value) => datum(value, null))
  return { find: (packet, scene) => elements.find(key.load(packet, scene), packet.family), isWritten: () => false, data: null }
}
