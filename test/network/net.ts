export type Family = 4 | 6
export type Host = 'client' | 'router' | 'server'

/** The lab's addresses for one family, and how its tools spell that family. Documentation prefixes, so that no scope rule applies. */
export interface Net {
  readonly family: Family
  readonly client: string
  /** The router's address on the client's link, from which it sends its ICMP errors to the client. */
  readonly router: string
  /** The router's address on the server's link. */
  readonly routerFar: string
  readonly server: string
  /** The server's second address. */
  readonly server2: string
  /** Nobody has it, on the client's own link. */
  readonly absentHere: string
  /** Nobody has it, on the server's link. */
  readonly absentThere: string
  /** Routed from the client to the router, and on no link. */
  readonly beyond: string
  readonly everything: string
  /** Prefix length of one address. */
  readonly one: 32 | 128
  /** Prefix length of a link. */
  readonly link: 24 | 64
  readonly ip: 'ip -4' | 'ip -6'
  readonly iptables: 'iptables' | 'ip6tables'
  readonly nft: 'ip' | 'ip6'
}

const NETS: Record<Family, Net> = {
  4: {
    family: 4,
    client: '192.0.2.2',
    router: '192.0.2.1',
    routerFar: '203.0.113.1',
    server: '203.0.113.2',
    server2: '203.0.113.3',
    absentHere: '192.0.2.99',
    absentThere: '203.0.113.99',
    beyond: '198.51.100.7',
    everything: '0.0.0.0/0',
    one: 32,
    link: 24,
    ip: 'ip -4',
    iptables: 'iptables',
    nft: 'ip',
  },
  6: {
    family: 6,
    client: '2001:db8:1::2',
    router: '2001:db8:1::1',
    routerFar: '2001:db8:2::1',
    server: '2001:db8:2::2',
    server2: '2001:db8:2::3',
    absentHere: '2001:db8:1::99',
    absentThere: '2001:db8:2::99',
    beyond: '2001:db8:3::7',
    everything: '::/0',
    one: 128,
    link: 64,
    ip: 'ip -6',
    iptables: 'ip6tables',
    nft: 'ip6',
  },
}

export const netOf = (family: Family): Net => NETS[family]
