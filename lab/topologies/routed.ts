import type { Topology } from '../machine/topology.ts'

export default {
  title: 'client – router – server',
  nodes: { client: 'client', router: 'router', server: 'host' },
  links: [
    [
      { node: 'client', device: 'eth0', addresses: ['192.0.2.2/24', '2001:db8:1::2/64'] },
      { node: 'router', device: 'near', addresses: ['192.0.2.1/24', '2001:db8:1::1/64'] },
    ],
    [
      {
        node: 'server',
        device: 'eth0',
        addresses: ['203.0.113.2/24', '2001:db8:2::2/64', '203.0.113.3/24'],
        deprecated: ['2001:db8:2::3/64'],
      },
      { node: 'router', device: 'far', addresses: ['203.0.113.1/24', '2001:db8:2::1/64'] },
    ],
  ],
  routes: {
    client: ['default via 192.0.2.1', 'default via 2001:db8:1::1'],
    server: ['default via 203.0.113.1', 'default via 2001:db8:2::1'],
  },
} satisfies Topology
