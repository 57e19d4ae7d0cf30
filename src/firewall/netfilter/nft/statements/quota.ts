import { unknown } from '../../answer.ts'
import { byObject } from '../stateful.ts'
import type { StatementPart } from '../statement.ts'

const part: StatementPart = {
  documented: { name: 'quota', surety: 'unknown', means: 'how much of a quota is used now is not recorded' },
  keys: ['quota'],
  read: (json, scope) =>
    byObject(json, scope, 'quota', () => ({ match: ({ family }) => unknown(family, 'how much of the quota is used') })),
}
export default part
