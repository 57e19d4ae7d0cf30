import { dscpOfClass } from '../dscp-classes.ts'
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
    const value = option?.name === 'dscp' ? wholeNumber(text, 63) : dscpOfClass(text)
    if (!option || value === null) return unreadable(`no DSCP: "${text}"`)
    return { match: (packet) => octetAnswer(packet, value << 2, 0xfc, option.inverted) }
  },
}

export default dscp
