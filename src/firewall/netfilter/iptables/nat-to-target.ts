import { natAction, readNatRange } from './nat-target.ts'
import type { TargetPart } from './target.ts'
import { unreadable } from './unreadable.ts'

/** The targets SNAT and DNAT. @param option that says to what */
export function natToTarget(name: 'SNAT' | 'DNAT', option: 'to-source' | 'to-destination', means: string): TargetPart {
  return {
    name,
    families: [4, 6],
    surety: 'firm',
    means,
    options: { [option]: 1, random: 0, 'random-fully': 0, persistent: 0 },
    read: (options, { family }) => {
      const asked = options.filter((given) => given.name === option)
      const text = asked[0]?.values[0] ?? ''
      const range = asked.length === 1 ? readNatRange(text, family) : null
      if (!range) return unreadable(`no address: "${text}"`)
      const random = options.some((given) => given.name.startsWith('random'))
      return natAction(name === 'SNAT' ? 'src' : 'dst', { ...range, random })
    },
  }
}
