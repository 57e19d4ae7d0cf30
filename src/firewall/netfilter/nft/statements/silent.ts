import type { StatementPart } from '../statement.ts'

const KEYS = ['log', 'last', 'dup', 'comment']

const part: StatementPart = {
  documented: { name: 'log, last, dup', surety: 'firm', means: 'write or send a copy and go on' },
  keys: KEYS,
  read: () => [],
}
export default part
