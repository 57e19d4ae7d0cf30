import { PROTOCOL } from '../../packet.ts'
import { icmpMatch } from '../icmp-match.ts'

export default icmpMatch({
  name: 'icmp6',
  family: 6,
  option: 'icmpv6-type',
  protocol: PROTOCOL.icmpv6,
  means: 'type and code of an ICMPv6 message',
  any: null,
  types:
    'destination-unreachable 1 no-route 1/0 communication-prohibited 1/1 beyond-scope 1/2 address-unreachable 1/3 port-unreachable 1/4 ' +
    'failed-policy 1/5 reject-route 1/6 packet-too-big 2 time-exceeded 3 ttl-exceeded 3 ttl-zero-during-transit 3/0 ' +
    'ttl-zero-during-reassembly 3/1 parameter-problem 4 bad-header 4/0 unknown-header-type 4/1 unknown-option 4/2 echo-request 128 ping 128 ' +
    'echo-reply 129 pong 129 mld-listener-query 130 mld-listener-report 131 mld-listener-done 132 mld-listener-reduction 132 ' +
    'router-solicitation 133 router-advertisement 134 neighbour-solicitation 135 neighbor-solicitation 135 neighbour-advertisement 136 ' +
    'neighbor-advertisement 136 redirect 137',
})
