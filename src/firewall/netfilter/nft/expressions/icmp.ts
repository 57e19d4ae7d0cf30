import { PROTOCOL } from '../../packet.ts'
import { dataType, integer } from '../data-types.ts'
import type { ExpressionPart } from '../expression.ts'
import { type Field, headerFields } from '../header.ts'
import { notKnown } from '../value.ts'

const TYPE = notKnown('the ICMP type is not known')
const CODE = notKnown('the ICMP code is not known')

/** RFC 792. */
const FIELDS: ReadonlyMap<string, Field> = new Map<string, Field>([
  ['type', { type: dataType('icmp_type'), load: (packet) => packet.icmp?.type ?? TYPE }],
  ['code', { type: dataType('icmp_code'), load: (packet) => packet.icmp?.code ?? CODE }],
  ['checksum', { type: integer(16) }],
  ['id', { type: integer(16) }],
  ['sequence', { type: integer(16) }],
  ['mtu', { type: integer(16) }],
  ['gateway', { type: dataType('ipv4_addr') }],
])

const part: ExpressionPart = {
  documented: { name: 'icmp', surety: 'firm', means: 'type and code of an ICMP message' },
  keys: ['payload icmp'],
  read: headerFields('icmp', FIELDS, (packet) => packet.protocol === PROTOCOL.icmp && packet.family === 4),
}
export default part
