import type { Topology } from '../machine/topology.ts'
import routed from './routed.ts'

export default {
  ...routed,
  title: 'client – router – server, which has a second way out by uplink',
  nodes: { ...routed.nodes, uplink: 'router' },
  links: [
    ...routed.links,
    [
      { node: 'server', device: 'eth1', addresses: ['198.51.100.2/24', '2001:db8:4::2/64'] },
      { node: 'uplink', device: 'eth0', addresses: ['198.51.100.1/24', '2001:db8:4::1/64'] },
    ],
  ],
} satisfies Topology
