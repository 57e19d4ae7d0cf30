import { unknown } from '../../answer.ts'
import type { StatementPart } from '../statement.ts'

/** nft_flow_offload_eval: breaks the rule for all but established connections that are forwarded. */
const part: StatementPart = {
  documented: { name: 'flow', surety: 'firm', means: 'hands an established connection to the fast path; a first packet never' },
  keys: ['flow'],
  read: () => [
    {
      match: ({ family, ct }) =>
        (ct.state === 'established' || ct.state === null) && unknown(family, 'whether the connection goes to the flow table'),
    },
  ],
}
export default part
