import { type BitChange, bitOptions, changed, readBits } from '../bits.ts'
import { headerOf, withField } from '../fields.ts'
import { goesOn } from '../goes-on.ts'
import { serviceType } from '../service-types.ts'
import type { TargetPart } from '../target.ts'
import { unreadable } from '../unreadable.ts'

/** tos_tg() of xt_DSCP.c: all eight bits, ECN too. */
const tos: TargetPart = {
  name: 'TOS',
  families: [4, 6],
  surety: 'firm',
  means: 'the type of service is set',
  options: bitOptions('tos'),
  read: ([option, more]) => {
    const change = option && !more ? readBits(option, 0xff, serviceType) : null
    if (!change) return unreadable(`no type of service: "${option?.values[0] ?? ''}"`)
    return goesOn((packet) => {
      const header = headerOf(packet)
      const part = (name: string, by: BitChange, most: number): number | null => changed(packet.fields.get(name) ?? null, by, most)
      const dscp = part(`${header} dscp`, { bits: change.bits >> 2, mask: change.mask >> 2 }, 0x3f)
      const ecn = part(`${header} ecn`, { bits: change.bits & 3, mask: change.mask & 3 }, 3)
      return withField(withField(packet, `${header} dscp`, dscp), `${header} ecn`, ecn)
    })
  },
}

export default tos
