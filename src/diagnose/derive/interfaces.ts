import { need } from '../ask.ts'
import { parsePrefix, type Prefix } from '../../net/prefix.ts'

/** A network interface of this machine, up or not. */
export interface InterfaceSeen {
  /** Index of the capture `client-interfaces`, and the line in it, from 1. */
  readonly index: number
  readonly line: number
  readonly text: string
  readonly name: string
  /** The kernel's word, e.g. `wireguard`, `tun`, `bridge`, `veth`, `ether`. */
  readonly kind: string
  readonly state: 'up' | 'down' | 'no-carrier'
  readonly mtu: number
  readonly subnets: readonly Prefix[]
  /** By its kind, or by the names that VPN programs give. */
  readonly tunnel: boolean
}

/** Names that VPN programs and kernels give to the interfaces of tunnels. */
const TUNNEL_NAME = /^(tun|tap|utun|wg|ppp|ipsec|vti|xfrm|zt|tailscale|nordlynx|proton|cscotun|gpd|vpn)/
const TUNNEL_KIND: ReadonlySet<string> = new Set([
  'wireguard',
  'tun',
  'ppp',
  'vti',
  'vti6',
  'xfrm',
  'ipip',
  'gre',
  'sit',
  'ip6tnl',
  'amneziawg',
])
const LINE = /^(\S+) (\S+) (up|down|no-carrier) mtu (\d+)((?: \S+)*)$/

/** Whether an interface is called as tunnels are. */
export function isTunnelName(name: string): boolean {
  return TUNNEL_NAME.test(name)
}

/** The capture `client-interfaces`; none where they were not looked at. */
export const interfaces = need('interfaces', (ask): readonly InterfaceSeen[] => {
  const found = ask.capture('client-interfaces')
  return (found?.capture.out ?? '').split('\n').flatMap((text, at): readonly InterfaceSeen[] => {
    const match = LINE.exec(text)
    if (!match || !found) return []
    const [, name = '', kind = '', state = 'up', mtu, addresses = ''] = match
    const subnets = addresses.split(' ').flatMap((one) => parsePrefix(one) ?? [])
    const tunnel = isTunnelName(name) || TUNNEL_KIND.has(kind)
    return [
      { index: found.index, line: at + 1, text, name, kind, state: state as InterfaceSeen['state'], mtu: Number(mtu), subnets, tunnel },
    ]
  })
})

/** Tunnels that carry nothing: down, or a tun device that no program serves. The device `sit0` and the like are always there. */
export const deadTunnels = need('dead-tunnels', (ask): readonly InterfaceSeen[] =>
  ask(interfaces).filter(
    ({ tunnel, state, name }) => tunnel && state !== 'up' && !/^(tunl|gre|gretap|erspan|ip_vti|ip6_vti|sit|ip6tnl|ip6gre)0$/.test(name),
  ),
)
