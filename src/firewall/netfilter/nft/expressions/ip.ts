import { addressFields } from '../addresses.ts'
import { dataType, integer, IPV4_ADDR } from '../data-types.ts'
import type { ExpressionPart } from '../expression.ts'
import { type Field, headerFields } from '../header.ts'
import { notKnown } from '../value.ts'

/** Not a fragment; whether it may be fragmented is the sender's choice. The type is 16 bits wide: reserved, DF, MF, offset. */
const WHOLE = { ...notKnown("the packet's don't-fragment bit is not known"), among: [0, 0x4000] }

/** RFC 791 section 3.1. */
const FIELDS: ReadonlyMap<string, Field> = new Map<string, Field>([
  ...addressFields(IPV4_ADDR),
  ['version', { type: integer(4), load: () => 4 }],
  ['hdrlength', { type: integer(4) }],
  ['dscp', { type: dataType('dscp') }],
  ['ecn', { type: dataType('ecn') }],
  ['length', { type: integer(16) }],
  ['id', { type: integer(16) }],
  ['frag-off', { type: integer(16), load: () => WHOLE }],
  ['ttl', { type: integer(8) }],
  ['protocol', { type: dataType('inet_proto'), load: (packet) => packet.protocol }],
  ['checksum', { type: integer(16) }],
])

const part: ExpressionPart = {
  documented: {
    name: 'ip',
    surety: 'firm',
    means: 'fields of the IPv4 header; dscp, ecn, ttl, length and id are known only where a rule set them',
  },
  keys: ['payload ip'],
  read: headerFields('ip', FIELDS, (packet) => packet.family === 4),
}
export default part
