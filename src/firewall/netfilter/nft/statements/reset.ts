import { PROTOCOL } from '../../packet.ts'
import type { StatementPart } from '../statement.ts'

/** nft_exthdr_tcp_strip_eval. */
const part: StatementPart = {
  documented: { name: 'reset tcp option', surety: 'firm', means: 'takes a TCP option out' },
  keys: ['reset'],
  read: () => [{ match: ({ protocol }) => protocol === PROTOCOL.tcp }],
}
export default part
