import { byObject } from '../stateful.ts'
import type { StatementPart } from '../statement.ts'

const KEYS = ['ct helper', 'ct timeout', 'ct expectation', 'secmark']

const part: StatementPart = {
  documented: {
    name: 'ct helper, ct timeout, ct expectation, secmark',
    surety: 'firm',
    means: 'attach something to the connection and go on',
  },
  keys: KEYS,
  read: (json, scope, key) => (typeof json === 'string' ? [] : byObject(json, { ...scope, object: () => ({}) }, key, () => null)),
}
export default part
