import type { Topology } from '../machine/topology.ts'

export default {
  title: 'client – router – bastion – server, which only the bastion reaches',
  nodes: { client: 'client', router: 'router', bastion: 'host', server: 'host' },
  links: [
    [
      { node: 'client', device: 'eth0', addresses: ['192.0.2.2/24', '2001:db8:1::2/64'] },
      { node: 'router', device: 'near', addresses: ['192.0.2.1/24', '2001:db8:1::1/64'] },
    ],
    [
      { node: 'bastion', device: 'eth0', addresses: ['203.0.113.2/24', '2001:db8:2::2/64'] },
      { node: 'router', device: 'far', addresses: ['203.0.113.1/24', '2001:db8:2::1/64'] },
    ],
    [
      { node: 'server', device: 'eth0', addresses: ['10.1.0.10/24', 'fd00:1::10/64'] },
      { node: 'bastion', device: 'inner', addresses: ['10.1.0.1/24', 'fd00:1::1/64'] },
    ],
  ],
  routes: {
    client: ['default via 192.0.2.1', 'default via 2001:db8:1::1'],
    bastion: ['default via 203.0.113.1', 'default via 2001:db8:2::1'],
  },
} satisfies Topology
