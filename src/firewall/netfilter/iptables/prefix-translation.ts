import { parsePrefix } from '../../../net/prefix.ts'
import { goesOn } from './goes-on.ts'
import type { TargetPart } from './target.ts'
import { unreadable } from './unreadable.ts'

/** The targets SNPT and DNPT (ip6t_NPT.c): without state, and the checksum stays. */
export function prefixTranslation(name: 'SNPT' | 'DNPT', field: 'saddr' | 'daddr', means: string): TargetPart {
  return {
    name,
    families: [6],
    surety: 'unknown',
    means,
    options: { 'src-pfx': 1, 'dst-pfx': 1 },
    read: (options) => {
      const prefixes = options.map(({ values: [text = ''] }) => parsePrefix(text))
      if (prefixes.length !== 2 || prefixes.some((prefix) => prefix?.family !== 6)) return unreadable('no two prefixes')
      return goesOn((packet) => ({ ...packet, [field]: null }))
    },
  }
}
