import { PROTOCOL } from '../../packet.ts'
import { icmpMatch } from '../icmp-match.ts'

export default icmpMatch({
  name: 'icmp',
  family: 4,
  option: 'icmp-type',
  protocol: PROTOCOL.icmp,
  means: 'type and code of an ICMP message',
  any: 255,
  types:
    'any 255 echo-reply 0 pong 0 destination-unreachable 3 network-unreachable 3/0 host-unreachable 3/1 protocol-unreachable 3/2 ' +
    'port-unreachable 3/3 fragmentation-needed 3/4 source-route-failed 3/5 network-unknown 3/6 host-unknown 3/7 network-prohibited 3/9 ' +
    'host-prohibited 3/10 tos-network-unreachable 3/11 tos-host-unreachable 3/12 communication-prohibited 3/13 ' +
    'host-precedence-violation 3/14 precedence-cutoff 3/15 source-quench 4 redirect 5 network-redirect 5/0 host-redirect 5/1 ' +
    'tos-network-redirect 5/2 tos-host-redirect 5/3 echo-request 8 ping 8 router-advertisement 9 router-solicitation 10 time-exceeded 11 ' +
    'ttl-exceeded 11 ttl-zero-during-transit 11/0 ttl-zero-during-reassembly 11/1 parameter-problem 12 ip-header-bad 12/0 ' +
    'required-option-missing 12/1 timestamp-request 13 timestamp-reply 14 address-mask-request 17 address-mask-reply 18',
})
