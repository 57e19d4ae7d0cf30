import { onlyThisSource } from '../derive/only-this-source.ts'
import { answeredAt } from '../derive/path.ts'
import { cause, likely } from '../judgement.ts'
import { NAT_RULES, onServer, place, port } from '../wording.ts'

export default cause({
  id: 'nat-redirects',
  layer: 'firewall',
  claims: 'A NAT rule of the target sends the port to another port or host, where nothing answers.',
  means: 'DNAT and REDIRECT rules come before the filter: a leftover one hides a healthy sshd.',
  prior: 1,
  families: ['R', 'T'],
  predicts: ['refused', 'unreachable', 'timed-out'],
  decide: () => onServer(NAT_RULES, 'whether a rule redirects the port, and to what'),
  remedy: () => ({ text: 'remove or correct the rule', commands: [] }),
  judge: (ask) => {
    const judged = onlyThisSource(ask)
    const at = ask(answeredAt)
    if (at?.kind !== 'behind' || judged.certainty !== 'possible') return judged
    return likely([judged.because[0], at.because], {
      verdict: `the address of ${place(ask)} forwards port ${port(ask)} to a host behind it`,
    })
  },
})
