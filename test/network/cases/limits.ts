import type { Scenario } from '../case.ts'
import { chain } from './expectations.ts'

const rejectedBy = (net: Parameters<Scenario['case']>[0]) =>
  ({
    addresses: [
      {
        address: net.server,
        wire: `icmp ${net.family === 4 ? '3/3' : '1/4'} ${net.server}`,
        outcome: 'refused',
        errno: 'ECONNREFUSED',
        blocks: 'firewall',
      },
    ],
    exit: 1,
    verdict: { cause: ['firewall-rejects', 'rate-limited', 'address-banned'], certainty: ['likely', 'possible'] },
    said: ['firewall-rejects'],
    never: ['firewall-drops', 'path-drops-packets', 'host-down', 'sshd-stopped', 'aws-security-group'],
  }) as const

/** What limits do to what is seen. */
export const limitScenarios: readonly Scenario[] = [
  {
    name: 'all ports are rejected, ICMP rate limits at their defaults: silence after an ICMP answer is no drop',
    case: (net) => ({
      icmpLimits: true,
      steps: [
        { on: 'server', sshd: [] },
        { on: 'server', sh: chain(net, 'input', 'meta l4proto tcp reject') },
      ],
      ...rejectedBy(net),
    }),
  },
  {
    name: '`ufw limit` refuses after six attempts',
    case: (net) => ({
      steps: [
        { on: 'server', sshd: [] },
        {
          on: 'server',
          sh: `for rule in "--set" "--update --seconds 30 --hitcount 6 -j REJECT"; do ${net.iptables} -A INPUT -p tcp --dport 22 -m conntrack --ctstate NEW -m recent $rule; done`,
        },
        {
          on: 'client',
          sh: `for n in 1 2 3 4 5 6; do timeout 1 bash -c 'exec 3<>/dev/tcp/${net.server}/22' 2>/dev/null || :; done`,
        },
      ],
      ...rejectedBy(net),
      open: ['rate-limited', 'address-banned'],
    }),
  },
]
