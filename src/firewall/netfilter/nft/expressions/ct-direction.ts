import { ofConnection } from '../connection.ts'
import { dataType } from '../data-types.ts'
import type { DataType } from '../data-type.ts'
import type { ExpressionPart } from '../expression.ts'
import type { Packet, Tracked } from '../../packet.ts'

interface Key {
  readonly type: DataType
  readonly load: (tracked: Tracked, packet: Packet) => number
}

const NFPROTO = { 4: 2, 6: 10 } as const
const DIRECTION: Key = { type: dataType('ct_dir'), load: ({ direction }) => (direction === 'original' ? 0 : 1) }

const KEYS: ReadonlyMap<string, Key> = new Map<string, Key>([
  ['direction', DIRECTION],
  ['l3proto', { type: dataType('nf_proto'), load: (_tracked, { family }) => NFPROTO[family] }],
])

const part: ExpressionPart = {
  documented: {
    name: 'ct direction, l3proto',
    surety: 'firm',
    means: 'whether the packet goes the way of the first one of its connection',
  },
  keys: [...KEYS.keys()].map((key) => `ct ${key}`),
  read: (_json, _scope, key) => {
    const { type, load } = KEYS.get(key.slice('ct '.length)) ?? DIRECTION
    return { types: [type], load: ofConnection(load) }
  },
}
export default part
