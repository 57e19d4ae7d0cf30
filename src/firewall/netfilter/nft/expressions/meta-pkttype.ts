import { dataType } from '../data-types.ts'
import type { ExpressionPart } from '../expression.ts'
import { fieldStore } from '../header.ts'

const PACKET_HOST = 0
const store = fieldStore('meta pkttype')

/** What is walked is unicast: to this host, to one behind it, or made here, which is PACKET_HOST too (skb->pkt_type is 0 when allocated). */
const part: ExpressionPart = {
  documented: { name: 'meta pkttype', surety: 'firm', means: 'whether the frame is for this host; packets of a connection are' },
  keys: ['meta pkttype'],
  read: () => ({
    types: [dataType('pkt_type')],
    load: (packet) => packet.fields.get('meta pkttype') ?? PACKET_HOST,
    store,
  }),
}
export default part
