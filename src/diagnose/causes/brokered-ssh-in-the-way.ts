import { brokerOf, recogniseBroker, type Broker } from '../../ssh/broker.ts'
import type { Ask } from '../../model/cause.ts'
import { loginSeen, proxySeen } from '../derive/evidence.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, excluded, likely, possible, quote, unknown } from '../judgement.ts'

export default cause({
  id: 'brokered-ssh-in-the-way',
  layer: 'client',
  claims: 'A broker between ssh and the host, which decides by rules of its own, does not let this connection through.',
  means:
    'Tailscale SSH, cloudflared, Teleport, AWS SSM, Google IAP and the like own the connection: sshd, its keys and its configuration are not asked, or only after them.',
  prior: 3,
  families: ['R', 'T', 'U', 'C', 'B', 'K', 'A', 'S', 'N'],
  predicts: [],
  decide: (ask) => ({
    where: 'here',
    command: brokerSeen(ask)?.status ?? 'tailscale status',
    tells: 'what the broker says of this login and this host',
  }),
  remedy: (ask) => ({ text: brokerSeen(ask)?.cure ?? 'look at the status and the rules of the broker', commands: [] }),
  judge: (ask) => {
    const broker = brokerSeen(ask)
    if (!broker) return unknown
    const proxy = ask(proxySeen)
    if (proxy && !proxy.seen.spoke) {
      const words = proxy.seen.said.at(-1)
      const verdict = `${broker.name} gives no connection`
      const because = quote(`its program (${proxy.seen.program}) ended before a byte came${words === undefined ? '' : `: ${words}`}`, proxy)
      return proxy.seen.code === null && proxy.seen.signal === null ? possible([because], { verdict }) : likely([because], { verdict })
    }
    const login = ask(loginSeen)
    const seen = ask(symptom)
    if (login?.seen.reached === 'authenticated') return excluded(quote(`${broker.name} lets the login through`, login))
    if (seen.kind !== 'identified' || brokerOf(seen.ssh.seen.identification ?? '') === null) return unknown
    const because = quote(`${broker.name} answers in the place of sshd`, seen.ssh)
    if (login && (login.seen.reached === 'methods' || login.seen.reached === 'partial'))
      return likely([because, quote('it refused the login', login)], { verdict: `${broker.name}, not sshd, refuses this login` })
    return unknown
  },
})

function brokerSeen(ask: Ask): Broker | null {
  const seen = ask(symptom)
  const proxy = ask(proxySeen)?.seen
  return (
    (proxy ? recogniseBroker(proxy.program) : null) ?? (seen.kind === 'identified' ? brokerOf(seen.ssh.seen.identification ?? '') : null)
  )
}
