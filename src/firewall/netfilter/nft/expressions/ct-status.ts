import { ofConnection } from '../connection.ts'
import { dataType } from '../data-types.ts'
import type { ExpressionPart } from '../expression.ts'
import { notKnown } from '../value.ts'

const UNKNOWN = notKnown('the status of the connection is not known')

const part: ExpressionPart = {
  documented: {
    name: 'ct status',
    surety: 'firm',
    means: 'the flags of the connection: expected, seen-reply, assured, confirmed, snat, dnat, dying',
  },
  keys: ['ct status'],
  read: () => ({ types: [dataType('ct_status')], load: ofConnection(({ status }) => status ?? UNKNOWN) }),
}
export default part
