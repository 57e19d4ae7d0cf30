import type { Scenario } from '../case.ts'
import { chain, closed } from './expectations.ts'

/** What is answered by RST. */
export const refusedScenarios: readonly Scenario[] = [
  { name: 'closed port', case: (net) => ({ steps: [], ...closed(net) }) },
  {
    name: 'tcp-reset rule of the host, a good sshd behind it',
    case: (net) => ({
      steps: [
        { on: 'server', sshd: [] },
        { on: 'server', sh: chain(net, 'input', 'tcp dport 22 reject with tcp reset') },
      ],
      ...closed(net),
      said: ['firewall-resets'],
    }),
  },
  {
    name: 'tcp-reset rule of the router',
    case: (net) => ({
      steps: [
        { on: 'server', sshd: [] },
        { on: 'router', sh: `${net.iptables} -A FORWARD -p tcp --dport 22 -j REJECT --reject-with tcp-reset` },
      ],
      ...closed(net),
    }),
  },
  {
    name: "tcp-reset rule of the client's own OUTPUT chain",
    case: (net) => ({
      steps: [
        { on: 'server', sshd: [] },
        { on: 'client', sh: `${net.iptables}-legacy -A OUTPUT -p tcp --dport 22 -j REJECT --reject-with tcp-reset` },
      ],
      ...closed(net),
      addresses: [{ ...closed(net).addresses[0]!, wire: 'unsent rst', blocks: ['client', 'firewall', 'listener'] }],
    }),
  },
  {
    name: 'default-drop firewall that lets 22 through to nothing',
    case: (net) => ({
      steps: [{ on: 'server', sh: chain(net, 'input', 'tcp dport 22 accept', 'meta l4proto tcp drop') }],
      ...closed(net),
      // The control is silent: a rule may as well reset 22 only, and an sshd be alive behind it.
      said: ['sshd-stopped', 'firewall-resets'],
    }),
  },
  {
    name: 'default-drop firewall that resets 22, a good sshd behind it',
    case: (net) => ({
      steps: [
        { on: 'server', sshd: [] },
        { on: 'server', sh: chain(net, 'input', 'tcp dport 22 reject with tcp reset', 'meta l4proto tcp drop') },
      ],
      ...closed(net),
      said: ['sshd-stopped', 'firewall-resets'],
      addresses: [{ ...closed(net).addresses[0]!, blocks: ['firewall', 'listener'] }],
      verdict: { cause: ['sshd-stopped', 'firewall-resets'], certainty: ['likely', 'possible'] },
    }),
  },
  {
    name: 'closed port, and the first SYN is lost',
    case: (net) => ({
      steps: [{ on: 'router', sh: `${net.iptables} -A FORWARD -p tcp --dport 22 -m statistic --mode nth --every 1000 --packet 0 -j DROP` }],
      ...closed(net),
    }),
  },
  {
    name: "the client's own address, closed",
    // Packets to oneself pass no router.
    case: (net) => ({ steps: [], typed: [net.client], ...closed(net, net.client), open: ['firewall-resets'] }),
  },
  {
    name: "the client's own address, rejected by its INPUT chain",
    case: (net) => ({
      steps: [{ on: 'client', sh: chain(net, 'input', 'tcp dport 22 reject') }],
      typed: [net.client],
      addresses: [
        {
          address: net.client,
          wire: `icmp ${net.family === 4 ? '3/3' : '1/4'} ${net.client}`,
          outcome: 'refused',
          errno: 'ECONNREFUSED',
          blocks: ['firewall', 'client'],
        },
      ],
      exit: 1,
      // The offender is the client, and the target as well: nothing kept the packet from being sent.
      verdict: { cause: ['firewall-rejects'], certainty: ['likely'] },
      never: ['sshd-stopped', 'router-rejects', 'firewall-drops'],
    }),
  },
  {
    name: 'sshd listens on loopback alone',
    case: (net) => ({
      steps: [{ on: 'server', sshd: ['ListenAddress 127.0.0.1', 'ListenAddress ::1'] }],
      ...closed(net),
      open: ['sshd-on-another-address', 'firewall-resets'],
    }),
  },
  {
    name: 'a link-local address with its zone, closed',
    families: [6],
    case: (net) => ({
      steps: [{ on: 'router', sh: 'ip -6 address add fe80::1/64 dev near nodad' }],
      typed: ['fe80::1%eth0'],
      ...closed(net, 'fe80::1%eth0'),
    }),
  },
]
