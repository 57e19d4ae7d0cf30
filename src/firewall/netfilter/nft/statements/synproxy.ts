import { PROTOCOL } from '../../packet.ts'
import type { Outcome } from '../../ruleset.ts'
import type { StatementPart } from '../statement.ts'

const NEXT: Outcome = { go: 'next' }
const PROXY: Outcome = { go: 'unknown', why: 'what SYNPROXY answers and sends on' }

/** nft_synproxy_do_eval. */
const part: StatementPart = {
  documented: { name: 'synproxy', surety: 'unknown', means: 'the kernel answers the SYN itself and opens the connection later' },
  keys: ['synproxy'],
  read: () => [{ act: ({ protocol }) => (protocol === PROTOCOL.tcp ? PROXY : NEXT) }],
}
export default part
