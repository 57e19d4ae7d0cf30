import type { MatchPart } from '../match.ts'
import { wholeNumber } from '../numbers.ts'
import { readRate } from '../rates.ts'
import { unreadable } from '../unreadable.ts'

const limit: MatchPart = {
  name: 'limit',
  families: [4, 6],
  surety: 'first-packet',
  means: 'holds until more packets than the burst come faster than the rate',
  options: { limit: 1, 'limit-burst': 1 },
  read: (options) => {
    const value = (asked: string, otherwise: string): string => options.find(({ name }) => name === asked)?.values[0] ?? otherwise
    const rate = readRate(value('limit', '3/hour'))
    const burst = wholeNumber(value('limit-burst', '5'), 10_000)
    if (rate === null || !burst || options.some(({ inverted }) => inverted)) return unreadable('no rate, or no burst')
    // limit_mt() of xt_limit.c begins with the credit of the burst.
    return { match: () => true, rate: `more than ${rate}, burst ${burst}` }
  },
}

export default limit
