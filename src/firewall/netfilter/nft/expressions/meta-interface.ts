import type { Packet } from '../../packet.ts'
import { IFACE_INDEX, IFNAME } from '../data-types.ts'
import type { ExpressionPart } from '../expression.ts'
import { notKnown, type Unknown } from '../value.ts'

/** Packets whose interface is not known are those of a network. */
const IN: Unknown = { ...notKnown('the interface it comes in by is not known'), except: 'lo' }
const OUT: Unknown = { ...notKnown('the interface it leaves by is not known'), except: 'lo' }

const KEYS = ['iif', 'iifname', 'oif', 'oifname']

/** nft_meta_get_eval: without a device, the index is 0 and the name empty. */
const part: ExpressionPart = {
  documented: { name: 'meta iif, iifname, oif, oifname', surety: 'firm', means: 'the interface it comes in or leaves by' },
  keys: KEYS.map((key) => `meta ${key}`),
  read: (_json, _scope, key) => {
    const load = key.startsWith('meta i') ? (packet: Packet) => packet.iif ?? IN : (packet: Packet) => packet.oif ?? OUT
    return { types: [key.endsWith('name') ? IFNAME : IFACE_INDEX], load }
  },
}
export default part
