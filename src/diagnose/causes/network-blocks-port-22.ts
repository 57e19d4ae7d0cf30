import { vanishes } from '../derive/vanishes.ts'
import { targetIsOwn } from '../derive/own-addresses.ts'
import { symptom } from '../derive/symptom.ts'
import { routeSeen } from '../derive/evidence.ts'
import { egress } from '../derive/egress.ts'
import { cause, excluded, likely, possible, quote, unknown } from '../judgement.ts'
import { hostWord, port } from '../wording.ts'

export default cause({
  id: 'network-blocks-port-22',
  layer: 'client',
  claims: 'The network that this client stands in lets nobody out to this port.',
  means: 'Hotel, company and campus networks often let only web traffic out; SSH to every host then fails the same way.',
  prior: 4,
  families: ['T', 'R'],
  predicts: ['timed-out', 'refused', 'unreachable'],
  decide: (ask) => ({
    where: 'here',
    command: `sshwhy --check-egress github.com,ssh.github.com ${hostWord(ask.observation.target.input)}`,
    tells: 'whether port 22 of other hosts fails from here too, while 443 works',
  }),
  remedy: () => ({ text: 'use another network or a VPN, or an SSH server that listens on 443', commands: [] }),
  judge: (ask) => {
    const route = ask(routeSeen)
    if (ask(targetIsOwn) && route) return excluded(quote('the target is this machine: no network lies between', route))
    const seen = ask(symptom)
    const elsewhere = ask(egress)
    if (elsewhere?.letsOut) return excluded(elsewhere.letsOut)
    if (seen.kind === 'identified' && (seen.kex === 'dropped' || seen.kex === 'silent')) return unknown
    if (seen.kind === 'identified') return excluded(quote('the port answers as SSH', seen.ssh))
    if (elsewhere?.blocked) {
      return likely(elsewhere.blocked, {
        verdict: `the network that this machine stands in lets nobody out to port ${port(ask)}`,
        weight: 6,
      })
    }
    if (seen.kind === 'rst') return possible([quote('a RST can come from a firewall on the way', seen.tcp)], { weight: 0.2 })
    if (seen.kind === 'icmp' && seen.by === 'other') return possible([quote(`${seen.from} on the way refuses`, seen.tcp)], { weight: 0.5 })
    return seen.kind === 'silent' ? vanishes(ask, 'possible', { up: 1, dark: 0.5 }) : unknown
  },
})
