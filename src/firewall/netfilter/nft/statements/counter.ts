import { byObject } from '../stateful.ts'
import type { StatementPart } from '../statement.ts'

const part: StatementPart = {
  documented: { name: 'counter', surety: 'firm', means: 'counts and goes on' },
  keys: ['counter'],
  // A name that the dump does not hold still counts.
  read: (json, scope) => (typeof json === 'string' ? [] : byObject(json, { ...scope, object: () => ({}) }, 'counter', () => null)),
}
export default part
