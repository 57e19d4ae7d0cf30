import type { Topology } from '../machine/topology.ts'
import routed from './routed.ts'

export default {
  ...routed,
  title: 'two clients with different addresses – router – server',
  nodes: { ...routed.nodes, client2: 'client' },
  links: [
    ...routed.links,
    [
      { node: 'client2', device: 'eth0', addresses: ['198.51.100.2/24', '2001:db8:3::2/64'] },
      { node: 'router', device: 'side', addresses: ['198.51.100.1/24', '2001:db8:3::1/64'] },
    ],
  ],
  routes: { ...routed.routes, client2: ['default via 198.51.100.1', 'default via 2001:db8:3::1'] },
} satisfies Topology
