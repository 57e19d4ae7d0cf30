import { readNat } from '../nat.ts'
import type { StatementPart } from '../statement.ts'

/** nft_nat, nft_masq, nft_redir: set up NAT for the connection and accept. */
const part: StatementPart = {
  documented: { name: 'snat, dnat, masquerade, redirect', surety: 'firm', means: 'NAT; one of several addresses or ports is not known' },
  keys: ['snat', 'dnat', 'masquerade', 'redirect'],
  read: (json, scope, key) => [readNat(json, scope, key)],
}
export default part
