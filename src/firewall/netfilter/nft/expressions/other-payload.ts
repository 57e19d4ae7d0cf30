import { textOf, objectOf } from '../tree.ts'
import { dataType, integer } from '../data-types.ts'
import type { DataType } from '../data-type.ts'
import type { ExpressionPart } from '../expression.ts'
import { BREAK } from '../value.ts'

/** Protocols of which no packet that is walked is. `igmp` to `ah`: of the transport; `arp`: of the link. */
const PROTOCOLS = ['sctp', 'dccp', 'udplite', 'esp', 'ah', 'comp', 'igmp', 'gre', 'gretap', 'vxlan', 'geneve', 'arp']

const TYPES: ReadonlyMap<string, DataType> = new Map([
  ['sport', dataType('inet_service')],
  ['dport', dataType('inet_service')],
  ['nexthdr', dataType('inet_proto')],
  ['operation', dataType('arp_op')],
  ['saddr ip', dataType('ipv4_addr')],
  ['daddr ip', dataType('ipv4_addr')],
  ['saddr ether', dataType('ether_addr')],
  ['daddr ether', dataType('ether_addr')],
])

const part: ExpressionPart = {
  documented: {
    name: PROTOCOLS.join(', '),
    surety: 'firm',
    means: 'headers of protocols that SSH does not use: no packet that is walked has one',
  },
  keys: PROTOCOLS.map((protocol) => `payload ${protocol}`),
  read: (json) => ({ types: [TYPES.get(textOf(objectOf(json)['field']) ?? '') ?? integer(64)], load: () => BREAK, store: () => null }),
}
export default part
