import type { Scenario, Truth } from '../case.ts'
import type { Net } from '../net.ts'

const ours = (net: Net): Truth => ({
  addresses: [{ address: net.server, wire: 'nothing left', outcome: 'local-error', errno: 'EADDRNOTAVAIL', blocks: ['name', 'client'] }],
  exit: 1,
  verdict: { cause: ['client-out-of-ports'], certainty: ['likely', 'possible'] },
  never: ['firewall-drops', 'firewall-rejects', 'sshd-stopped', 'host-down', 'router-rejects', 'no-local-route'],
})

/** A good server, and a socket of ours that fails: no evidence about the target. */
export const socketScenarios: readonly Scenario[] = [
  {
    name: 'no source port is left',
    case: (net) => ({
      steps: [
        { on: 'server', sshd: [] },
        { on: 'client', sh: 'echo "40000 40001" >/proc/sys/net/ipv4/ip_local_port_range' },
        { on: 'client', peer: 'silent', port: 40000 },
        { on: 'client', peer: 'silent', port: 40001 },
      ],
      ...ours(net),
      said: ['client-out-of-ports'],
    }),
  },
  {
    name: '-b names an address that is not ours',
    case: (net) => ({
      steps: [{ on: 'server', sshd: [] }],
      typed: ['-b', net.beyond, net.server],
      ...ours(net),
      // A near miss: the errno is the one of used up ports.
      atMostPossible: ['client-out-of-ports'],
      verdict: { cause: ['client-config-broken'], certainty: ['proven'] },
      proven: ['client-config-broken'],
    }),
  },
]
