import { bitOptions, changed, readBits } from '../bits.ts'
import { goesOn } from '../goes-on.ts'
import type { TargetPart } from '../target.ts'
import { unreadable } from '../unreadable.ts'

const ALL = 0xffff_ffff

/** mark_tg() of xt_mark.c. */
const mark: TargetPart = {
  name: 'MARK',
  families: [4, 6],
  surety: 'firm',
  means: 'the mark of the packet is set',
  options: bitOptions('mark'),
  read: ([option, more]) => {
    const change = option && !more ? readBits(option, ALL) : null
    if (!change) return unreadable(`no mark: "${option?.values[0] ?? ''}"`)
    return goesOn((packet) => ({ ...packet, mark: changed(packet.mark, change, ALL) }))
  },
}

export default mark
