import type { Topology } from '../machine/topology.ts'
import bastion from './bastion.ts'
import ipv6Only from './ipv6-only.ts'
import lan from './lan.ts'
import nat from './nat.ts'
import proxy from './proxy.ts'
import routed from './routed.ts'
import threeRouters from './three-routers.ts'
import twoClients from './two-clients.ts'
import twoUplinks from './two-uplinks.ts'

export const TOPOLOGIES: Readonly<Record<string, Topology>> = {
  routed,
  'two-clients': twoClients,
  'three-routers': threeRouters,
  bastion,
  'ipv6-only': ipv6Only,
  nat,
  proxy,
  lan,
  'two-uplinks': twoUplinks,
}
