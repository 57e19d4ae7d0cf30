import { dataType, integer } from '../data-types.ts'
import type { DataType } from '../data-type.ts'
import type { ExpressionPart } from '../expression.ts'
import { fieldLoad, fieldStore } from '../header.ts'

const TYPES: ReadonlyMap<string, DataType> = new Map([
  ['length', integer(32)],
  ['priority', dataType('classid')],
  ['cpu', integer(32)],
  ['random', integer(32)],
  ['prandom', integer(32)],
  ['rtclassid', dataType('realm')],
  ['secmark', integer(32)],
  ['nftrace', integer(1)],
  ['ipsec', dataType('boolean')],
  ['secpath', dataType('boolean')],
  ['broute', integer(1)],
])

const part: ExpressionPart = {
  documented: {
    name: `meta ${[...TYPES.keys()].join(', ')}`,
    surety: 'unknown',
    means: 'not recorded, but where a rule has set it',
  },
  keys: [...TYPES.keys()].map((key) => `meta ${key}`),
  read: (_json, _scope, key) => ({
    types: [TYPES.get(key.slice('meta '.length)) ?? integer(32)],
    load: fieldLoad(key),
    store: fieldStore(key),
  }),
}
export default part
