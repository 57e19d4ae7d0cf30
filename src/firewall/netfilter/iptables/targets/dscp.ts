import { dscpOfClass } from '../dscp-classes.ts'
import { headerOf, withField } from '../fields.ts'
import { goesOn } from '../goes-on.ts'
import { wholeNumber } from '../numbers.ts'
import type { TargetPart } from '../target.ts'
import { unreadable } from '../unreadable.ts'

/** dscp_tg() of xt_DSCP.c: ECN stays. */
const dscp: TargetPart = {
  name: 'DSCP',
  families: [4, 6],
  surety: 'firm',
  means: 'the DSCP is set',
  options: { 'set-dscp': 1, 'set-dscp-class': 1 },
  read: ([option, more]) => {
    const text = option?.values[0] ?? ''
    const value = option?.name === 'set-dscp' ? wholeNumber(text, 63) : dscpOfClass(text)
    if (!option || more || value === null) return unreadable(`no DSCP: "${text}"`)
    return goesOn((packet) => withField(packet, `${headerOf(packet)} dscp`, value))
  },
}

export default dscp
