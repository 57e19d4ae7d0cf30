import type { Topology } from '../machine/topology.ts'

export default {
  title: 'client – router1 – router2 – router3 – server',
  nodes: { client: 'client', router1: 'router', router2: 'router', router3: 'router', server: 'host' },
  links: [
    [
      { node: 'client', device: 'eth0', addresses: ['192.0.2.2/24', '2001:db8:1::2/64'] },
      { node: 'router1', device: 'near', addresses: ['192.0.2.1/24', '2001:db8:1::1/64'] },
    ],
    [
      { node: 'router2', device: 'near', addresses: ['198.51.100.2/30', '2001:db8:12::2/64'] },
      { node: 'router1', device: 'far', addresses: ['198.51.100.1/30', '2001:db8:12::1/64'] },
    ],
    [
      { node: 'router3', device: 'near', addresses: ['198.51.100.6/30', '2001:db8:23::2/64'] },
      { node: 'router2', device: 'far', addresses: ['198.51.100.5/30', '2001:db8:23::1/64'] },
    ],
    [
      { node: 'server', device: 'eth0', addresses: ['203.0.113.2/24', '2001:db8:2::2/64'] },
      { node: 'router3', device: 'far', addresses: ['203.0.113.1/24', '2001:db8:2::1/64'] },
    ],
  ],
  routes: {
    client: ['default via 192.0.2.1', 'default via 2001:db8:1::1'],
    router1: ['default via 198.51.100.2', 'default via 2001:db8:12::2'],
    router2: [
      '192.0.2.0/24 via 198.51.100.1',
      '2001:db8:1::/64 via 2001:db8:12::1',
      'default via 198.51.100.6',
      'default via 2001:db8:23::2',
    ],
    router3: ['default via 198.51.100.5', 'default via 2001:db8:23::1'],
    server: ['default via 203.0.113.1', 'default via 2001:db8:2::1'],
  },
} satisfies Topology
