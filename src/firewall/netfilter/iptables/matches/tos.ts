import { readMark } from '../marks.ts'
import type { MatchPart } from '../match.ts'
import { octetAnswer } from '../octet.ts'
import { serviceType } from '../service-types.ts'
import { unreadable } from '../unreadable.ts'

const tos: MatchPart = {
  name: 'tos',
  families: [4, 6],
  surety: 'firm',
  means: 'the type of service, where a rule has set it; otherwise it is not known',
  options: { tos: 1 },
  read: ([option]) => {
    const text = option?.values[0] ?? ''
    const marked = serviceType(text) ?? readMark(text, 0xff)
    if (!option || !marked) return unreadable(`no type of service: "${text}"`)
    // tos_mt() of xt_dscp.c.
    return { match: (packet) => octetAnswer(packet, marked.value, marked.mask, option.inverted) }
  },
}

export default tos
