import type { Scenario, Truth } from '../case.ts'
import type { DnsKind } from '../peer.ts'
import { closed, silent } from './expectations.ts'

const unresolved: Truth = {
  addresses: [],
  exit: 1,
  verdict: { cause: ['name-does-not-resolve'], certainty: ['proven'] },
  proven: ['name-does-not-resolve'],
  never: ['no-local-route', 'host-down', 'firewall-drops', 'sshd-stopped'],
}

const resolver = (name: string, kind: DnsKind): Scenario => ({
  name,
  families: [4],
  case: (net) => ({
    steps: [{ on: 'server', peer: kind }],
    etc: { 'resolv.conf': `nameserver ${net.server}\noptions timeout:1 attempts:1\n` },
    typed: ['nowhere.example.com'],
    ...unresolved,
  }),
})

/** Names, and where they lead. */
export const nameScenarios: readonly Scenario[] = [
  resolver('the name does not exist', 'nxdomain'),
  resolver('the resolver fails', 'servfail'),
  resolver('the resolver is silent', 'mute'),
  {
    name: 'a public name that the hosts file leads to this machine',
    case: (net) => {
      const address = net.family === 4 ? '127.0.0.1' : '::1'
      return {
        steps: [{ on: 'server', sshd: [] }],
        etc: { hosts: `127.0.0.1 localhost\n${address} git.example.com\n` },
        typed: ['git.example.com'],
        ...closed(net, address),
        addresses: [{ ...closed(net, address).addresses[0]!, blocks: ['name', 'listener'] }],
        verdict: { cause: ['name-resolves-elsewhere'], certainty: ['proven', 'likely'] },
        proven: ['name-resolves-elsewhere'],
        said: ['name-resolves-elsewhere'],
        open: [],
      }
    },
  },
  {
    name: "this machine's own name, which Debian's hosts file leads to 127.0.1.1",
    families: [4],
    case: (net) => ({
      steps: [],
      hostname: 'self',
      etc: { hosts: '127.0.0.1 localhost\n127.0.1.1 self.example.com self\n', hostname: 'self\n' },
      typed: ['self.example.com'],
      ...closed(net, '127.0.1.1'),
      atMostPossible: ['name-resolves-elsewhere'],
      open: ['firewall-resets'],
    }),
  },
  {
    name: 'a public name that leads to a private address',
    families: [4],
    case: () => ({
      steps: [{ on: 'router', sh: 'ip route add blackhole 10.9.9.9' }],
      etc: { hosts: '10.9.9.9 git.example.com\n' },
      typed: ['git.example.com'],
      addresses: [silent('10.9.9.9', ['name', 'client', 'network', 'cloud', 'firewall'])],
      exit: 1,
      verdict: {
        cause: ['name-resolves-elsewhere', 'vpn-or-route-missing', 'host-down', 'firewall-drops', 'path-drops-packets'],
        certainty: ['possible', 'likely'],
      },
      said: ['name-resolves-elsewhere', 'vpn-or-route-missing'],
    }),
  },
]
