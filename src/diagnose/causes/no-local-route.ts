import { shellWord } from '../../net/shell-word.ts'
import type { Ask } from '../../model/cause.ts'
import { routeSeen } from '../derive/evidence.ts'
import { deadTunnels, interfaces, type InterfaceSeen } from '../derive/interfaces.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, excluded, likely, possible, proven, quote, unknown } from '../judgement.ts'
import { ms, routeCommand } from '../wording.ts'

/** The kernel looks for a link address for 3 s (arp(7)), or joins a search that began before; only a rule answers at once. Microseconds. */
const AT_ONCE = 5000

/** Links to the outside that carry nothing. Bridges and their like without members are so of their own accord. */
const downLinks = (ask: Ask): readonly InterfaceSeen[] =>
  ask(interfaces).filter(
    ({ kind, state, tunnel, name }) => state !== 'up' && !tunnel && (kind === 'ether' || kind === 'veth') && name !== 'lo',
  )

export default cause({
  id: 'no-local-route',
  layer: 'client',
  claims: 'This machine has no route to the address, so that no packet left it.',
  means: 'No interface is up that leads there: no network, no IPv6, a VPN that is down, or a route of type unreachable.',
  prior: 6,
  families: ['U'],
  predicts: ['local-error', 'unreachable'],
  decide: (ask) => ({ where: 'here', command: `${routeCommand(ask)}`, tells: 'the route that this machine would use' }),
  remedy: (ask) => {
    const six = ask.address?.includes(':') ?? false
    const [dead] = [...ask(deadTunnels), ...downLinks(ask)]
    if (dead)
      return {
        text: `bring up ${dead.name}, which is ${dead.state === 'down' ? 'down' : 'not connected'}, where it leads there`,
        commands: [
          dead.state === 'down' ? `sudo ip link set dev ${shellWord(dead.name)} up` : 'ip -brief link',
          six ? 'ip -6 route' : 'ip route',
        ],
      }
    return {
      text: six ? 'bring up IPv6 or the VPN, or use IPv4 with `ssh -4`' : 'bring up the network or the VPN that leads there',
      commands: ['ip -brief address', six ? 'ip -6 route' : 'ip route'],
    }
  },
  judge: (ask) => {
    const seen = ask(symptom)
    const route = ask(routeSeen)
    if (seen.kind === 'no-address' || seen.kind === 'not-tried') return unknown
    const { errno, us } = seen.tcp.seen
    const noRoute = errno === 'ENETUNREACH' || errno === 'EHOSTUNREACH'
    if (seen.kind === 'local' && seen.tcp.seen.stage === 'connect' && errno === 'EADDRNOTAVAIL' && route?.seen.source === undefined) {
      const verdict = `this machine has no ${ask.address?.includes(':') ? 'IPv6 ' : ''}address from which it could reach ${ask.address}`
      return likely([quote('connect() failed at once with EADDRNOTAVAIL, and the kernel names no source address', seen.tcp)], { verdict })
    }
    if (seen.kind === 'local' && seen.tcp.seen.stage === 'connect' && noRoute) {
      const because = quote(`connect() failed at once with ${errno}, and no packet left`, seen.tcp)
      const verdict = `this machine has no route to ${ask.address}`
      const type = route?.seen.type
      if (route && (type === 'none' || type === 'unreachable' || type === 'throw')) {
        const shown =
          type === 'none' ? 'the routing table has no entry for it' : `the route ${route.seen.prefix ?? 'that matches'} is of type ${type}`
        const links = [...ask(deadTunnels), ...downLinks(ask)].slice(0, 3).map(({ name, state, index, line, text }) => ({
          text: `the interface ${name} is ${state === 'down' ? 'down' : 'without a carrier'}`,
          from: { capture: index, line, text },
        }))
        return proven([because, quote(shown, route), ...links], { verdict })
      }
      return likely([because], { verdict })
    }
    const gateway = route?.seen.gateway
    if (seen.kind === 'icmp' && seen.by === 'self' && seen.meaning === 'host-unreachable' && us >= AT_ONCE && gateway !== undefined) {
      const because = quote(`nobody on the link answered for the link address of the gateway ${gateway}, in ${ms(us)}`, seen.tcp)
      return likely([because, ...(route ? [quote(`the way to the address leads by that gateway`, route)] : [])], {
        verdict: `the gateway ${gateway} of this machine does not answer, so that no packet leaves`,
      })
    }
    if (seen.kind === 'blind' && noRoute)
      return possible([quote(`connect() failed with ${errno} after ${us} µs`, seen.tcp)], { weight: us < 2000 ? 3 : 0.3 })
    return route?.seen.type === 'unicast' || route?.seen.type === 'local'
      ? excluded(quote('there is a route to the address', route))
      : unknown
  },
})
