import { withField } from './fields.ts'
import { goesOn } from './goes-on.ts'
import { wholeNumber } from './numbers.ts'
import type { TargetPart } from './target.ts'
import { unreadable } from './unreadable.ts'

/** The targets TTL and HL (ttl_tg() and hl_tg6() of xt_HL.c). @param field the name of the nft expression */
export function hopLimitTarget(name: 'TTL' | 'HL', family: 4 | 6, field: string, means: string): TargetPart {
  const prefix = name.toLowerCase()
  return {
    name,
    families: [family],
    surety: 'firm',
    means,
    options: { [`${prefix}-set`]: 1, [`${prefix}-inc`]: 1, [`${prefix}-dec`]: 1 },
    read: ([option, more]) => {
      const by = wholeNumber(option?.values[0] ?? '', 255)
      if (!option || more || by === null || (by === 0 && !option.name.endsWith('-set'))) return unreadable('no number from 1 to 255')
      const next = (now: number | undefined): number | null => {
        if (option.name.endsWith('-set')) return by
        if (now === undefined) return null
        return option.name.endsWith('-inc') ? Math.min(255, now + by) : Math.max(0, now - by)
      }
      return goesOn((packet) => withField(packet, field, next(packet.fields.get(field))))
    },
  }
}
