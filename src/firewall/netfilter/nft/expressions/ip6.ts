import { addressFields } from '../addresses.ts'
import { dataType, integer, IPV6_ADDR } from '../data-types.ts'
import type { ExpressionPart } from '../expression.ts'
import { type Field, headerFields } from '../header.ts'

/** RFC 8200 section 3. */
const FIELDS: ReadonlyMap<string, Field> = new Map<string, Field>([
  ...addressFields(IPV6_ADDR),
  ['version', { type: integer(4), load: () => 6 }],
  ['dscp', { type: dataType('dscp') }],
  ['ecn', { type: dataType('ecn') }],
  ['flowlabel', { type: integer(20) }],
  ['length', { type: integer(16) }],
  // No extension headers: what is walked is a plain segment or an ICMP error.
  ['nexthdr', { type: dataType('inet_proto'), load: (packet) => packet.protocol }],
  ['hoplimit', { type: integer(8) }],
])

const part: ExpressionPart = {
  documented: {
    name: 'ip6',
    surety: 'firm',
    means: 'fields of the IPv6 header; dscp, ecn, hoplimit and length are known only where a rule set them',
  },
  keys: ['payload ip6'],
  read: headerFields('ip6', FIELDS, (packet) => packet.family === 6),
}
export default part
