import type { Topology } from '../machine/topology.ts'

export default {
  title: 'client – router – nat (a home router with a public address) – server, which has a private one',
  families: [4],
  nodes: { client: 'client', router: 'router', nat: 'router', server: 'host' },
  links: [
    [
      { node: 'client', device: 'eth0', addresses: ['192.0.2.2/24'] },
      { node: 'router', device: 'near', addresses: ['192.0.2.1/24'] },
    ],
    [
      { node: 'nat', device: 'wan', addresses: ['203.0.113.2/24'] },
      { node: 'router', device: 'far', addresses: ['203.0.113.1/24'] },
    ],
    [
      { node: 'server', device: 'eth0', addresses: ['192.168.1.10/24'] },
      { node: 'nat', device: 'lan', addresses: ['192.168.1.1/24'] },
    ],
  ],
  routes: {
    client: ['default via 192.0.2.1'],
    nat: ['default via 203.0.113.1'],
    server: ['default via 192.168.1.1'],
  },
} satisfies Topology
