import { eachOption } from '../all-of.ts'
import type { MatchPart } from '../match.ts'
import { portAnswer, readPorts } from '../ports.ts'
import { PROTOCOL } from '../../packet.ts'
import { unreadable } from '../unreadable.ts'

const udp: MatchPart = {
  name: 'udp',
  families: [4, 6],
  surety: 'firm',
  means: 'the ports of a UDP packet',
  options: { sport: 1, 'source-port': 1, dport: 1, 'destination-port': 1 },
  // udp_mt() of xt_tcpudp.c; that it is UDP is asked by -p.
  read: (options) =>
    eachOption(options, ({ name, inverted, values: [text = ''] }) => {
      const ports = readPorts(text)
      if (!ports) return unreadable(`no port: "${text}"`)
      const side = name.startsWith('s') ? 'sport' : 'dport'
      const whose = side === 'sport' ? 'source' : 'destination'
      return {
        match: (packet) => packet.protocol === PROTOCOL.udp && portAnswer(packet[side], ports, inverted, whose, packet.family),
      }
    }),
}

export default udp
