import type { Topology } from '../machine/topology.ts'

export default {
  title: 'client, server and another machine on one switch',
  nodes: { client: 'client', server: 'host', other: 'client' },
  links: [
    [
      { node: 'client', device: 'eth0', addresses: ['192.0.2.2/24', '2001:db8:1::2/64'] },
      { node: 'server', device: 'eth0', addresses: ['192.0.2.10/24', '2001:db8:1::10/64'] },
      { node: 'other', device: 'eth0', addresses: ['192.0.2.11/24', '2001:db8:1::11/64'] },
    ],
  ],
  routes: {},
} satisfies Topology
