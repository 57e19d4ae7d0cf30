import { PROTOCOL } from '../../packet.ts'
import type { Outcome } from '../../ruleset.ts'
import type { StatementPart } from '../statement.ts'

const NEXT: Outcome = { go: 'next' }
const PROXY: Outcome = { go: 'unknown', why: 'whether a transparent proxy takes the packet' }

/** nft_tproxy_eval: goes on with the socket of a proxy, or breaks the rule. */
const part: StatementPart = {
  documented: { name: 'tproxy', surety: 'unknown', means: 'whether a transparent proxy listens is not recorded' },
  keys: ['tproxy'],
  read: () => [{ act: ({ protocol }) => (protocol === PROTOCOL.tcp || protocol === PROTOCOL.udp ? PROXY : NEXT) }],
}
export default part
