import type { Because } from '../../model/cause.ts'
import { need } from '../ask.ts'
import { quote } from '../judgement.ts'
import { headerSeen } from './evidence.ts'

/**
 * What shows that a TCP stack sent the RST, and no REJECT of netfilter: it repeats the TOS or traffic class of the SYN, or has an IPv6 flow
 * label (net/ipv4/ip_output.c ip_send_unicast_reply(), net/ipv6/tcp_ipv6.c tcp_v6_send_response()); nf_send_reset() sets both to zero.
 * Zeros tell nothing: other systems send them as well.
 */
export const stackReset = need('stack-reset', (ask): Because | undefined => {
  const found = ask(headerSeen)
  if (!found) return undefined
  const { sent, tos, flowLabel } = found.seen
  // The two low bits are ECN's, which routers change.
  if (tos >> 2 !== 0 && tos >> 2 === sent >> 2)
    return quote(`the RST repeats the TOS 0x${tos.toString(16)} of the SYN, which no REJECT of netfilter does`, found)
  if (flowLabel !== undefined && flowLabel !== 0)
    return quote(`the RST has the flow label 0x${flowLabel.toString(16)}, which no REJECT of netfilter sets`, found)
  return undefined
})
