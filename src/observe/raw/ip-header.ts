import type { ResetHeader } from '../sockets.ts'
import { addressText } from './sockaddr.ts'

/** The TCP connection whose packets are looked for, seen from here. */
export interface Flow {
  /** Canonical text, without a zone. */
  readonly address: string
  readonly port: number
  readonly ownPort: number
}

const IPPROTO_TCP = 6
const RST = 0x04

/**
 * Reads a packet that begins with its IP header (RFC 791 section 3.1, RFC 8200 section 3), TCP (RFC 9293 section 3.1) right behind it:
 *
 *     IPv4: 0 version and length · 1 TOS · 4 identification · 8 TTL · 9 protocol · 12 source · 16 destination
 *     IPv6: 0 version, traffic class, flow label · 6 next header · 7 hop limit · 8 source · 24 destination
 *     TCP:  0 source port · 2 destination port · 13 flags · 14 window
 *
 * @returns its header where it is a RST that the other side of the flow sent; null for all else
 */
export function resetIn(packet: Buffer, flow: Flow): ResetHeader | null {
  if (packet.length < 20) return null
  const version = packet.readUInt8(0) >> 4
  if (version === 4) {
    const length = (packet.readUInt8(0) & 15) * 4
    if (length < 20 || packet.readUInt8(9) !== IPPROTO_TCP || addressText(packet.subarray(12, 16)) !== flow.address) return null
    const window = resetWindow(packet.subarray(length), flow)
    if (window === null) return null
    return { ttl: packet.readUInt8(8), tos: packet.readUInt8(1), window, id: packet.readUInt16BE(4) }
  }
  if (version !== 6 || packet.length < 40) return null
  if (packet.readUInt8(6) !== IPPROTO_TCP || addressText(packet.subarray(8, 24)) !== flow.address) return null
  const window = resetWindow(packet.subarray(40), flow)
  if (window === null) return null
  const word = packet.readUInt32BE(0)
  return { ttl: packet.readUInt8(7), tos: (word >>> 20) & 0xff, window, flowLabel: word & 0xfffff }
}

function resetWindow(tcp: Buffer, { port, ownPort }: Flow): number | null {
  if (tcp.length < 20 || tcp.readUInt16BE(0) !== port || tcp.readUInt16BE(2) !== ownPort) return null
  return (tcp.readUInt8(13) & RST) === 0 ? null : tcp.readUInt16BE(14)
}
