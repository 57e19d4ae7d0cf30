/** A random ruleset, as text for the tools that load it, and packets to send through it. */
export interface Trial {
  /** `nft -f`; null: none. */
  readonly nft: string | null
  /** `iptables-nft-restore`, `ip6tables-nft-restore`, `iptables-legacy-restore`, `ip6tables-legacy-restore`: whole inputs. */
  readonly iptables: string | null
  readonly ip6tables: string | null
  readonly iptablesLegacy: string | null
  readonly ip6tablesLegacy: string | null
  /** `ipset restore`, before the others. */
  readonly ipset: string | null
  /** Rules count packets (limit, recent, connlimit, dynamic sets): after each packet all is loaded anew. */
  readonly counts: boolean
  readonly packets: readonly Syn[]
}

/** No rules, and no packets. */
export const NOTHING: Trial = {
  nft: null,
  iptables: null,
  ip6tables: null,
  iptablesLegacy: null,
  ip6tablesLegacy: null,
  ipset: null,
  counts: false,
  packets: [],
}

/** A SYN that arrives at the host by its interface `eth0`. */
export interface Syn {
  /** Any unicast address, forged. Its family is that of the packet. */
  readonly source: string
  readonly sourcePort: number
  /** One of HOST_ADDRESSES, or an address beyond the host (to be forwarded). */
  readonly destination: string
  readonly port: number
  /** Differentiated services and ECN octet. */
  readonly tos: number
  /** TTL or hop limit. */
  readonly ttl: number
}

/** Of the interface eth0 of the host under test. The wire's end, 10.9.0.1 and fd09::1, is the default route, with a fixed neighbour entry. */
export const HOST_ADDRESSES = { 4: ['10.9.0.2', '10.9.0.3'], 6: ['fd09::2', 'fd09::3'] } as const

/** Ports with a listener (wildcard, both families); others answer with RST. */
export const OPEN_PORTS = [22, 2222, 8022] as const
