import type { TcpOutcome } from '../../../src/model/observation.ts'
import type { Family } from '../net.ts'

/** One way in which netfilter's REJECT answers by ICMP, and what connect() makes of it (EVIDENCE section 1). */
export interface Reject {
  readonly name: string
  readonly type: number
  readonly code: number
  /** The words of iptables --reject-with and of nft. */
  readonly iptables: string
  readonly nft: string
  readonly errno: string
  readonly outcome: TcpOutcome
  /** The code says that somebody forbids it; the others a router says of its own accord too. */
  readonly policy: boolean
}

const four = (name: string, code: number, nft: string, errno: string, policy = true): Reject => ({
  name,
  type: 3,
  code,
  iptables: `icmp-${name}`,
  nft: `icmp type ${nft}`,
  errno,
  outcome: errno === 'ECONNREFUSED' ? 'refused' : 'unreachable',
  policy,
})

const six = (name: string, code: number, nft: string, errno: string, policy = true): Reject => ({
  ...four(name, code, nft, errno, policy),
  type: 1,
  iptables: name,
  nft: `icmpv6 type ${nft}`,
})

export const REJECTS: Record<Family, readonly Reject[]> = {
  4: [
    four('net-unreachable', 0, 'net-unreachable', 'ENETUNREACH', false),
    four('host-unreachable', 1, 'host-unreachable', 'EHOSTUNREACH', false),
    four('proto-unreachable', 2, 'prot-unreachable', 'ENOPROTOOPT'),
    four('port-unreachable', 3, 'port-unreachable', 'ECONNREFUSED'),
    four('net-prohibited', 9, 'net-prohibited', 'ENETUNREACH'),
    four('host-prohibited', 10, 'host-prohibited', 'EHOSTUNREACH'),
    four('admin-prohibited', 13, 'admin-prohibited', 'EHOSTUNREACH'),
  ],
  6: [
    six('icmp6-no-route', 0, 'no-route', 'ENETUNREACH', false),
    six('icmp6-adm-prohibited', 1, 'admin-prohibited', 'EACCES'),
    six('icmp6-addr-unreachable', 3, 'addr-unreachable', 'EHOSTUNREACH', false),
    six('icmp6-port-unreachable', 4, 'port-unreachable', 'ECONNREFUSED'),
    six('policy-fail', 5, 'policy-fail', 'EACCES'),
    six('reject-route', 6, 'reject-route', 'EACCES'),
  ],
}
