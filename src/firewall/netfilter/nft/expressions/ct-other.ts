import { ofConnection } from '../connection.ts'
import { dataType, IFNAME, integer } from '../data-types.ts'
import type { DataType } from '../data-type.ts'
import type { ExpressionPart } from '../expression.ts'
import { notKnown } from '../value.ts'

const TYPES: ReadonlyMap<string, DataType> = new Map([
  ['protocol', dataType('inet_proto')],
  ['zone', integer(16)],
  ['expiration', integer(32)],
  ['helper', IFNAME],
  ['label', integer(128)],
  ['event', dataType('ct_event')],
  ['secmark', integer(32)],
  ['id', integer(32)],
  ['bytes', integer(64)],
  ['packets', integer(64)],
  ['avgpkt', integer(64)],
  ['count', integer(32)],
])

const part: ExpressionPart = {
  documented: {
    name: `ct ${[...TYPES.keys()].join(', ')}`,
    surety: 'unknown',
    means: 'what conntrack keeps of a connection beside its addresses is not recorded',
  },
  keys: [...TYPES.keys()].map((key) => `ct ${key}`),
  read: (_json, _scope, key) => {
    const unknown = { ...notKnown(`${key} of the connection is not known`), mayBreak: true } as const
    return {
      types: [TYPES.get(key.slice('ct '.length)) ?? integer(32)],
      load: ofConnection(() => unknown),
      store: (packet) => packet,
    }
  },
}
export default part
