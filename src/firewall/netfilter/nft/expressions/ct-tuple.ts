import type { CtTuple } from '../../packet.ts'
import { loadedAddress } from '../addresses.ts'
import { ofConnection } from '../connection.ts'
import { dataType, IPV4_ADDR, IPV6_ADDR } from '../data-types.ts'
import type { DataType } from '../data-type.ts'
import type { ExpressionPart } from '../expression.ts'
import { NotUnderstood } from '../not-understood.ts'
import { objectOf } from '../tree.ts'
import { BREAK, type Loaded, notKnown } from '../value.ts'

const ADDRESS = notKnown('the address of the connection is not known')
const PORT = notKnown('the port of the connection is not known')
const PROTO = dataType('inet_service')

interface Key {
  readonly family: 4 | 6 | null
  readonly type: DataType
  readonly load: (tuple: CtTuple) => Loaded
}

const source = (tuple: CtTuple): Loaded => loadedAddress(tuple.saddr, ADDRESS)
const destination = (tuple: CtTuple): Loaded => loadedAddress(tuple.daddr, ADDRESS)

const KEYS: ReadonlyMap<string, Key> = new Map<string, Key>([
  ['ip saddr', { family: 4, type: IPV4_ADDR, load: source }],
  ['ip daddr', { family: 4, type: IPV4_ADDR, load: destination }],
  ['ip6 saddr', { family: 6, type: IPV6_ADDR, load: source }],
  ['ip6 daddr', { family: 6, type: IPV6_ADDR, load: destination }],
  ['proto-src', { family: null, type: PROTO, load: (tuple) => tuple.sport ?? PORT }],
  ['proto-dst', { family: null, type: PROTO, load: (tuple) => tuple.dport ?? PORT }],
])

const part: ExpressionPart = {
  documented: {
    name: 'ct original, ct reply',
    surety: 'firm',
    means: 'addresses and ports of the connection as it was opened, and as answers have them',
  },
  keys: [...KEYS.keys(), 'saddr', 'daddr'].map((key) => `ct ${key}`),
  read: (json, { family: tableFamily }, name) => {
    const { dir, family } = objectOf(json)
    const bare = name.slice('ct '.length)
    const of = family ?? tableFamily
    const key = KEYS.get(bare === 'saddr' || bare === 'daddr' ? `${String(of)} ${bare}` : bare)
    if (!key || (dir !== 'original' && dir !== 'reply')) throw new NotUnderstood(`${name} of an unknown form`)
    return {
      types: [key.type],
      load: ofConnection((tracked, packet) => (key.family === null || key.family === packet.family ? key.load(tracked[dir]) : BREAK)),
    }
  },
}
export default part
