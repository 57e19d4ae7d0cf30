import { wholeNumber } from './numbers.ts'

/** Names of /etc/protocols (Debian's netbase, which follows IANA) and those that xtables knows by itself (xtables_chain_protos). */
const NUMBERS: ReadonlyMap<string, number> = new Map(
  (
    'all 0 ip 0 hopopt 0 icmp 1 igmp 2 ggp 3 ipencap 4 st 5 tcp 6 egp 8 igp 9 pup 12 udp 17 hmp 20 xns-idp 22 rdp 27 iso-tp4 29 dccp 33 xtp 36 ' +
    'ddp 37 idpr-cmtp 38 ipv6 41 ipv6-route 43 ipv6-frag 44 idrp 45 rsvp 46 gre 47 esp 50 ah 51 skip 57 ipv6-icmp 58 icmpv6 58 icmp6 58 ' +
    'ipv6-nonxt 59 ipv6-opts 60 rspf 73 vmtp 81 eigrp 88 ospf 89 ax.25 93 ipip 94 etherip 97 encap 98 pim 103 ipcomp 108 vrrp 112 l2tp 115 ' +
    'isis 124 sctp 132 fc 133 mobility-header 135 ipv6-mh 135 mh 135 udplite 136 mpls-in-ip 137 manet 138 hip 139 shim6 140 wesp 141 rohc 142 ' +
    'ethernet 143'
  )
    .match(/\S+ \d+/g)
    ?.map((pair): [string, number] => {
      const [name = '', number] = pair.split(' ')
      return [name, Number(number)]
    }),
)

/** The IPPROTO_* of a name or number, as `-p` takes them (xtables_parse_protocol); null when it is none. */
export function protocolNumber(text: string): number | null {
  return wholeNumber(text, 255) ?? NUMBERS.get(text.toLowerCase()) ?? null
}

/** The match that an option loads which nobody knows yet, by the protocol of `-p` (find_proto() of libxtables). */
const MATCH_OF: ReadonlyMap<number, string> = new Map([
  [1, 'icmp'],
  [6, 'tcp'],
  [17, 'udp'],
  [33, 'dccp'],
  [50, 'esp'],
  [51, 'ah'],
  [58, 'icmp6'],
  [108, 'ipcomp'],
  [132, 'sctp'],
  [135, 'mh'],
])

/** The name of the match for a protocol; null: it has none. */
export function protocolMatch(protocol: number): string | null {
  return MATCH_OF.get(protocol) ?? null
}
