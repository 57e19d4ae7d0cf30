import { icmpName } from '../../net/icmp.ts'
import { answeredAt } from '../derive/path.ts'
import { symptom } from '../derive/symptom.ts'
import { targetIsOwn } from '../derive/own-addresses.ts'
import { cause, likely, possible, quote, unknown } from '../judgement.ts'
import { ms, NAT_RULES, place, port } from '../wording.ts'

export default cause({
  id: 'nat-forwards-nowhere',
  layer: 'network',
  claims: 'A NAT router holds the address, and forwards the port to no one, or to a host that is gone.',
  means: 'Behind a home or office router only forwarded ports lead inside; a forward to an old inner address refuses or says unreachable.',
  prior: 3,
  families: ['R', 'T', 'U'],
  predicts: ['refused', 'unreachable', 'timed-out'],
  decide: () => ({
    where: 'router',
    command: NAT_RULES,
    tells: 'to which inner address the port is forwarded (on a home router: its page for port forwarding)',
  }),
  remedy: () => ({ text: "correct the forward in the router: the server's present inner address, and its port", commands: [] }),
  judge: (ask) => {
    const seen = ask(symptom)
    if (ask(targetIsOwn)) return unknown
    const at = ask(answeredAt)
    if (at?.kind === 'behind' && (seen.kind === 'rst' || (seen.kind === 'icmp' && seen.by === 'target'))) {
      const refused = quote(seen.kind === 'rst' ? 'and behind it the port is refused' : 'and the refusal comes from behind it', seen.tcp)
      return likely([at.because, refused], {
        verdict: `a NAT router holds ${place(ask)} and forwards port ${port(ask)}: what is behind it refuses`,
        weight: 3,
      })
    }
    if (seen.kind === 'rst')
      return possible([quote(`RST after ${ms(seen.tcp.seen.us)}: a router answers so for a port that it does not forward`, seen.tcp)], {
        weight: 0.3,
      })
    if (seen.kind !== 'icmp' || seen.by !== 'target') return unknown
    const because = quote(`${icmpName(seen.family, seen.type, seen.code)} by the address itself after ${ms(seen.tcp.seen.us)}`, seen.tcp)
    if (seen.meaning === 'host-unreachable' && seen.tcp.seen.us > 900_000) {
      return likely([because, quote('the wait is that of a router which looks for an inner host', seen.tcp)], {
        verdict: `the router at ${place(ask)} forwards the port to a host that is gone`,
      })
    }
    return possible([because], { weight: 0.3 })
  },
})
