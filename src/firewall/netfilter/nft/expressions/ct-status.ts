import { ofConnection } from '../connection.ts'
import { dataType } from '../data-types.ts'
import type { ExpressionPart } from '../expression.ts'
import { notKnown, type Unknown } from '../value.ts'

const UNKNOWN = notKnown('the status of the connection is not known')

/** IPS_SRC_NAT_DONE and IPS_DST_NAT_DONE: set where a chain of type nat has seen the connection, which is not followed. */
const DONE = [0, 128, 256, 384]

const known = new Map<number, Unknown>()

/** Few values of a status come up. */
function withDone(status: number): Unknown {
  let loaded = known.get(status)
  if (!loaded) {
    loaded = { ...notKnown('whether NAT is done for the connection'), among: DONE.map((bits) => status | bits) }
    if (known.size < 1024) known.set(status, loaded)
  }
  return loaded
}

const part: ExpressionPart = {
  documented: {
    name: 'ct status',
    surety: 'firm',
    means: 'the flags of the connection: expected, seen-reply, assured, confirmed, snat, dnat, dying',
  },
  keys: ['ct status'],
  read: () => ({
    types: [dataType('ct_status')],
    load: ofConnection(({ status }) => (status === null ? UNKNOWN : withDone(status))),
  }),
}
export default part
