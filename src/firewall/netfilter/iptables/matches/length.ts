import { unknown } from '../../answer.ts'
import type { MatchPart } from '../match.ts'
import { numberRange } from '../numbers.ts'
import { unreadable } from '../unreadable.ts'

const MOST = 65_535

const length: MatchPart = {
  name: 'length',
  families: [4, 6],
  surety: 'unknown',
  means: 'how long the packet is',
  options: { length: 1 },
  read: ([option]) => {
    const range = numberRange(option?.values[0] ?? '', MOST)
    if (!option || !range) return unreadable(`no length: "${option?.values[0] ?? ''}"`)
    if (range.first === 0 && range.last === MOST) return { match: () => !option.inverted }
    return { match: ({ family }) => unknown(family, 'how long the packet is') }
  },
}

export default length
