import { PROTOCOL, type Packet } from '../../packet.ts'
import { loadedAddress } from '../addresses.ts'
import { slice } from '../bits.ts'
import { integer } from '../data-types.ts'
import type { ExpressionPart } from '../expression.ts'
import { NotUnderstood } from '../not-understood.ts'
import { objectOf } from '../tree.ts'
import { type Loaded, notKnown, type Unknown } from '../value.ts'

/** Where a field lies in its header, in bits. */
interface Place {
  readonly offset: number
  readonly length: number
  readonly load: (packet: Packet) => Loaded
}

const ADDRESS = notKnown('the address is not known')
const FIELD = notKnown('the header field is not known')
const OUTSIDE = notKnown('a part of the packet that is not recorded')

function set(name: string): (packet: Packet) => Loaded {
  return (packet) => packet.fields.get(name) ?? FIELD
}

const NETWORK: Readonly<Record<4 | 6, readonly Place[]>> = {
  4: [
    { offset: 0, length: 4, load: () => 4 },
    { offset: 8, length: 6, load: set('ip dscp') },
    { offset: 14, length: 2, load: set('ip ecn') },
    { offset: 64, length: 8, load: set('ip ttl') },
    { offset: 72, length: 8, load: (packet) => packet.protocol },
    { offset: 96, length: 32, load: (packet) => loadedAddress(packet.saddr, ADDRESS) },
    { offset: 128, length: 32, load: (packet) => loadedAddress(packet.daddr, ADDRESS) },
  ],
  6: [
    { offset: 0, length: 4, load: () => 6 },
    { offset: 4, length: 6, load: set('ip6 dscp') },
    { offset: 10, length: 2, load: set('ip6 ecn') },
    { offset: 48, length: 8, load: (packet) => packet.protocol },
    { offset: 56, length: 8, load: set('ip6 hoplimit') },
    { offset: 64, length: 128, load: (packet) => loadedAddress(packet.saddr, ADDRESS) },
    { offset: 192, length: 128, load: (packet) => loadedAddress(packet.daddr, ADDRESS) },
  ],
}

const PORTS: readonly Place[] = [
  { offset: 0, length: 16, load: (packet) => packet.sport ?? FIELD },
  { offset: 16, length: 16, load: (packet) => packet.dport ?? FIELD },
  {
    offset: 0,
    length: 32,
    load: (packet) => (packet.sport === null || packet.dport === null ? FIELD : packet.sport * 65_536 + packet.dport),
  },
]

const TCP: readonly Place[] = [...PORTS, { offset: 104, length: 8, load: (packet) => packet.tcpFlags ?? FIELD }]

const ICMP: readonly Place[] = [
  { offset: 0, length: 8, load: (packet) => packet.icmp?.type ?? FIELD },
  { offset: 8, length: 8, load: (packet) => packet.icmp?.code ?? FIELD },
]

function places(base: string, packet: Packet): readonly Place[] {
  if (base === 'nh') return NETWORK[packet.family]
  if (base !== 'th') return []
  if (packet.protocol === PROTOCOL.tcp) return TCP
  return packet.protocol === PROTOCOL.udp ? PORTS : ICMP
}

const part: ExpressionPart = {
  documented: {
    name: '@nh, @th, @ll',
    surety: 'firm',
    means: 'bits of the headers, where they lie within ports, flags, addresses or the protocol',
  },
  keys: ['payload raw'],
  read: (json) => {
    const { base, offset, len } = objectOf(json)
    if (typeof base !== 'string' || typeof offset !== 'number' || typeof len !== 'number' || !(offset >= 0 && len > 0 && len <= 128))
      throw new NotUnderstood('a raw payload of an unknown form')
    const unknown: Unknown = base === 'nh' ? OUTSIDE : { ...OUTSIDE, mayBreak: true }
    return {
      types: [integer(len)],
      load: (packet) => {
        for (const place of places(base, packet)) {
          const inside = offset - place.offset
          if (inside >= 0 && inside + len <= place.length) return slice(place.load(packet), inside, len, place.length)
        }
        return unknown
      },
    }
  },
}
export default part
