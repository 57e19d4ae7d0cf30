import type { Step } from '../../ruleset.ts'
import type { StatementPart } from '../statement.ts'
import { verdictOf } from '../verdict-of.ts'

const KEYS = ['accept', 'drop', 'continue', 'return', 'jump', 'goto', 'queue']

/** Most rules end with one of these. */
const STEPS: ReadonlyMap<string, readonly Step[]> = new Map(
  ['accept', 'drop', 'continue', 'return', 'queue'].map((key) => {
    const outcome = verdictOf({ [key]: null })
    return [key, [{ act: () => outcome }]]
  }),
)

const part: StatementPart = {
  documented: { name: KEYS.join(', '), surety: 'firm', means: 'verdicts; what the program behind a queue decides is not known' },
  keys: KEYS,
  read: (json, _scope, key) => {
    const known = STEPS.get(key)
    if (known) return known
    const outcome = verdictOf({ [key]: json })
    return [{ act: () => outcome }]
  },
}
export default part
