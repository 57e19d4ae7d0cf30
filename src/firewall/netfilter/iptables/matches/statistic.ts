import { unknown } from '../../answer.ts'
import type { MatchPart } from '../match.ts'
import { unreadable } from '../unreadable.ts'

const statistic: MatchPart = {
  name: 'statistic',
  families: [4, 6],
  surety: 'unknown',
  means: 'chance, or a count of packets; a probability of 0 or 1 is certain',
  options: { mode: 1, probability: 1, every: 1, packet: 1 },
  read: (options) => {
    const mode = options.find(({ name }) => name === 'mode')?.values[0]
    if (mode !== 'random' && mode !== 'nth') return unreadable(`no mode: "${mode ?? ''}"`)
    const probability = options.find(({ name }) => name === 'probability')
    const chance = mode === 'random' && probability ? Number(probability.values[0]) : Number.NaN
    // statistic_mt(): below 2^31 times the probability.
    if (probability && (chance === 0 || chance === 1)) return { match: () => (chance === 1) !== probability.inverted }
    const why = mode === 'random' ? 'it is a matter of chance' : 'how many packets came before is not known'
    return { match: ({ family }) => unknown(family, why) }
  },
}

export default statistic
