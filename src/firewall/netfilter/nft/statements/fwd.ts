import type { Outcome } from '../../ruleset.ts'
import type { StatementPart } from '../statement.ts'

const AWAY: Outcome = { go: 'unknown', why: 'what becomes of a packet that is sent on by another interface' }

const part: StatementPart = {
  documented: { name: 'fwd', surety: 'unknown', means: 'the packet leaves by another interface at once' },
  keys: ['fwd'],
  read: () => [{ act: () => AWAY }],
}
export default part
