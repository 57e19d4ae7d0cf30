import { mustRun } from '../../lab/machine/shell.ts'
import type { Lab } from './lab.ts'
import { type Family, type Net, netOf } from './net.ts'

/** The addresses of the link between the routers: of the first one, and of the second. */
export const BETWEEN: Readonly<Record<Family, readonly [first: string, second: string]>> = {
  4: ['198.51.100.1', '198.51.100.2'],
  6: ['2001:db8:12::1', '2001:db8:12::2'],
}

/** A second router: client – router – second – server. */
export interface SecondRouter {
  /** Runs a POSIX shell script on it, as root. */
  sh(script: string): Promise<string>
}

/** Takes the link to the server from the router, and puts a second router between. */
export async function secondRouter(lab: Lab): Promise<SecondRouter> {
  const [first, second] = [lab.namespace('router'), `${lab.id}-second`]
  const nets: readonly Net[] = [netOf(4), netOf(6)]
  const each = (line: (net: Net, between: readonly [string, string]) => string): string =>
    nets.map((net) => line(net, BETWEEN[net.family])).join('\n')
  const length = (net: Net): string => (net.family === 4 ? '24' : '64 nodad')
  await mustRun(
    ['sh', '-e'],
    `
    ip netns add ${second}
    nsenter --net=/run/netns/${second} sh -c 'cd /proc/sys/net; echo 0 >ipv4/icmp_ratelimit; echo 0 >ipv6/icmp/ratelimit
      echo 1 >ipv4/ip_forward; echo 1 >ipv6/conf/all/forwarding; for link in all default; do echo 0 >ipv6/conf/$link/accept_dad; done'
    ip -n ${second} link set lo up
    ip -n ${first} link set far netns ${second}
    ip link add there netns ${first} type veth peer name back netns ${second}
    ip -n ${first} link set there up; ip -n ${second} link set back up; ip -n ${second} link set far up
    ${each((net) => `ip -n ${second} address add ${net.routerFar}/${length(net)} dev far`)}
    ${each((net, [near]) => `ip -n ${first} address add ${near}/${length(net)} dev there`)}
    ${each((net, [, far]) => `ip -n ${second} address add ${far}/${length(net)} dev back`)}
    ${each((net, [near]) => `ip -n ${second} route add default via ${near}`)}
    ${each((net, [, far]) => `ip -n ${first} route add ${net.routerFar}/${net.link} via ${far} || ip -n ${first} route add ${net.server}/${net.one} via ${far}`)}
    for address in ${nets.map(({ server }) => server).join(' ')}; do
      nsenter --net=/run/netns/${lab.namespace('client')} bash -c "until (exec 3<>/dev/tcp/$address/1) 2>&1 | grep -q refused; do sleep 0.05; done"
    done`,
  )
  return { sh: (script) => mustRun(['nsenter', `--net=/run/netns/${second}`, 'sh', '-e'], script) }
}
