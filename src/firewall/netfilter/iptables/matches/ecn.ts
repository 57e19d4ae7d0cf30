import { unknown } from '../../answer.ts'
import { PROTOCOL, TCP_FLAG } from '../../packet.ts'
import { eachOption } from '../all-of.ts'
import type { MatchPart } from '../match.ts'
import { wholeNumber } from '../numbers.ts'
import { octetAnswer } from '../octet.ts'
import { unreadable } from '../unreadable.ts'

const ecn: MatchPart = {
  name: 'ecn',
  families: [4, 6],
  surety: 'firm',
  means: 'the flags of TCP for ECN; its bits in the IP header are known where a rule has set them',
  options: { 'ecn-tcp-cwr': 0, 'ecn-tcp-ece': 0, 'ecn-ip-ect': 1 },
  // ecn_mt4() and match_tcp() of xt_ecn.c.
  read: (options) =>
    eachOption(options, ({ name, inverted, values: [text = ''] }) => {
      if (name === 'ecn-ip-ect') {
        const bits = wholeNumber(text, 3)
        if (bits === null) return unreadable(`no ECN codepoint: "${text}"`)
        return { match: (packet) => octetAnswer(packet, bits, 3, inverted) }
      }
      const flag = name === 'ecn-tcp-cwr' ? TCP_FLAG.cwr : TCP_FLAG.ecn
      return {
        match: ({ tcpFlags, protocol, family }) => {
          if (protocol !== PROTOCOL.tcp) return false
          return tcpFlags === null ? unknown(family, 'the TCP flags are not known') : ((tcpFlags & flag) !== 0) !== inverted
        },
      }
    }),
}

export default ecn
