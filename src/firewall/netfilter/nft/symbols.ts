/** The names that nft(8) knows for numbers (`nft describe`), and those of protocols(5) and services(5) that rules are written with. */

function table(text: string): ReadonlyMap<string, number> {
  return new Map(
    text
      .trim()
      .split(/\s+/)
      .map((word) => word.split('=') as [string, string])
      .map(([name, number]) => [name, Number(number)]),
  )
}

export const PROTOCOLS = table(`
  ip=0 hopopt=0 icmp=1 igmp=2 ggp=3 ipencap=4 ipv4=4 st=5 tcp=6 egp=8 igp=9 pup=12 udp=17 hmp=20 xns-idp=22 rdp=27 iso-tp4=29 dccp=33 xtp=36
  ddp=37 idpr-cmtp=38 ipv6=41 ipv6-route=43 ipv6-frag=44 idrp=45 rsvp=46 gre=47 esp=50 ah=51 skip=57 ipv6-icmp=58 icmpv6=58 ipv6-nonxt=59
  ipv6-opts=60 rspf=73 vmtp=81 eigrp=88 ospf=89 ax.25=93 ipip=94 etherip=97 encap=98 pim=103 ipcomp=108 comp=108 vrrp=112 l2tp=115 isis=124
  sctp=132 fc=133 mobility-header=135 udplite=136 mpls-in-ip=137 manet=138 hip=139 shim6=140 wesp=141 rohc=142 ethernet=143`)

export const SERVICES = table(`
  tcpmux=1 echo=7 discard=9 systat=11 daytime=13 netstat=15 qotd=17 chargen=19 ftp-data=20 ftp=21 ssh=22 telnet=23 smtp=25 time=37 whois=43
  tacacs=49 domain=53 bootps=67 bootpc=68 tftp=69 gopher=70 finger=79 http=80 www=80 kerberos=88 pop3=110 sunrpc=111 auth=113 ident=113
  nntp=119 ntp=123 epmap=135 netbios-ns=137 netbios-dgm=138 netbios-ssn=139 imap=143 imap2=143 snmp=161 snmp-trap=162 bgp=179 irc=194
  ldap=389 https=443 snpp=444 microsoft-ds=445 kpasswd=464 submissions=465 urd=465 isakmp=500 exec=512 login=513 shell=514 syslog=514
  printer=515 rip=520 route=520 dhcpv6-client=546 dhcpv6-server=547 rtsp=554 nntps=563 submission=587 ipp=631 ldaps=636 kerberos-adm=749
  domain-s=853 rsync=873 ftps-data=989 ftps=990 telnets=992 imaps=993 pop3s=995 socks=1080 openvpn=1194 ms-sql-s=1433 ms-sql-m=1434
  l2f=1701 l2tp=1701 pptp=1723 radius=1812 radius-acct=1813 nfs=2049 zookeeper=2181 docker=2375 iscsi-target=3260 mysql=3306 rdp=3389
  ms-wbt-server=3389 nut=3493 svn=3690 epmd=4369 ipsec-nat-t=4500 mdns=5353 postgresql=5432 amqps=5671 amqp=5672 vnc=5900 x11=6000 redis=6379
  http-alt=8080 webcache=8080 zabbix-agent=10050 zabbix-trapper=10051 amanda=10080 git=9418 mongodb=27017`)

export const NF_PROTO = table('ipv4=2 ipv6=10')
export const ETHER_TYPES = table('ip=0x0800 arp=0x0806 ip6=0x86dd vlan=0x8100 8021q=0x8100 8021ad=0x88a8')
export const IFACE_TYPES = table('ether=1 ppp=512 ipip=768 ipip6=769 loopback=772 sit=776 ipgre=778')
export const PKT_TYPES = table('host=0 unicast=0 broadcast=1 multicast=2 other=3')
export const CT_STATES = table('invalid=1 established=2 related=4 new=8 untracked=64')
export const CT_STATUS = table('expected=1 seen-reply=2 assured=4 confirmed=8 snat=16 dnat=32 dying=512')
export const CT_DIRS = table('original=0 reply=1')
export const TCP_FLAGS = table('fin=1 syn=2 rst=4 psh=8 ack=16 urg=32 ecn=64 cwr=128')
export const FIB_TYPES = table('unspec=0 unicast=1 local=2 broadcast=3 anycast=4 multicast=5 blackhole=6 unreachable=7 prohibit=8')
export const DAYS = table('Sunday=0 Monday=1 Tuesday=2 Wednesday=3 Thursday=4 Friday=5 Saturday=6')
export const BOOLEAN = table('missing=0 exists=1 false=0 true=1')
export const ARP_OPS = table('request=1 reply=2 rrequest=3 rreply=4 inrequest=8 inreply=9 nak=10')
export const ECN = table('not-ect=0 ect1=1 ect0=2 ce=3')

export const DSCP = table(`
  cs0=0 df=0 be=0 lephb=1 cs1=8 af11=10 af12=12 af13=14 cs2=16 af21=18 af22=20 af23=22 cs3=24 af31=26 af32=28 af33=30 cs4=32 af41=34 af42=36
  af43=38 cs5=40 va=44 ef=46 cs6=48 cs7=56`)

export const ICMP_TYPES = table(`
  echo-reply=0 destination-unreachable=3 source-quench=4 redirect=5 echo-request=8 router-advertisement=9 router-solicitation=10
  time-exceeded=11 parameter-problem=12 timestamp-request=13 timestamp-reply=14 info-request=15 info-reply=16 address-mask-request=17
  address-mask-reply=18`)

export const ICMP_CODES = table(`
  net-unreachable=0 host-unreachable=1 prot-unreachable=2 port-unreachable=3 frag-needed=4 net-prohibited=9 host-prohibited=10
  admin-prohibited=13`)

export const ICMPV6_TYPES = table(`
  destination-unreachable=1 packet-too-big=2 time-exceeded=3 parameter-problem=4 echo-request=128 echo-reply=129 mld-listener-query=130
  mld-listener-report=131 mld-listener-done=132 mld-listener-reduction=132 nd-router-solicit=133 nd-router-advert=134 nd-neighbor-solicit=135
  nd-neighbor-advert=136 nd-redirect=137 router-renumbering=138 ind-neighbor-solicit=141 ind-neighbor-advert=142 mld2-listener-report=143`)

export const ICMPV6_CODES = table('no-route=0 admin-prohibited=1 addr-unreachable=3 port-unreachable=4 policy-fail=5 reject-route=6')

/** Codes that mean one thing in both families (enum nft_reject_inet_code). */
export const ICMPX_CODES = table('no-route=0 port-unreachable=1 host-unreachable=2 admin-prohibited=3')
