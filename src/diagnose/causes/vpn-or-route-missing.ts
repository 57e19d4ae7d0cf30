import type { Ask, Because, Judgement, Remedy } from '../../model/cause.ts'
import { parseAddress, type Address } from '../../net/address.ts'
import { contains } from '../../net/prefix.ts'
import { isPrivate, scopeOf } from '../../net/scope.ts'
import { shellWord } from '../../net/shell-word.ts'
import { routeSeen } from '../derive/evidence.ts'
import { hostIsUp } from '../derive/around.ts'
import { weighSources } from '../derive/other-sources.ts'
import { deadTunnels, interfaces, type InterfaceSeen } from '../derive/interfaces.ts'
import { symptom } from '../derive/symptom.ts'
import { tunnel } from '../derive/tunnel.ts'
import { cause, excluded, likely, possible, quote, unknown } from '../judgement.ts'
import { routeCommand } from '../wording.ts'

/** The default route, and the halves of it by which VPNs overrule it. */
const DEFAULT: ReadonlySet<string> = new Set(['default', '0.0.0.0/1', '128.0.0.0/1', '::/1', '8000::/1', '2000::/3'])

/** Tunnels that carry nothing; those in whose network the address is come first. */
function deadOnes(ask: Ask): readonly InterfaceSeen[] {
  const address = parseAddress(ask.address ?? '')
  return address === null ? [] : ask(deadTunnels).toSorted((a, b) => Number(holds(b, address)) - Number(holds(a, address)))
}

const holds = ({ subnets }: InterfaceSeen, address: Address): boolean =>
  subnets.some((subnet) => subnet.length > 0 && subnet.length < (subnet.family === 4 ? 32 : 128) && contains(subnet, address))

/** A tun device has no carrier while no program has it open: tun_net_init() and tun_attach() in drivers/net/tun.c. */
const words = ({ name, state: is }: InterfaceSeen): string =>
  is === 'down' ? `the VPN interface ${name} exists and is down` : `no program serves the VPN interface ${name}`

const deadness = (dead: InterfaceSeen): Because => ({ text: words(dead), from: { capture: dead.index, line: dead.line, text: dead.text } })

function raise({ name, kind, state: is }: InterfaceSeen): Remedy {
  const word = shellWord(name)
  if (kind === 'wireguard' || name.startsWith('wg')) return { text: `bring up ${name}`, commands: [`sudo wg-quick up ${word}`] }
  return is === 'down'
    ? { text: `start the VPN that ${name} belongs to`, commands: [`sudo ip link set dev ${word} up`] }
    : { text: `start the VPN program that serves ${name}`, commands: [`ip -details link show dev ${word}`] }
}

export default cause({
  id: 'vpn-or-route-missing',
  layer: 'client',
  claims: "The VPN that leads to the target's network is down here, or the route to it is missing.",
  means:
    'Private addresses are reached only from inside. Without the VPN they go to the default gateway, which drops or rejects them; a tunnel whose program or peer is gone swallows them.',
  prior: 5,
  families: ['T', 'U'],
  predicts: ['timed-out', 'unreachable', 'refused', 'local-error'],
  decide: (ask) => ({
    where: 'here',
    command: `${routeCommand(ask)}; ip -brief link`,
    tells: 'by which interface the packets leave, and whether a VPN interface is up',
  }),
  remedy: (ask) => {
    const [dead] = deadOnes(ask)
    return dead ? raise(dead) : { text: 'connect the VPN that leads to this network, then try again', commands: [] }
  },
  judge: (ask) => weighSources(ask, judged(ask), 'way', false),
})

function judged(ask: Ask): Judgement {
  const route = ask(routeSeen)
  const seen = ask(symptom)
  const address = ask.address === null ? null : parseAddress(ask.address)
  if (!route || !address) return unknown
  const lost = seen.kind === 'silent' || (seen.kind === 'icmp' && seen.by === 'other')
  const noWay =
    seen.kind === 'local' && seen.tcp.seen.stage === 'connect' && (route.seen.type === 'none' || route.seen.type === 'unreachable')
  const [dead] = deadOnes(ask)
  if (dead && (lost || noWay) && holds(dead, address)) {
    const told = ask(interfaces).find(({ name, state }) => name === route.seen.device && state === 'up')
    // Where another interface owns the same network, the packets went there.
    if (!told || !holds(told, address))
      return likely([deadness(dead), quote(`the packets go by ${route.seen.device ?? 'no interface'}`, route)], {
        verdict: `${words(dead)}, and the target is in its network`,
      })
  }
  const through = ask(tunnel)
  if (through && seen.kind === 'silent') {
    const [up] = ask(hostIsUp)
    const { prefix, device } = through.seen
    const because = quote(`the route ${prefix ?? 'to it'} leads into the tunnel ${device}, and nothing comes back`, through)
    const unserved = ask(deadTunnels).find(({ name }) => name === device)
    if (unserved) return likely([because, deadness(unserved)], { weight: 9, verdict: words(unserved) })
    return possible([because], up ? { weight: 0.1, against: [up] } : { weight: 3 })
  }
  if (!isPrivate(scopeOf(address))) return unknown
  if (noWay && dead) return possible([quote('a private address, and there is no route to it', route), deadness(dead)], { weight: 2 })
  if (route.seen.prefix !== undefined && !DEFAULT.has(route.seen.prefix))
    return excluded(quote(`the route ${route.seen.prefix} leads there, not the default route`, route))
  if (route.seen.prefix === undefined) return unknown
  const [up] = ask(hostIsUp)
  const because = quote(`a private address that leaves by the default route, ${route.seen.device ?? ''}`.trim(), route)
  const also = dead ? [deadness(dead)] : []
  const weight = dead ? 4 : 1.5
  return lost ? possible([because, ...also], up ? { weight: 0.3, against: [up] } : { weight }) : unknown
}
