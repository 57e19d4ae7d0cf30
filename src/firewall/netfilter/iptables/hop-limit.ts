import { unknown } from '../answer.ts'
import { eachOption } from './all-of.ts'
import type { MatchPart } from './match.ts'
import { wholeNumber } from './numbers.ts'
import { unreadable } from './unreadable.ts'

/** The matches `ttl` and `hl` (ttl_mt() and hl_mt6() of xt_hl.c). @param field the name of the nft expression */
export function hopLimitMatch(name: 'ttl' | 'hl', family: 4 | 6, field: string, means: string): MatchPart {
  return {
    name,
    families: [family],
    surety: 'firm',
    means,
    options: { [`${name}-eq`]: 1, [`${name}-lt`]: 1, [`${name}-gt`]: 1, [name]: 1 },
    read: (options) =>
      eachOption(options, ({ name: asked, inverted, values: [text = ''] }) => {
        const limit = wholeNumber(text, 255)
        if (limit === null) return unreadable(`no number up to 255: "${text}"`)
        const holds = (value: number): boolean =>
          asked.endsWith('-lt') ? value < limit : asked.endsWith('-gt') ? value > limit : (value === limit) !== inverted
        return {
          match: (packet) => {
            const value = packet.fields.get(field)
            return value === undefined ? unknown(packet.family, `${means.split(',')[0]} is not known`) : holds(value)
          },
        }
      }),
  }
}
