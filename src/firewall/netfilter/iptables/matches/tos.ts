import { type Marked, readMark } from '../marks.ts'
import type { MatchPart } from '../match.ts'
import { octetAnswer } from '../octet.ts'
import { unreadable } from '../unreadable.ts'

/** RFC 1349 section 4; the mask of names leaves out the bits of IP precedence (tos_parse_symbolic() of libxtables). */
const NAMES: ReadonlyMap<string, Marked> = new Map([
  ['minimize-delay', { value: 0x10, mask: 0x3f }],
  ['maximize-throughput', { value: 0x08, mask: 0x3f }],
  ['maximize-reliability', { value: 0x04, mask: 0x3f }],
  ['minimize-cost', { value: 0x02, mask: 0x3f }],
  ['normal-service', { value: 0, mask: 0x3f }],
])

const tos: MatchPart = {
  name: 'tos',
  families: [4, 6],
  surety: 'firm',
  means: 'the type of service, where a rule has set it; otherwise it is not known',
  options: { tos: 1 },
  read: ([option]) => {
    const text = option?.values[0] ?? ''
    const marked = NAMES.get(text.toLowerCase()) ?? readMark(text, 0xff)
    if (!option || !marked) return unreadable(`no type of service: "${text}"`)
    // tos_mt() of xt_dscp.c.
    return { match: (packet) => octetAnswer(packet, marked.value, marked.mask, option.inverted) }
  },
}

export default tos
