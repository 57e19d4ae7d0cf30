import type { Scenario, Step } from '../case.ts'
import type { Net } from '../net.ts'
import { chain, closed, healthy } from './expectations.ts'

/** Port forward: the client speaks to the router's address and means the server. */
const forward = (net: Net, to: string): Step => ({
  on: 'router',
  sh: `${net.iptables} -t nat -A PREROUTING -p tcp --dport 22 -j DNAT --to-destination ${net.family === 4 ? to : `[${to}]`}:22`,
})

/** Errors of the host behind a forward bear the router's address, which is the target's: only the TTL would tell. */
export const forwardScenarios: readonly Scenario[] = [
  {
    name: 'DNAT to a host that rejects',
    case: (net) => ({
      steps: [
        { on: 'server', sshd: [] },
        {
          on: 'server',
          sh: chain(
            net,
            'input',
            `tcp dport 22 reject with ${net.family === 4 ? 'icmp type admin-prohibited' : 'icmpv6 type admin-prohibited'}`,
          ),
        },
        forward(net, net.server),
      ],
      typed: [net.router],
      addresses: [
        {
          address: net.router,
          wire: `icmp ${net.family === 4 ? '3/13' : '1/1'} ${net.router}`,
          outcome: 'unreachable',
          errno: net.family === 4 ? 'EHOSTUNREACH' : 'EACCES',
          blocks: 'firewall',
        },
      ],
      exit: 1,
      verdict: { cause: ['firewall-rejects', 'nat-redirects'], certainty: ['likely', 'possible'] },
      said: ['firewall-rejects'],
      open: ['router-rejects', 'nat-forwards-nowhere', 'nat-redirects'],
      never: ['sshd-stopped', 'local-policy-refuses', 'firewall-drops'],
    }),
  },
  {
    name: 'DNAT to a host where nothing listens',
    case: (net) => ({ steps: [forward(net, net.server)], typed: [net.router], ...closed(net, net.router) }),
  },
  {
    name: 'DNAT to a host that is down',
    case: (net) => ({
      steps: [forward(net, net.absentThere)],
      typed: [net.router],
      addresses: [
        {
          address: net.router,
          wire: `icmp ${net.family === 4 ? '3/1' : '1/3'} ${net.router}`,
          outcome: 'unreachable',
          errno: 'EHOSTUNREACH',
          blocks: ['network', 'firewall'],
        },
      ],
      exit: 1,
      verdict: { cause: ['nat-forwards-nowhere', 'nat-redirects', 'firewall-rejects', 'host-down'], certainty: ['likely', 'possible'] },
      open: ['nat-forwards-nowhere', 'nat-redirects', 'firewall-rejects'],
      never: ['sshd-stopped', 'local-policy-refuses', 'firewall-drops', 'no-local-route'],
    }),
  },
  {
    name: 'a published container port that the FORWARD chain of its host rejects, at the second address of the host',
    families: [4],
    case: (net) => ({
      steps: [
        {
          on: 'server',
          sh: `echo 1 >/proc/sys/net/ipv4/ip_forward
            ip link add docker0 type bridge; ip address add 172.17.0.1/16 dev docker0; ip link set docker0 up
            iptables -t nat -A PREROUTING -d ${net.server2} -p tcp --dport 22 -j DNAT --to-destination 172.17.0.2
            iptables -A FORWARD -p tcp --dport 22 -j REJECT --reject-with icmp-admin-prohibited`,
        },
      ],
      typed: [net.server2],
      // Sent by the host's first address, and rewritten by its NAT: the offender is the target again.
      addresses: [
        { address: net.server2, wire: `icmp 3/13 ${net.server2}`, outcome: 'unreachable', errno: 'EHOSTUNREACH', blocks: 'firewall' },
      ],
      exit: 1,
      verdict: { cause: ['firewall-rejects'], certainty: ['likely'] },
      open: ['nat-redirects', 'router-rejects'],
      never: ['sshd-stopped', 'firewall-drops', 'local-policy-refuses'],
    }),
  },
  {
    name: 'DNAT to a good sshd',
    families: [4],
    case: (net) => ({ steps: [{ on: 'server', sshd: [] }, forward(net, net.server)], typed: [net.router], ...healthy(net.router) }),
  },
]
