import { need } from '../ask.ts'
import { routeSeen } from './evidence.ts'
import { interfaces, isTunnelName } from './interfaces.ts'

/** The route to the address, where it leads straight into a tunnel: there nobody is asked for a link address, and nobody misses a peer. */
export const tunnel = need('tunnel', (ask) => {
  const route = ask(routeSeen)
  const device = route?.seen.device
  if (device === undefined || route?.seen.gateway !== undefined) return undefined
  return isTunnelName(device) || ask(interfaces).some(({ name, tunnel: is }) => is && name === device) ? route : undefined
})
