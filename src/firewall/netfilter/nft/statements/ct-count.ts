import type { StatementPart } from '../statement.ts'
import { NotUnderstood } from '../not-understood.ts'
import { objectOf } from '../tree.ts'

/** nft_connlimit_do_eval: breaks where `(count > limit) != inverted`. A first connection counts itself. */
const part: StatementPart = {
  documented: { name: 'ct count', surety: 'first-packet', means: 'a number of connections' },
  keys: ['ct count'],
  read: (json) => {
    const { val, inv } = objectOf(json)
    if (typeof val !== 'number') throw new NotUnderstood('ct count of an unknown form')
    const matches = val < 1 === (inv === true)
    return [{ match: () => matches, rate: inv === true ? `more than ${val} connections` : `up to ${val} connections` }]
  },
}
export default part
