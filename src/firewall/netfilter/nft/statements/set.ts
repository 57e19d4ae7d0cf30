import { dynamicSet } from '../dynamic-set.ts'
import type { StatementPart } from '../statement.ts'
import { listOf, objectOf, textOf } from '../tree.ts'

/** nft_dynset. */
const part: StatementPart = {
  documented: {
    name: 'add @set, update @set, delete @set',
    surety: 'first-packet',
    means: 'writes the packet down in a set or a map; later rules see it',
  },
  keys: ['set', 'map'],
  read: (json, scope, key) => {
    const { op, elem, stmt, set, map } = objectOf(json)
    const name = (textOf(key === 'map' ? map : set) ?? '').replace(/^@/, '')
    return dynamicSet(scope, { op: String(op), element: elem, set: scope.sets.get(name) ?? null, name, statements: listOf(stmt) })
  },
}
export default part
