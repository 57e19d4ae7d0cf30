import { PROTOCOL, TCP_FLAG, type Packet } from '../../packet.ts'
import type { Outcome } from '../../ruleset.ts'
import { ICMP_CODES, ICMPV6_CODES, ICMPX_CODES } from '../symbols.ts'
import { NotUnderstood } from '../not-understood.ts'
import type { StatementPart } from '../statement.ts'
import { objectOf } from '../tree.ts'

/** ICMP code by enum nft_reject_inet_code: no-route, port-unreachable, host-unreachable, admin-prohibited (nft_reject_icmp_code, …icmpv6_code). */
const BOTH = { 4: [0, 3, 1, 13], 6: [0, 4, 3, 1] } as const
/** Destination unreachable. */
const TYPE = { 4: 3, 6: 1 } as const

const NEXT: Outcome = { go: 'next' }
const DROP: Outcome = { go: 'drop' }
const RST: Outcome = { go: 'reject', with: 'rst' }

function unreachable(family: 4 | 6, code: number): Outcome {
  return { go: 'reject', with: { type: TYPE[family], code } }
}

/** nft_reject_inet_eval: whatever it answers, it drops. A reset gets no reset, and an ICMP error no error (nf_send_reset, icmp_send). */
function answers(packet: Packet, outcome: Outcome): Outcome {
  if (outcome === RST) return packet.tcpFlags !== null && (packet.tcpFlags & TCP_FLAG.rst) !== 0 ? DROP : outcome
  return packet.icmp !== null ? DROP : outcome
}

function codeOf(json: unknown, table: ReadonlyMap<string, number>, absent: number): number {
  if (json === undefined || json === null) return absent
  const code = typeof json === 'number' ? json : table.get(String(json))
  if (code === undefined) throw new NotUnderstood(`the ICMP code ${String(json)}`)
  return code
}

const part: StatementPart = {
  documented: { name: 'reject', surety: 'firm', means: 'drops and says so: an ICMP error of each kind, or a TCP reset' },
  keys: ['reject'],
  read: (json) => {
    const { type, expr } = objectOf(json)
    if (type === 'tcp reset') return [{ act: (packet) => (packet.protocol === PROTOCOL.tcp ? answers(packet, RST) : NEXT) }]
    if (type === 'icmp' || type === 'icmpv6') {
      const family = type === 'icmp' ? 4 : 6
      const outcome = unreachable(family, type === 'icmp' ? codeOf(expr, ICMP_CODES, 3) : codeOf(expr, ICMPV6_CODES, 4))
      return [{ act: (packet) => (packet.family === family ? answers(packet, outcome) : NEXT) }]
    }
    if (type !== undefined && type !== null && type !== 'icmpx') throw new NotUnderstood(`reject with ${String(type)}`)
    const code = codeOf(expr, ICMPX_CODES, 1)
    const [four, six] = [BOTH[4][code], BOTH[6][code]]
    if (four === undefined || six === undefined) throw new NotUnderstood(`the ICMP code ${code}`)
    const outcomes = { 4: unreachable(4, four), 6: unreachable(6, six) }
    return [{ act: (packet) => answers(packet, outcomes[packet.family]) }]
  },
}
export default part
