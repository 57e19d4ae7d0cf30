import type { Packet } from '../../packet.ts'
import { dataType } from '../data-types.ts'
import type { DataType } from '../data-type.ts'
import type { ExpressionPart } from '../expression.ts'

const ETHER_TYPE = { 4: 0x0800, 6: 0x86dd } as const
const NFPROTO = { 4: 2, 6: 10 } as const

const KEYS: ReadonlyMap<string, { readonly type: DataType; readonly load: (packet: Packet) => number }> = new Map([
  ['nfproto', { type: dataType('nf_proto'), load: (packet: Packet) => NFPROTO[packet.family] }],
  ['protocol', { type: dataType('ether_type'), load: (packet: Packet) => ETHER_TYPE[packet.family] }],
  ['l4proto', { type: dataType('inet_proto'), load: (packet: Packet) => packet.protocol }],
])

const L4: { readonly type: DataType; readonly load: (packet: Packet) => number } = {
  type: dataType('inet_proto'),
  load: (packet) => packet.protocol,
}

const part: ExpressionPart = {
  documented: { name: 'meta nfproto, protocol, l4proto', surety: 'firm', means: 'the protocol of the network and of the transport layer' },
  keys: [...KEYS.keys()].map((key) => `meta ${key}`),
  read: (_json, _scope, key) => {
    const { type, load } = KEYS.get(key.slice('meta '.length)) ?? L4
    return { types: [type], load }
  },
}
export default part
