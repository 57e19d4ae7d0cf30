import { type Answer, unknown } from '../answer.ts'
import type { Match, Step } from '../ruleset.ts'
import type { NftJson, NftObject } from './ast.ts'
import type { Scope } from './expression.ts'
import { mapLookup } from './map-lookup.ts'
import { NotUnderstood } from './not-understood.ts'
import { objectOf } from './tree.ts'

/**
 * A stateful statement: with its own parameters, with the name of an object of the table, or with a map to names (nft_objref: a key that is not
 * in the map breaks the rule).
 * @param read what it asks; null: nothing
 * @throws {NotUnderstood}
 */
export function byObject(
  json: NftJson | undefined,
  scope: Scope,
  kind: string,
  read: (object: NftObject) => Match | null,
): readonly Step[] {
  const named = (name: string): Match | null => {
    const object = scope.object(kind, name)
    if (!object) throw new NotUnderstood(`the ${kind} ${name}, which is not in the dump`)
    return read(object)
  }
  if (typeof json === 'string') return listed(named(json))
  const map = objectOf(json)['map']
  if (map === undefined) return listed(read(objectOf(json)))
  const lookup = mapLookup(map, scope, 'object', (name) => ({ match: named(String(name)) }))
  return [
    {
      match: (packet, scene) => {
        const found = lookup.find(packet, scene)
        let answer: Answer = found.yes
        for (const { datum } of found.hits) {
          const inner = datum.match?.match(packet, scene) ?? true
          if (inner !== true) answer = unknown(packet.family, `which ${kind} the map leads to`)
        }
        return answer
      },
    },
  ]
}

function listed(match: Match | null): readonly Step[] {
  return match ? [match] : []
}
