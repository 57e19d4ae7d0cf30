import type { Scenario } from '../case.ts'
import { chain, dark, dropped, silent } from './expectations.ts'

const SSHD = { on: 'server', sshd: [] } as const

/** What is answered by nothing. */
export const droppedScenarios: readonly Scenario[] = [
  {
    name: 'DROP by the host',
    case: (net) => ({ steps: [SSHD, { on: 'server', sh: chain(net, 'input', 'tcp dport 22 drop') }], ...dropped(net.server) }),
  },
  {
    name: 'DROP by the router',
    case: (net) => ({
      steps: [SSHD, { on: 'router', sh: `${net.iptables} -A FORWARD -p tcp --dport 22 -j DROP` }],
      ...dropped(net.server),
    }),
  },
  {
    name: "DROP by the client's own OUTPUT chain",
    case: (net) => ({
      steps: [SSHD, { on: 'client', sh: `${net.iptables}-legacy -A OUTPUT -p tcp --dport 22 -j DROP` }],
      ...dropped(net.server),
      addresses: [silent(net.server, ['client', 'firewall'], 'nothing left')],
      verdict: { cause: ['firewall-drops', 'local-policy-refuses'], certainty: ['likely', 'possible'] },
    }),
  },
  {
    name: 'the reply is dropped by the host',
    case: (net) => ({ steps: [SSHD, { on: 'server', sh: chain(net, 'output', 'tcp sport 22 drop') }], ...dropped(net.server) }),
  },
  {
    name: 'the reply is dropped by the router',
    case: (net) => ({
      steps: [SSHD, { on: 'router', sh: `${net.iptables} -A FORWARD -p tcp --sport 22 -j DROP` }],
      ...dropped(net.server),
    }),
  },
  {
    name: 'DROP by the host, and a web server answers on 80',
    case: (net) => ({
      steps: [
        SSHD,
        { on: 'server', peer: 'silent', port: 80 },
        { on: 'server', sh: chain(net, 'input', 'tcp dport 80 accept', 'meta l4proto tcp drop') },
      ],
      ...dropped(net.server),
    }),
  },
  {
    name: 'the host drops everything',
    case: (net) => ({ steps: [SSHD, { on: 'server', sh: chain(net, 'input', 'meta l4proto tcp drop') }], ...dark(net.server) }),
  },
  {
    name: 'a private address that leaves by the default route, and is never heard of',
    case: (net) => {
      const target = net.family === 4 ? '10.20.30.40' : 'fd12:3456::40'
      return {
        steps: [{ on: 'router', sh: `${net.ip} route add blackhole ${target}` }],
        typed: [target],
        ...dark(target),
        addresses: [silent(target, ['client', 'network', 'cloud', 'firewall'])],
        said: ['vpn-or-route-missing'],
      }
    },
  },
  {
    name: 'closed ports of a host in stealth, as Windows does',
    case: (net) => ({
      steps: [{ on: 'server', sh: chain(net, 'output', 'tcp flags rst drop') }],
      ...dark(net.server),
      open: ['sshd-stopped'],
    }),
  },
  {
    name: 'a REJECT whose ICMP errors are filtered on the way',
    case: (net) => ({
      steps: [
        SSHD,
        { on: 'server', sh: chain(net, 'input', 'tcp dport 22 reject') },
        { on: 'router', sh: `${net.iptables} -A FORWARD -s ${net.server} -p ${net.family === 4 ? 'icmp' : 'icmpv6'} -j DROP` },
      ],
      ...dropped(net.server),
      open: ['firewall-rejects', 'path-drops-packets'],
    }),
  },
  {
    name: 'full accept queue of a frozen sshd',
    case: (net) => ({
      steps: [
        { on: 'server', sh: 'echo 1 >/proc/sys/net/core/somaxconn' },
        { on: 'server', sshd: [], stop: true },
        { on: 'router', hold: { address: net.server, port: 22, count: 4 } },
      ],
      ...dropped(net.server),
    }),
  },
]
