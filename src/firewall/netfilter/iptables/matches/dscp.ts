import type { MatchPart } from '../match.ts'
import { wholeNumber } from '../numbers.ts'
import { octetAnswer } from '../octet.ts'
import { unreadable } from '../unreadable.ts'

const dscp: MatchPart = {
  name: 'dscp',
  families: [4, 6],
  surety: 'firm',
  means: 'the DSCP, where a rule has set it; otherwise it is not known',
  options: { dscp: 1, 'dscp-class': 1 },
  read: ([option]) => {
    const text = option?.values[0] ?? ''
    const value = option?.name === 'dscp' ? wholeNumber(text, 63) : classValue(text)
    if (!option || value === null) return unreadable(`no DSCP: "${text}"`)
    return { match: (packet) => octetAnswer(packet, value << 2, 0xfc, option.inverted) }
  },
}

export default dscp

/** Of the classes of RFC 2474, 2597 and 3246, and VA of RFC 5865. */
function classValue(name: string): number | null {
  const upper = name.toUpperCase()
  const fixed = new Map([
    ['BE', 0],
    ['EF', 0x2e],
    ['VA', 0x2c],
  ]).get(upper)
  if (fixed !== undefined) return fixed
  const selector = /^CS([0-7])$/.exec(upper)
  if (selector) return Number(selector[1]) << 3
  const assured = /^AF([1-4])([1-3])$/.exec(upper)
  return assured ? (Number(assured[1]) << 3) | (Number(assured[2]) << 1) : null
}
