import type { MatchPart } from '../match.ts'
import { unreadable } from '../unreadable.ts'

const UNICAST: ReadonlySet<string> = new Set(['unicast', 'host'])
const OTHERS: ReadonlySet<string> = new Set(['broadcast', 'bcast', 'multicast', 'mcast', 'otherhost'])

const pkttype: MatchPart = {
  name: 'pkttype',
  families: [4, 6],
  surety: 'firm',
  means: 'to whom the frame was sent: a packet of a connection is unicast',
  options: { 'pkt-type': 1 },
  read: ([option]) => {
    const type = (option?.values[0] ?? '').toLowerCase()
    if (!option || !(UNICAST.has(type) || OTHERS.has(type))) return unreadable(`no type of packet: "${type}"`)
    // pkttype_mt(); tcp_v4_rcv() takes nothing that is not PACKET_HOST, and frames to others do not come so far.
    const holds = UNICAST.has(type) !== option.inverted
    return { match: () => holds }
  },
}

export default pkttype
