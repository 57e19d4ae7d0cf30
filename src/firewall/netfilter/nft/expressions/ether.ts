import { dataType } from '../data-types.ts'
import type { ExpressionPart } from '../expression.ts'
import { type Field, headerFields } from '../header.ts'
import { notKnown, type Unknown } from '../value.ts'

/** `mayBreak`: in the families ip, ip6 and inet, nft first asks whether the interface is an Ethernet one. */
function frame(what: string): Unknown {
  return { ...notKnown(`${what} of the Ethernet frame is not known`), mayBreak: true }
}

const [SADDR, DADDR] = [frame('the source address'), frame('the destination address')]
/** Of the packet, or of a VLAN tag before it. */
const TYPE = { 4: { ...frame('the type'), among: [0x0800, 0x8100, 0x88a8] }, 6: { ...frame('the type'), among: [0x86dd, 0x8100, 0x88a8] } }

const FIELDS: ReadonlyMap<string, Field> = new Map<string, Field>([
  ['saddr', { type: dataType('ether_addr'), load: () => SADDR }],
  ['daddr', { type: dataType('ether_addr'), load: () => DADDR }],
  ['type', { type: dataType('ether_type'), load: (packet) => TYPE[packet.family] }],
])

const part: ExpressionPart = {
  documented: { name: 'ether', surety: 'unknown', means: 'addresses of the Ethernet frame are not recorded' },
  keys: ['payload ether'],
  read: headerFields(
    'ether',
    FIELDS,
    (packet) => packet.iif !== 'lo' && packet.hook !== 'output' && (packet.iif !== '' || packet.hook !== 'postrouting'),
  ),
}
export default part
