/** An ICMP or ICMPv6 error and the packet that it quotes. */
export interface IcmpError {
  readonly type: number
  readonly code: number
  /** Destination of the quoted packet. */
  readonly about: string
  /** TCP destination port of the quoted packet. */
  readonly port: number
}

/** A packet as the client's kernel saw it leave or come. */
export interface Packet {
  /** Milliseconds since the epoch, with fractions. */
  readonly at: number
  /** `loop`: on the loopback interface, where libpcap shows each packet once, as it comes in. */
  readonly direction: 'out' | 'in' | 'loop' | 'other'
  readonly source: string
  readonly destination: string
  readonly ttl: number
  readonly tcp?: {
    readonly from: number
    readonly to: number
    readonly syn: boolean
    readonly ack: boolean
    readonly rst: boolean
    readonly fin: boolean
    readonly payload: number
    /** The beginning of the payload, as far as it was captured, as latin1 text. */
    readonly text: string
  }
  readonly icmp?: IcmpError
  /** Destination port of a UDP datagram. */
  readonly udp?: number
  /** Who was asked for on the link, by ARP or neighbour solicitation. */
  readonly asksFor?: string
}

const PCAP_HEADER = 24
const RECORD_HEADER = 16
/** LINKTYPE_LINUX_SLL2: protocol 2, reserved 2, interface 4, ARPHRD 2, packet type 1, address length 1, address 8. */
const SLL2_HEADER = 20
const LINKTYPE_LINUX_SLL2 = 276
const ARPHRD_LOOPBACK = 772
const PACKET_HOST = 0
const PACKET_OUTGOING = 4

function directionOf(frame: Buffer): Packet['direction'] {
  if (frame.readUInt16BE(8) === ARPHRD_LOOPBACK) return 'loop'
  const kind = frame.readUInt8(10)
  return kind === PACKET_OUTGOING ? 'out' : kind === PACKET_HOST ? 'in' : 'other'
}

const text4 = (bytes: Buffer): string => [...bytes].join('.')

function text6(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16))
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)
}

function tcp(bytes: Buffer, length: number): NonNullable<Packet['tcp']> {
  const flags = bytes.readUInt8(13)
  const header = (bytes.readUInt8(12) >> 4) * 4
  return {
    from: bytes.readUInt16BE(0),
    to: bytes.readUInt16BE(2),
    syn: (flags & 2) !== 0,
    ack: (flags & 16) !== 0,
    rst: (flags & 4) !== 0,
    fin: (flags & 1) !== 0,
    payload: length - header,
    text: bytes.subarray(header, length).toString('latin1'),
  }
}

type Body = Pick<Packet, 'source' | 'destination' | 'ttl' | 'tcp' | 'icmp' | 'udp' | 'asksFor'>

function ip4(bytes: Buffer): Body {
  const header = (bytes.readUInt8(0) & 15) * 4
  const base = { source: text4(bytes.subarray(12, 16)), destination: text4(bytes.subarray(16, 20)), ttl: bytes.readUInt8(8) }
  const body = bytes.subarray(header)
  const protocol = bytes.readUInt8(9)
  if (protocol === 6) return { ...base, tcp: tcp(body, bytes.readUInt16BE(2) - header) }
  if (protocol === 17) return { ...base, udp: body.readUInt16BE(2) }
  const type = protocol === 1 ? body.readUInt8(0) : 0
  if (type !== 3 && type !== 11) return base
  const quoted = body.subarray(8)
  const port = quoted.readUInt16BE((quoted.readUInt8(0) & 15) * 4 + 2)
  return { ...base, icmp: { type, code: body.readUInt8(1), about: text4(quoted.subarray(16, 20)), port } }
}

function ip6(bytes: Buffer): Body {
  const base = { source: text6(bytes.subarray(8, 24)), destination: text6(bytes.subarray(24, 40)), ttl: bytes.readUInt8(7) }
  const body = bytes.subarray(40)
  const next = bytes.readUInt8(6)
  if (next === 6) return { ...base, tcp: tcp(body, bytes.readUInt16BE(4)) }
  if (next === 17) return { ...base, udp: body.readUInt16BE(2) }
  const type = next === 58 ? body.readUInt8(0) : 0
  if (type === 135) return { ...base, asksFor: text6(body.subarray(8, 24)) }
  if (type === 0 || type >= 128) return base
  const quoted = body.subarray(8)
  return { ...base, icmp: { type, code: body.readUInt8(1), about: text6(quoted.subarray(24, 40)), port: quoted.readUInt16BE(42) } }
}

function arp(bytes: Buffer): Body {
  const base = { source: text4(bytes.subarray(14, 18)), destination: text4(bytes.subarray(24, 28)), ttl: 0 }
  return bytes.readUInt16BE(6) === 1 ? { ...base, asksFor: base.destination } : base
}

/** What a capture with LINUX_SLL2 headers holds so far, in order. Other protocols are left out. @throws Error when it is not one */
export function readPcap(bytes: Buffer): Packet[] {
  if (bytes.length < PCAP_HEADER) return []
  if (bytes.readUInt32LE(0) !== 0xa1b2c3d4 || bytes.readUInt32LE(20) !== LINKTYPE_LINUX_SLL2)
    throw new Error('not a LINUX_SLL2 capture in µs')
  const packets: Packet[] = []
  let offset = PCAP_HEADER
  while (offset + RECORD_HEADER <= bytes.length) {
    const length = bytes.readUInt32LE(offset + 8)
    const frame = bytes.subarray(offset + RECORD_HEADER, offset + RECORD_HEADER + length)
    if (frame.length < length) break
    const at = bytes.readUInt32LE(offset) * 1000 + bytes.readUInt32LE(offset + 4) / 1000
    const read = { 0x0800: ip4, 0x86dd: ip6, 0x0806: arp }[frame.readUInt16BE(0)]
    if (read) packets.push({ at, direction: directionOf(frame), ...read(frame.subarray(SLL2_HEADER)) })
    offset += RECORD_HEADER + length
  }
  return packets
}
