import { dynamicSet } from '../dynamic-set.ts'
import type { StatementPart } from '../statement.ts'
import { listOf, objectOf, textOf } from '../tree.ts'

const part: StatementPart = {
  documented: { name: 'meter', surety: 'first-packet', means: 'a limit for each source or other key' },
  keys: ['meter'],
  read: (json, scope) => {
    const { key, stmt, name } = objectOf(json)
    return dynamicSet(scope, { op: 'update', element: key, set: null, name: textOf(name) ?? '', statements: listOf(stmt) })
  },
}
export default part
