import type { Diagnosis } from '../../src/model/diagnosis.ts'
import type { Packet } from './pcap.ts'
import { DONE, READY, synsTo } from './wire.ts'

const WINDOW = 30_000

/** What a default diagnosis sent beyond its budget (EVIDENCE section 4), one sentence each; empty when it kept it. */
export function overBudget(packets: readonly Packet[], addresses: readonly string[], asked: number): string[] {
  return addresses.flatMap((address) => {
    const times = synsTo(packets, address, asked).map(({ at }) => at)
    const worst = Math.max(0, ...times.map((start) => times.filter((at) => at >= start && at < start + WINDOW).length))
    const ports = new Set(synsTo(packets, address).map(({ tcp }) => tcp?.to))
    return [
      ...(worst > 4 ? [`${worst} SYNs to port ${asked} of ${address} within 30 s, at most 4 are allowed`] : []),
      ...(ports.size > 8 ? [`${ports.size} ports of ${address}, at most 8 are allowed: ${[...ports].join(' ')}`] : []),
    ]
  })
}

/** Packets to others than the target: nobody named them. DNS, and the marks of our own capture, are none. */
export function strangers(packets: readonly Packet[], addresses: readonly string[], seen: Diagnosis): string[] {
  const sent = packets.filter(({ direction }) => direction === 'out' || direction === 'loop')
  const spoken = new Set(sent.filter(({ tcp }) => tcp?.syn === true && !tcp.ack).map(({ destination }) => destination))
  const plain = new Set(addresses.map((address) => address.replace(/%.*/, '')))
  const contacted = new Set(seen.contacted.map((address) => address.replace(/%.*/, '')))
  return [
    ...[...spoken].filter((address) => !plain.has(address)).map((address) => `a SYN went to ${address}, which nobody named`),
    ...[...spoken]
      .filter((address) => plain.has(address) && !contacted.has(address))
      .map((address) => `${address} was contacted, and the report does not say so`),
    ...sent
      .filter(({ udp }) => udp !== undefined && ![53, READY, DONE].includes(udp))
      .map(({ destination, udp }) => `a datagram went to ${destination} port ${udp}`),
  ]
}

/** Where the program's own count, of the target and of each jump host, is not what left. Packets that the client's own kernel held back are counted, and not seen. */
export function miscounted(packets: readonly Packet[], seen: Diagnosis, heldBack: boolean): string[] {
  const sent = packets.filter(({ direction, tcp }) => (direction === 'out' || direction === 'loop') && tcp?.syn === true && !tcp.ack).length
  const syns = [seen, ...seen.hops].reduce((sum, { connections }) => sum + connections.syns, 0)
  const right = heldBack ? syns >= sent : syns === sent
  return right ? [] : [`${sent} SYNs left, and the report says ${syns}`]
}
