import { need } from '../ask.ts'
import { routeSeen } from './evidence.ts'

/** Names that VPN programs and kernels give to the interfaces of tunnels. */
const TUNNEL = /^(tun|tap|utun|wg|ppp|ipsec|vti|xfrm|zt|tailscale|nordlynx|proton|cscotun|gpd|vpn)/

/** The route to the address, where it leads straight into a tunnel: there nobody is asked for a link address, and nobody misses a peer. */
export const tunnel = need('tunnel', (ask) => {
  const route = ask(routeSeen)
  return route?.seen.device !== undefined && route.seen.gateway === undefined && TUNNEL.test(route.seen.device) ? route : undefined
})
