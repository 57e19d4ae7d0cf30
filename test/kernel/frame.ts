import { parseAddress } from '../../src/net/address.ts'
import type { Syn } from './trial.ts'

/** linux/if_ether.h */
const ETHERTYPE = { ipv4: 0x0800, ipv6: 0x86dd } as const
const ETHERNET = 14
const TCP = 20
/** Longest SYN: Ethernet, IPv6, TCP. */
export const FRAME_BYTES = 96
/** Whatever answers has its tell-tale bytes within this: Ethernet, IPv6, ICMPv6, and the quoted IPv6 and TCP headers. */
export const ANSWER_BYTES = 192

export interface Link {
  readonly from: Buffer
  readonly to: Buffer
}

/** RFC 1071, over an even number of bytes. */
function sum(bytes: Buffer, from: number, to: number, start: number): number {
  let total = start
  for (let at = from; at < to; at += 2) total += bytes.readUInt16BE(at)
  while (total > 0xffff) total = (total & 0xffff) + (total >>> 16)
  return total
}

function writeAddress(into: Buffer, at: number, text: string): void {
  const address = parseAddress(text)
  if (!address) throw new Error(`no address: ${text}`)
  const bytes = address.family === 4 ? 4 : 16
  into.set(Buffer.from(address.value.toString(16).padStart(bytes * 2, '0'), 'hex'), at)
}

/**
 * Writes Ethernet, IP (RFC 791, RFC 8200) and TCP (RFC 9293) headers of a SYN.
 * @param sequence its sequence number, by which the answer is known
 * @returns how many bytes
 */
export function writeSyn(into: Buffer, link: Link, syn: Syn, sequence: number): number {
  const six = syn.source.includes(':')
  const ip = ETHERNET
  const tcp = ip + (six ? 40 : 20)
  into.fill(0, 0, tcp + TCP)
  into.set(link.to, 0)
  into.set(link.from, 6)
  into.writeUInt16BE(six ? ETHERTYPE.ipv6 : ETHERTYPE.ipv4, 12)
  if (six) {
    into.writeUInt32BE(((6 << 28) | (syn.tos << 20)) >>> 0, ip)
    into.writeUInt16BE(TCP, ip + 4)
    into[ip + 6] = 6
    into[ip + 7] = syn.ttl
    writeAddress(into, ip + 8, syn.source)
    writeAddress(into, ip + 24, syn.destination)
  } else {
    into[ip] = 0x45
    into[ip + 1] = syn.tos
    into.writeUInt16BE(20 + TCP, ip + 2)
    into.writeUInt16BE(sequence & 0xffff, ip + 4)
    into[ip + 8] = syn.ttl
    into[ip + 9] = 6
    writeAddress(into, ip + 12, syn.source)
    writeAddress(into, ip + 16, syn.destination)
    into.writeUInt16BE(~sum(into, ip, tcp, 0) & 0xffff, ip + 10)
  }
  into.writeUInt16BE(syn.sourcePort, tcp)
  into.writeUInt16BE(syn.port, tcp + 2)
  into.writeUInt32BE(sequence, tcp + 4)
  into[tcp + 12] = 0x50
  into[tcp + 13] = 0x02
  into.writeUInt16BE(64240, tcp + 14)
  // The pseudo-header: addresses, protocol, length.
  const addresses = six ? sum(into, ip + 8, ip + 40, 0) : sum(into, ip + 12, ip + 20, 0)
  into.writeUInt16BE(~sum(into, tcp, tcp + TCP, addresses + 6 + TCP) & 0xffff, tcp + 16)
  return tcp + TCP
}

/** What a frame says of one SYN. */
export interface Sign {
  /** The sequence number of the SYN it is about. */
  readonly sequence: number
  readonly kind: 'syn' | 'syn-ack' | 'rst' | `icmp ${number}/${number}`
}

const [FLAG_SYN, FLAG_RST, FLAG_ACK] = [2, 4, 16]

/** Reads what came off the wire. @returns null when it is about no SYN */
export function signOf(frame: Buffer): Sign | null {
  const type = frame.length < ETHERNET ? 0 : frame.readUInt16BE(12)
  if (type !== ETHERTYPE.ipv4 && type !== ETHERTYPE.ipv6) return null
  const upper = upperOf(frame, ETHERNET)
  if (!upper) return null
  if (upper.protocol === 6) return frame.length < upper.at + TCP ? null : tcpSign(frame, upper.at)
  if (upper.protocol !== (type === ETHERTYPE.ipv4 ? 1 : 58) || frame.length < upper.at + 8) return null
  // RFC 792, RFC 4443: type, code, checksum, four more bytes, then the packet it is about.
  const quoted = upperOf(frame, upper.at + 8)
  if (!quoted || quoted.protocol !== 6 || frame.length < quoted.at + 8) return null
  return { sequence: frame.readUInt32BE(quoted.at + 4), kind: `icmp ${frame[upper.at] ?? 0}/${frame[upper.at + 1] ?? 0}` }
}

function tcpSign(frame: Buffer, at: number): Sign | null {
  const flags = frame[at + 13] ?? 0
  const acknowledged = (frame.readUInt32BE(at + 8) - 1) >>> 0
  if (flags & FLAG_RST) return flags & FLAG_ACK ? { sequence: acknowledged, kind: 'rst' } : null
  if (!(flags & FLAG_SYN)) return null
  return flags & FLAG_ACK ? { sequence: acknowledged, kind: 'syn-ack' } : { sequence: frame.readUInt32BE(at + 4), kind: 'syn' }
}

/** Where the header above IP begins. IPv6 extension headers do not occur here. */
function upperOf(frame: Buffer, ip: number): { readonly protocol: number; readonly at: number } | null {
  const version = (frame[ip] ?? 0) >> 4
  if (version === 4) return { protocol: frame[ip + 9] ?? 0, at: ip + ((frame[ip] ?? 0) & 15) * 4 }
  return version === 6 ? { protocol: frame[ip + 6] ?? 0, at: ip + 40 } : null
}
