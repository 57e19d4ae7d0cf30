import type { Ask, Judgement } from '../../model/cause.ts'
import { parseAddress } from '../../net/address.ts'
import { isPrivate, scopeOf } from '../../net/scope.ts'
import { routeSeen } from '../derive/evidence.ts'
import { hostIsUp } from '../derive/around.ts'
import { weighSources } from '../derive/other-sources.ts'
import { symptom } from '../derive/symptom.ts'
import { tunnel } from '../derive/tunnel.ts'
import { cause, excluded, possible, quote, unknown } from '../judgement.ts'
import { routeCommand } from '../wording.ts'

/** The default route, and the halves of it by which VPNs overrule it. */
const DEFAULT: ReadonlySet<string> = new Set(['default', '0.0.0.0/1', '128.0.0.0/1', '::/1', '8000::/1', '2000::/3'])

export default cause({
  id: 'vpn-or-route-missing',
  layer: 'client',
  claims: "The VPN that leads to the target's network is down here, or the route to it is missing.",
  means:
    'Private addresses are reached only from inside. Without the VPN they go to the default gateway, which drops or rejects them; a tunnel whose program or peer is gone swallows them.',
  prior: 5,
  families: ['T', 'U'],
  predicts: ['timed-out', 'unreachable', 'refused'],
  decide: (ask) => ({
    where: 'here',
    command: `${routeCommand(ask)}; ip -brief link`,
    tells: 'by which interface the packets leave, and whether a VPN interface is up',
  }),
  remedy: () => ({ text: 'connect the VPN that leads to this network, then try again', commands: [] }),
  judge: (ask) => weighSources(ask, judged(ask), 'way', false),
})

function judged(ask: Ask): Judgement {
  const route = ask(routeSeen)
  const seen = ask(symptom)
  const address = ask.address === null ? null : parseAddress(ask.address)
  if (!route || !address) return unknown
  const lost = seen.kind === 'silent' || (seen.kind === 'icmp' && seen.by === 'other')
  const through = ask(tunnel)
  if (through && seen.kind === 'silent') {
    const [up] = ask(hostIsUp)
    const { prefix, device } = through.seen
    const because = quote(`the route ${prefix ?? 'to it'} leads into the tunnel ${device}, and nothing comes back`, through)
    return possible([because], up ? { weight: 0.1, against: [up] } : { weight: 3 })
  }
  if (!isPrivate(scopeOf(address))) return unknown
  if (route.seen.prefix !== undefined && !DEFAULT.has(route.seen.prefix))
    return excluded(quote(`the route ${route.seen.prefix} leads there, not the default route`, route))
  if (route.seen.prefix === undefined) return unknown
  const [up] = ask(hostIsUp)
  const because = quote(`a private address that leaves by the default route, ${route.seen.device ?? ''}`.trim(), route)
  return lost ? possible([because], up ? { weight: 0.3, against: [up] } : { weight: 1.5 }) : unknown
}
