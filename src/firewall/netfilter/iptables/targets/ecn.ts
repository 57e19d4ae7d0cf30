import { type Packet, PROTOCOL, TCP_FLAG } from '../../packet.ts'
import { withField } from '../fields.ts'
import { goesOn } from '../goes-on.ts'
import { wholeNumber } from '../numbers.ts'
import type { Option } from '../option.ts'
import type { TargetPart } from '../target.ts'
import { unreadable } from '../unreadable.ts'

const FLAGS: ReadonlyMap<string, number> = new Map([
  ['ecn-tcp-cwr', TCP_FLAG.cwr],
  ['ecn-tcp-ece', TCP_FLAG.ecn],
])

/** ecn_tg() of ipt_ECN.c. */
const ecn: TargetPart = {
  name: 'ECN',
  families: [4],
  surety: 'firm',
  means: 'the bits of ECN in the headers of IP and TCP are set',
  options: { 'ecn-tcp-remove': 0, 'ecn-tcp-cwr': 1, 'ecn-tcp-ece': 1, 'ecn-ip-ect': 1 },
  read: (options) => {
    const changes = options.map(changeOf)
    if (changes.length === 0 || changes.includes(null)) return unreadable('no bits of ECN')
    return goesOn((packet) => changes.reduce((now, change) => change?.(now) ?? now, packet))
  },
}

export default ecn

function changeOf({ name, values: [text = ''] }: Option): ((packet: Packet) => Packet) | null {
  if (name === 'ecn-tcp-remove') return (packet) => withFlags(packet, TCP_FLAG.cwr | TCP_FLAG.ecn, 0)
  const value = wholeNumber(text, name === 'ecn-ip-ect' ? 3 : 1)
  if (value === null) return null
  if (name === 'ecn-ip-ect') return (packet) => withField(packet, 'ip ecn', value)
  const flag = FLAGS.get(name) ?? 0
  return (packet) => withFlags(packet, flag, value * flag)
}

function withFlags(packet: Packet, mask: number, bits: number): Packet {
  if (packet.protocol !== PROTOCOL.tcp || packet.tcpFlags === null) return packet
  return { ...packet, tcpFlags: (packet.tcpFlags & ~mask) | bits }
}
