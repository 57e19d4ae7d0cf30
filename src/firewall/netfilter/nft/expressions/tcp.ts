import { PROTOCOL } from '../../packet.ts'
import { dataType, integer } from '../data-types.ts'
import type { ExpressionPart } from '../expression.ts'
import { type Field, headerFields } from '../header.ts'
import { PORTS } from '../ports.ts'
import { notKnown } from '../value.ts'

const NO_FLAGS = notKnown('the TCP flags are not known')

/** RFC 9293 section 3.1. */
const FIELDS: ReadonlyMap<string, Field> = new Map<string, Field>([
  ...PORTS,
  ['sequence', { type: integer(32) }],
  ['ackseq', { type: integer(32) }],
  ['doff', { type: integer(4) }],
  ['reserved', { type: integer(4) }],
  [
    'flags',
    {
      type: dataType('tcp_flag'),
      load: (packet) => packet.tcpFlags ?? NO_FLAGS,
      store: (packet, value) => ({ ...packet, tcpFlags: typeof value === 'number' ? value : null }),
    },
  ],
  ['window', { type: integer(16) }],
  ['checksum', { type: integer(16) }],
  ['urgptr', { type: integer(16) }],
])

const part: ExpressionPart = {
  documented: { name: 'tcp', surety: 'firm', means: 'ports and flags of the TCP header; its other fields are not recorded' },
  keys: ['payload tcp'],
  read: headerFields('tcp', FIELDS, (packet) => packet.protocol === PROTOCOL.tcp),
}
export default part
