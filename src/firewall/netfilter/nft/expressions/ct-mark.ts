import type { Packet } from '../../packet.ts'
import { ofConnection } from '../connection.ts'
import { dataType } from '../data-types.ts'
import type { ExpressionPart } from '../expression.ts'
import { notKnown } from '../value.ts'

const UNKNOWN = notKnown('the mark of the connection is not known')

const part: ExpressionPart = {
  documented: { name: 'ct mark', surety: 'firm', means: 'the mark that rules gave the connection' },
  keys: ['ct mark'],
  read: () => ({
    types: [dataType('mark')],
    load: ofConnection(({ mark }) => mark ?? UNKNOWN),
    // nft_ct_set_eval: without a connection nothing is set, and the rule goes on.
    store: (packet, value): Packet => {
      const { state } = packet.ct
      if (state === 'none' || state === 'invalid' || state === 'untracked') return packet
      const mark = typeof value === 'number' ? value : null
      return mark === packet.ct.mark ? packet : { ...packet, ct: { ...packet.ct, mark } }
    },
  }),
}
export default part
