import { withField } from '../fields.ts'
import { goesOn } from '../goes-on.ts'
import type { TargetPart } from '../target.ts'
import { unreadable } from '../unreadable.ts'

/** classify_tg() of xt_CLASSIFY.c sets skb->priority. */
const classify: TargetPart = {
  name: 'CLASSIFY',
  families: [4, 6],
  surety: 'firm',
  means: 'the class for traffic control is set',
  options: { 'set-class': 1 },
  read: ([option]) => {
    const handle = /^([0-9a-f]{1,8}):([0-9a-f]{1,8})$/i.exec(option?.values[0] ?? '')
    if (!handle) return unreadable(`no class: "${option?.values[0] ?? ''}"`)
    // TC_H_MAKE() of the halves, in hexadecimal.
    const [major, minor] = [Number.parseInt(handle[1] ?? '', 16) & 0xffff, Number.parseInt(handle[2] ?? '', 16) & 0xffff]
    return goesOn((packet) => withField(packet, 'meta priority', major * 65_536 + minor))
  },
}

export default classify
