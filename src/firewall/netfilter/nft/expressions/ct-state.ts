import type { CtState } from '../../packet.ts'
import { dataType } from '../data-types.ts'
import type { ExpressionPart } from '../expression.ts'
import { notKnown } from '../value.ts'

const UNKNOWN = notKnown('the state of the connection is not known')

/** nft_ct_get_eval, NFT_CT_STATE: without a connection the state is invalid, but for packets that are not tracked. */
const BITS: Readonly<Record<Exclude<CtState, null>, number>> = { none: 1, invalid: 1, established: 2, related: 4, new: 8, untracked: 64 }

const part: ExpressionPart = {
  documented: { name: 'ct state', surety: 'firm', means: 'the state of the connection' },
  keys: ['ct state'],
  read: () => ({
    types: [dataType('ct_state')],
    load: ({ ct }) => (ct.state === null ? UNKNOWN : BITS[ct.state]),
  }),
}
export default part
