import type { Scenario, Truth } from '../case.ts'
import type { Net } from '../net.ts'
import { chain, closed, dropped, healthy } from './expectations.ts'

const ON_2222 = { on: 'server', sshd: ['Port 2222'] } as const

/** A RST on 22 may be a rule beside a second sshd: likely, never proven. */
const moved = (net: Net): Truth => ({
  ...closed(net),
  verdict: { cause: ['sshd-on-another-port'], certainty: ['likely'] },
  likely: ['sshd-on-another-port'],
})

const config = (net: Net, port: number): string => `Host db1\n    HostName ${net.server}\n    Port ${port}\n`

/** An sshd that listens, and not where it is asked for. */
export const elsewhereScenarios: readonly Scenario[] = [
  { name: 'SSH on 2222, 22 closed', case: (net) => ({ steps: [ON_2222], ...moved(net) }) },
  {
    name: 'SSH on 2222, 22 reset by a rule',
    case: (net) => ({ steps: [ON_2222, { on: 'server', sh: chain(net, 'input', 'tcp dport 22 reject with tcp reset') }], ...moved(net) }),
  },
  {
    name: 'SSH on 2222, 22 dropped',
    case: (net) => ({
      steps: [ON_2222, { on: 'server', sh: chain(net, 'input', 'tcp dport 22 drop') }],
      ...dropped(net.server),
      addresses: [{ ...dropped(net.server).addresses[0]!, blocks: ['firewall', 'listener'] }],
      verdict: { cause: ['sshd-on-another-port', 'firewall-drops'], certainty: ['likely'] },
      likely: ['sshd-on-another-port'],
    }),
  },
  {
    name: 'SSH on 2222, 22 rejected',
    case: (net) => ({
      steps: [ON_2222, { on: 'server', sh: chain(net, 'input', 'tcp dport 22 reject') }],
      addresses: [
        {
          address: net.server,
          wire: `icmp ${net.family === 4 ? '3/3' : '1/4'} ${net.server}`,
          outcome: 'refused',
          errno: 'ECONNREFUSED',
          blocks: ['firewall', 'listener'],
        },
      ],
      exit: 1,
      verdict: { cause: ['sshd-on-another-port', 'firewall-rejects'], certainty: ['likely'] },
      likely: ['sshd-on-another-port'],
      said: ['firewall-rejects'],
      never: ['sshd-stopped', 'firewall-drops'],
    }),
  },
  {
    name: 'ssh_config sends it to a closed port, and sshd is on 22',
    case: (net) => ({
      steps: [{ on: 'server', sshd: [] }],
      etc: { 'ssh/ssh_config': config(net, 2222) },
      typed: ['db1'],
      ...closed(net, net.server, 2222),
      addresses: [{ ...closed(net, net.server, 2222).addresses[0]!, blocks: ['name', 'client', 'listener'] }],
      verdict: { cause: ['client-config-redirects', 'sshd-on-another-port'], certainty: ['proven', 'likely'] },
      proven: ['client-config-redirects'],
      said: ['client-config-redirects'],
      likely: ['sshd-on-another-port'],
    }),
  },
  {
    name: 'ssh_config sends it to the right port',
    case: (net) => ({
      steps: [ON_2222],
      etc: { 'ssh/ssh_config': config(net, 2222) },
      typed: ['db1'],
      ...healthy(net.server, 2222),
      never: ['sshd-on-another-port', 'not-sshd-on-the-port'],
    }),
  },
  {
    name: '-p 2022 is closed, and sshd is on 22',
    case: (net) => ({
      steps: [{ on: 'server', sshd: [] }],
      typed: ['-p', '2022', net.server],
      ...moved(net),
      addresses: closed(net, net.server, 2022).addresses,
    }),
  },
]
