import { unknown } from '../../answer.ts'
import type { Action, Match } from '../../ruleset.ts'
import type { MatchPart } from '../match.ts'
import { wholeNumber } from '../numbers.ts'
import { readRate } from '../rates.ts'
import { unreadable } from '../unreadable.ts'

/** XT_HASHLIMIT_SCALE_v2: the most in a second. */
const MOST = 1_000_000

const hashlimit: MatchPart = {
  name: 'hashlimit',
  families: [4, 6],
  surety: 'first-packet',
  means: 'whether packets alike (by address, port) come faster than the rate; rates in bytes are not known',
  options: {
    'hashlimit-upto': 1,
    hashlimit: 1,
    'hashlimit-above': 1,
    'hashlimit-mode': 1,
    'hashlimit-srcmask': 1,
    'hashlimit-dstmask': 1,
    'hashlimit-name': 1,
    'hashlimit-burst': 1,
    'hashlimit-htable-size': 1,
    'hashlimit-htable-max': 1,
    'hashlimit-htable-gcinterval': 1,
    'hashlimit-htable-expire': 1,
    'hashlimit-rate-match': 0,
    'hashlimit-rate-interval': 1,
  },
  read: (options) => {
    const value = (asked: string): string | undefined => options.find(({ name }) => name === asked)?.values[0]
    const bounds = options.filter(({ name }) => name === 'hashlimit-upto' || name === 'hashlimit' || name === 'hashlimit-above')
    const [bound] = bounds
    const text = bound?.values[0] ?? ''
    const table = value('hashlimit-name')
    if (!bound || bounds.length > 1 || table === undefined) return unreadable('no rate, or no name')
    if (/^\d+[km]?b\/s/i.test(text) || options.some(({ name }) => name === 'hashlimit-rate-match')) {
      return { match: ({ family }) => unknown(family, 'how much has come is not known') }
    }
    const rate = readRate(text, MOST)
    const burst = wholeNumber(value('hashlimit-burst') ?? '5', MOST)
    if (rate === null || !burst) return unreadable('no rate, or no burst')
    // hashlimit_mt_common() of xt_hashlimit.c: a new entry has the credit of the burst, and is below the limit.
    const below = (bound.name !== 'hashlimit-above') !== bound.inverted
    const alike = value('hashlimit-mode') ?? 'all'
    const counted: Match = {
      match: ({ family, noted }) =>
        noted.has(`hashlimit ${table} again`) ? unknown(family, `what is left in ${table} after another rule took of it`) : below,
      rate: `more than ${rate}, burst ${burst}, alike in ${alike}`,
    }
    return [taken(table), counted]
  },
}

export default hashlimit

/** Rules of the same name take from the same credit, whether they match or not. */
function taken(table: string): Action {
  const note = `hashlimit ${table}`
  return {
    act: (packet) => {
      const noted = new Set(packet.noted).add(packet.noted.has(note) ? `${note} again` : note)
      return { go: 'on', packet: { ...packet, noted } }
    },
  }
}
