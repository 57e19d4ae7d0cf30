import type { StatementPart } from '../statement.ts'
import { verdictOf } from '../verdict-of.ts'

const KEYS = ['accept', 'drop', 'continue', 'return', 'jump', 'goto', 'queue']

const part: StatementPart = {
  documented: { name: KEYS.join(', '), surety: 'firm', means: 'verdicts; what the program behind a queue decides is not known' },
  keys: KEYS,
  read: (json, _scope, key) => {
    const outcome = verdictOf({ [key]: json })
    return [{ act: () => outcome }]
  },
}
export default part
