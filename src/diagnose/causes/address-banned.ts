import { onlyThisSource } from '../derive/only-this-source.ts'
import { cause } from '../judgement.ts'
import { onServer, place, source } from '../wording.ts'

export default cause({
  id: 'address-banned',
  layer: 'firewall',
  claims: 'The target has banned the address of this client.',
  means: 'fail2ban, sshguard, CrowdSec, CSF and denyhosts ban an address after failed logins, often one that many users share.',
  prior: 6,
  families: ['R', 'T'],
  predicts: ['refused', 'unreachable', 'timed-out'],
  decide: () =>
    onServer(
      'sudo fail2ban-client banned; sudo cscli decisions list; sudo nft list ruleset | grep -iE "f2b|sshguard|crowdsec"',
      'whether the address of this client is banned, and by whom',
    ),
  remedy: (ask) => ({
    text: 'unban it, find what failed to log in (an old key, a script), and list the address under ignoreip; from outside: wait, or try another address',
    commands: [`sudo fail2ban-client set sshd unbanip ${source(ask)}`],
  }),
  judge: (ask) => {
    const judged = onlyThisSource(ask, true)
    return judged.certainty === 'likely' ? { ...judged, verdict: `${place(ask)} blocks this source address alone: a ban` } : judged
  },
})
