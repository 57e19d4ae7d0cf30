import { unknown } from '../../answer.ts'
import { PROTOCOL, TCP_FLAG } from '../../packet.ts'
import type { Match } from '../../ruleset.ts'
import { eachOption } from '../all-of.ts'
import type { MatchPart } from '../match.ts'
import { wholeNumber } from '../numbers.ts'
import type { Option, RuleContext } from '../option.ts'
import { isEveryPort, portAnswer, readPorts } from '../ports.ts'
import { isUnreadable, unreadable, type Unreadable } from '../unreadable.ts'

const FLAGS: ReadonlyMap<string, number> = new Map([
  ['FIN', TCP_FLAG.fin],
  ['SYN', TCP_FLAG.syn],
  ['RST', TCP_FLAG.rst],
  ['PSH', TCP_FLAG.psh],
  ['ACK', TCP_FLAG.ack],
  ['URG', TCP_FLAG.urg],
  ['ALL', 0x3f],
  ['NONE', 0],
])

const tcp: MatchPart = {
  name: 'tcp',
  families: [4, 6],
  surety: 'firm',
  means: 'ports and flags of a TCP segment; its options are not known',
  options: {
    sport: 1,
    'source-port': 1,
    dport: 1,
    'destination-port': 1,
    syn: 0,
    'tcp-flags': 2,
    'tcp-option': 1,
  },
  // tcp_mt() of xt_tcpudp.c; that it is TCP is asked by -p.
  read: (options, { backend }) => eachOption(options, (option) => readOption(option, backend)),
}

export default tcp

function readOption(option: Option, backend: RuleContext['backend']): Match | Unreadable {
  const match = readField(option, backend)
  if (isUnreadable(match)) return match
  return { match: (packet, scene) => packet.protocol === PROTOCOL.tcp && match.match(packet, scene) }
}

function readField({ name, inverted, values: [first = '', second = ''] }: Option, backend: RuleContext['backend']): Match | Unreadable {
  if (name === 'syn') return flagsMatch(TCP_FLAG.syn | TCP_FLAG.rst | TCP_FLAG.ack | TCP_FLAG.fin, TCP_FLAG.syn, inverted)
  if (name === 'tcp-flags') {
    const [mask, set] = [readFlags(first), readFlags(second)]
    return mask === null || set === null ? unreadable(`no TCP flags: "${first} ${second}"`) : flagsMatch(mask, set, inverted)
  }
  if (name === 'tcp-option') {
    const option = wholeNumber(first, 255)
    if (option === null) return unreadable(`no TCP option: "${first}"`)
    // 0 is how the kernel says that none was asked.
    return option === 0 ? { match: () => true } : { match: ({ family }) => unknown(family, 'the TCP options are not known') }
  }
  const ports = readPorts(first)
  if (!ports) return unreadable(`no port: "${first}"`)
  if (backend === 'iptables-nft' && isEveryPort(ports)) return { match: () => true }
  const side = name.startsWith('s') ? 'sport' : 'dport'
  const whose = side === 'sport' ? 'source' : 'destination'
  return { match: (packet) => portAnswer(packet[side], ports, inverted, whose, packet.family) }
}

function readFlags(text: string): number | null {
  let flags = 0
  for (const name of text.split(',')) {
    const flag = FLAGS.get(name.toUpperCase())
    if (flag === undefined) return null
    flags |= flag
  }
  return flags
}

function flagsMatch(mask: number, set: number, inverted: boolean): Match {
  return {
    match: ({ tcpFlags, family }) => {
      if (tcpFlags === null) return unknown(family, 'the TCP flags are not known')
      return ((tcpFlags & mask) === set) !== inverted
    },
  }
}
