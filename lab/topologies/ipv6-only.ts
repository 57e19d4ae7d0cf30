import type { Topology } from '../machine/topology.ts'

export default {
  title: 'client – router – server, without any IPv4',
  families: [6],
  nodes: { client: 'client', router: 'router', server: 'host' },
  links: [
    [
      { node: 'client', device: 'eth0', addresses: ['2001:db8:1::2/64'] },
      { node: 'router', device: 'near', addresses: ['2001:db8:1::1/64'] },
    ],
    [
      { node: 'server', device: 'eth0', addresses: ['2001:db8:2::2/64'] },
      { node: 'router', device: 'far', addresses: ['2001:db8:2::1/64'] },
    ],
  ],
  routes: { client: ['default via 2001:db8:1::1'], server: ['default via 2001:db8:2::1'] },
} satisfies Topology
