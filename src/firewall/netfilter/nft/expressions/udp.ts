import { PROTOCOL } from '../../packet.ts'
import { integer } from '../data-types.ts'
import type { ExpressionPart } from '../expression.ts'
import { type Field, headerFields } from '../header.ts'
import { PORTS } from '../ports.ts'

/** RFC 768. */
const FIELDS: ReadonlyMap<string, Field> = new Map<string, Field>([
  ...PORTS,
  ['length', { type: integer(16) }],
  ['checksum', { type: integer(16) }],
])

const part: ExpressionPart = {
  documented: { name: 'udp', surety: 'firm', means: 'ports of the UDP header' },
  keys: ['payload udp'],
  read: headerFields('udp', FIELDS, (packet) => packet.protocol === PROTOCOL.udp),
}
export default part
