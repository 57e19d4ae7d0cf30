import { parseAddress } from '../../net/address.ts'
import { isPrivate, scopeOf } from '../../net/scope.ts'
import { routeSeen } from '../derive/evidence.ts'
import { hostIsUp } from '../derive/around.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, excluded, possible, quote, unknown } from '../judgement.ts'
import { addressWord } from '../wording.ts'

export default cause({
  id: 'vpn-or-route-missing',
  layer: 'client',
  claims: 'The packets to a private address leave by the default route, because the VPN or the route to that network is missing here.',
  means: 'Private addresses are reached only from inside. Without the VPN they go to the default gateway, which drops or rejects them.',
  prior: 5,
  families: ['T', 'U'],
  predicts: ['timed-out', 'unreachable', 'refused'],
  decide: (ask) => ({
    where: 'here',
    command: `ip route get ${addressWord(ask)}; ip -brief link`,
    tells: 'by which interface the packets leave, and whether a VPN interface is up',
  }),
  remedy: () => ({ text: 'connect the VPN that leads to this network, then try again', commands: [] }),
  judge: (ask) => {
    const route = ask(routeSeen)
    const seen = ask(symptom)
    const address = ask.address === null ? null : parseAddress(ask.address)
    if (!route || !address || !isPrivate(scopeOf(address))) return unknown
    if (route.seen.prefix !== undefined && route.seen.prefix !== 'default')
      return excluded(quote(`the route ${route.seen.prefix} leads there, not the default route`, route))
    if (route.seen.prefix !== 'default') return unknown
    const [up] = ask(hostIsUp)
    if (up) return excluded(up)
    const lost = seen.kind === 'silent' || (seen.kind === 'icmp' && seen.by === 'other')
    return lost
      ? possible([quote(`a private address that leaves by the default route, ${route.seen.device ?? ''}`.trim(), route)], { weight: 1.5 })
      : unknown
  },
})
