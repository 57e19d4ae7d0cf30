import { PROTOCOL } from '../../packet.ts'
import { dataType, integer } from '../data-types.ts'
import type { ExpressionPart } from '../expression.ts'
import { type Field, headerFields } from '../header.ts'
import { notKnown } from '../value.ts'

const TYPE = notKnown('the ICMPv6 type is not known')
const CODE = notKnown('the ICMPv6 code is not known')

/** RFC 4443 section 2.1. */
const FIELDS: ReadonlyMap<string, Field> = new Map<string, Field>([
  ['type', { type: dataType('icmpv6_type'), load: (packet) => packet.icmp?.type ?? TYPE }],
  ['code', { type: dataType('icmpv6_code'), load: (packet) => packet.icmp?.code ?? CODE }],
  ['checksum', { type: integer(16) }],
  ['parameter-problem', { type: integer(32) }],
  ['mtu', { type: integer(32) }],
  ['id', { type: integer(16) }],
  ['sequence', { type: integer(16) }],
  ['max-delay', { type: integer(16) }],
])

const part: ExpressionPart = {
  documented: { name: 'icmpv6', surety: 'firm', means: 'type and code of an ICMPv6 message' },
  keys: ['payload icmpv6'],
  read: headerFields('icmpv6', FIELDS, (packet) => packet.protocol === PROTOCOL.icmpv6 && packet.family === 6),
}
export default part
