import { PROTOCOL, TCP_FLAG } from '../../packet.ts'
import type { Outcome } from '../../ruleset.ts'
import type { TargetPart } from '../target.ts'
import { unreadable } from '../unreadable.ts'

type Kind = 'rst' | { readonly type: number; readonly code: number }

/** In the order of libipt_REJECT, each with its other name. */
const KINDS4: readonly (readonly [name: string, other: string, kind: Kind])[] = [
  ['icmp-net-unreachable', 'net-unreach', { type: 3, code: 0 }],
  ['icmp-host-unreachable', 'host-unreach', { type: 3, code: 1 }],
  ['icmp-proto-unreachable', 'proto-unreach', { type: 3, code: 2 }],
  ['icmp-port-unreachable', 'port-unreach', { type: 3, code: 3 }],
  ['icmp-net-prohibited', 'net-prohib', { type: 3, code: 9 }],
  ['icmp-host-prohibited', 'host-prohib', { type: 3, code: 10 }],
  ['tcp-reset', 'tcp-rst', 'rst'],
  ['icmp-admin-prohibited', 'admin-prohib', { type: 3, code: 13 }],
]

/** In the order of libip6t_REJECT. */
const KINDS6: typeof KINDS4 = [
  ['icmp6-no-route', 'no-route', { type: 1, code: 0 }],
  ['icmp6-adm-prohibited', 'adm-prohibited', { type: 1, code: 1 }],
  ['icmp6-addr-unreachable', 'addr-unreach', { type: 1, code: 3 }],
  ['icmp6-port-unreachable', 'port-unreach', { type: 1, code: 4 }],
  ['tcp-reset', 'tcp-reset', 'rst'],
  ['icmp6-policy-fail', 'policy-fail', { type: 1, code: 5 }],
  ['icmp6-reject-route', 'reject-route', { type: 1, code: 6 }],
]

const reject: TargetPart = {
  name: 'REJECT',
  families: [4, 6],
  surety: 'firm',
  means: 'the packet is dropped and its sender told so, by an ICMP error or a TCP reset',
  options: { 'reject-with': 1 },
  read: ([option], { family }) => {
    const text = (option?.values[0] ?? 'port-unreach').toLowerCase()
    // The first whose name begins so (REJECT_parse).
    const kind = (family === 4 ? KINDS4 : KINDS6).find(([name, other]) => name.startsWith(text) || other.startsWith(text))?.[2]
    if (kind === undefined || text === '') return unreadable(`no kind of answer: "${text}"`)
    const answer: Outcome = { go: 'reject', with: kind }
    const silent: Outcome = { go: 'drop' }
    // nf_send_reset(): nothing answers what is no TCP, or a reset.
    return {
      act: ({ protocol, tcpFlags }) =>
        kind === 'rst' && (protocol !== PROTOCOL.tcp || ((tcpFlags ?? 0) & TCP_FLAG.rst) !== 0) ? silent : answer,
    }
  },
}

export default reject
