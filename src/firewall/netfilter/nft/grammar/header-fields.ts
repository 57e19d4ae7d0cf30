/** The fields of a header, and the data type of each; a type is that of nft(8), and `integer` where none is written. */
export type HeaderFields = ReadonlyMap<string, string>

function fields(text: string): HeaderFields {
  return new Map(
    text.split(' ').map((field): [string, string] => {
      const [name = '', type = 'integer'] = field.split(':')
      return [name, type]
    }),
  )
}

function headers(lines: Readonly<Record<string, string>>): ReadonlyMap<string, HeaderFields> {
  return new Map(Object.entries(lines).map(([name, text]) => [name, fields(text)]))
}

/** Headers and their fields as nft(8) names them, section PAYLOAD EXPRESSIONS. Those of arp stand in selector.ts: they have two words. */
export const HEADERS = headers({
  ether: 'saddr:ether_addr daddr:ether_addr type:ether_type',
  vlan: 'id pcp dei cfi type:ether_type',
  arp: 'htype ptype:ether_type hlen plen operation:arp_op',
  ip: 'version hdrlength dscp:dscp ecn:ecn length id frag-off ttl protocol:inet_proto checksum saddr:ipv4_addr daddr:ipv4_addr',
  icmp: 'type:icmp_type code:icmp_code checksum id sequence gateway:ipv4_addr mtu',
  igmp: 'type:igmp_type checksum mrt group:ipv4_addr',
  ip6: 'version dscp:dscp ecn:ecn flowlabel length nexthdr:inet_proto hoplimit saddr:ipv6_addr daddr:ipv6_addr',
  icmpv6: 'type:icmpv6_type code:icmpv6_code checksum parameter-problem mtu id sequence max-delay taddr:ipv6_addr daddr:ipv6_addr',
  ah: 'nexthdr:inet_proto hdrlength reserved spi sequence',
  esp: 'spi sequence',
  comp: 'nexthdr:inet_proto flags cpi',
  udp: 'sport:inet_service dport:inet_service length checksum',
  udplite: 'sport:inet_service dport:inet_service csumcov checksum',
  tcp: 'sport:inet_service dport:inet_service sequence ackseq doff reserved flags:tcp_flag window checksum urgptr',
  dccp: 'sport:inet_service dport:inet_service type:dccp_pkttype',
  sctp: 'sport:inet_service dport:inet_service vtag checksum',
  th: 'sport:inet_service dport:inet_service',
  gre: 'hdrlength flags version protocol:ether_type',
  gretap: '',
  vxlan: 'vni flags',
  geneve: 'vni type:ether_type',
})

/** Headers inside of which another packet is carried: `vxlan ip saddr`. */
export const TUNNELS: ReadonlySet<string> = new Set(['vxlan', 'geneve', 'gre', 'gretap'])

/** IPv6 extension headers, section EXTENSION HEADER EXPRESSIONS. Those with an index are asked as `addr[1]`. */
export const EXTENSIONS = headers({
  hbh: 'nexthdr:inet_proto hdrlength',
  rt: 'nexthdr:inet_proto hdrlength type seg-left',
  rt0: 'addr:ipv6_addr reserved',
  rt2: 'addr:ipv6_addr',
  srh: 'flags tag last-entry sid:ipv6_addr',
  frag: 'nexthdr:inet_proto reserved frag-off reserved2 more-fragments id',
  dst: 'nexthdr:inet_proto hdrlength',
  mh: 'nexthdr:inet_proto hdrlength type:mh_type reserved checksum',
})

/** Options of TCP and their fields; some have two names. */
export const TCP_OPTIONS = headers({
  eol: 'kind',
  nop: 'kind',
  maxseg: 'kind length size',
  window: 'kind length count',
  'sack-perm': 'kind length',
  sack: 'kind length left right',
  sack0: 'kind length left right',
  sack1: 'kind length left right',
  sack2: 'kind length left right',
  sack3: 'kind length left right',
  timestamp: 'kind length tsval tsecr',
  echo: 'kind length',
  fastopen: 'kind length',
  md5sig: 'kind length',
  mptcp: 'kind length subtype:mptcp_subtype',
})

export const TCP_OPTION_ALIASES: ReadonlyMap<string, string> = new Map([
  ['mss', 'maxseg'],
  ['noop', 'nop'],
  ['sack-permitted', 'sack-perm'],
])

export const IP_OPTIONS = headers({
  lsrr: 'type length ptr addr:ipv4_addr',
  rr: 'type length ptr addr:ipv4_addr',
  ssrr: 'type length ptr addr:ipv4_addr',
  ra: 'type length value',
})

/** Chunks of SCTP, section SCTP; all have type, flags and length. */
export const SCTP_CHUNKS = headers({
  data: 'type flags length tsn stream ssn ppid',
  init: 'type flags length init-tag a-rwnd num-outbound-streams num-inbound-streams initial-tsn',
  'init-ack': 'type flags length init-tag a-rwnd num-outbound-streams num-inbound-streams initial-tsn',
  sack: 'type flags length cum-tsn-ack a-rwnd num-gap-ack-blocks num-dup-tsns',
  heartbeat: 'type flags length',
  'heartbeat-ack': 'type flags length',
  abort: 'type flags length',
  shutdown: 'type flags length cum-tsn-ack',
  'shutdown-ack': 'type flags length',
  error: 'type flags length',
  'cookie-echo': 'type flags length',
  'cookie-ack': 'type flags length',
  ecne: 'type flags length lowest-tsn',
  cwr: 'type flags length lowest-tsn',
  'shutdown-complete': 'type flags length',
  'asconf-ack': 'type flags length seqno',
  'forward-tsn': 'type flags length new-cum-tsn',
  asconf: 'type flags length seqno',
})

/** Keys of `meta`, section META EXPRESSIONS. */
export const META = fields(
  'length protocol:ether_type nfproto:nf_proto l4proto:inet_proto priority:classid mark:mark iif:iface_index iifname:ifname ' +
    'iiftype:iface_type oif:iface_index oifname:ifname oiftype:iface_type skuid:uid skgid:gid nftrace rtclassid:realm ibrname:ifname ' +
    'obrname:ifname pkttype:pkt_type cpu iifgroup:devgroup oifgroup:devgroup cgroup random ipsec:boolean iifkind:ifname oifkind:ifname ' +
    'ibrpvid ibrvproto:ether_type time:time day:day hour:hour secmark sdif:iface_index sdifname:ifname broute ibrhwaddr:ether_addr',
)

export const META_ALIASES: ReadonlyMap<string, string> = new Map([
  ['ibriport', 'ibrname'],
  ['obriport', 'obrname'],
  ['secpath', 'ipsec'],
])

/** Keys that stand without the word `meta` too. */
export const BARE_META: ReadonlySet<string> = new Set(
  (
    'mark iif iifname iiftype oif oifname oiftype skuid skgid nftrace rtclassid ibriport ibrname obriport obrname pkttype cpu iifgroup ' +
    'oifgroup cgroup ipsec time day hour'
  ).split(' '),
)

/** Keys of `ct`, section CONNTRACK EXPRESSIONS. */
export const CT = fields(
  'state:ct_state direction:ct_dir status:ct_status mark:mark expiration:expiration helper:string l3proto:nf_proto saddr daddr ' +
    'protocol:inet_proto proto-src:inet_service proto-dst:inet_service label:ct_label bytes packets avgpkt zone event:ct_event secmark id ' +
    // Objects, only set: the statement is named by them.
    'timeout:string expectation:string',
)
