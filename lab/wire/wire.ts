import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { inside } from '../machine/inside.ts'
import { run } from '../machine/shell.ts'
import { type Packet, readPcap } from './pcap.ts'

/** What came back for the SYNs to one port, as tcpdump saw it. */
export type WireAnswer =
  | { readonly kind: 'syn-ack' | 'rst' }
  | { readonly kind: 'none' }
  | { readonly kind: 'icmp'; readonly type: number; readonly code: number; readonly from: string; readonly ttl: number }

/** UDP ports to the client's own loopback, by which we know that everything before them was captured. */
export const READY = 9
export const DONE = 10

/**
 * Captures everything in a network namespace until stopped. Resolves when tcpdump is seen to capture.
 * @param namespace its name below /run/netns
 */
export async function watch(namespace: string): Promise<{ stop(): Promise<Packet[]> }> {
  const words = ['tcpdump', '-i', 'any', '-y', 'LINUX_SLL2', '-nn', '-U', '--immediate-mode', '-s', '256', '-w', '-']
  const [command = '', ...rest] = inside(namespace, {}, words)
  const tcpdump = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'] })
  const chunks: Buffer[] = []
  let said = ''
  tcpdump.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  tcpdump.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const ended = new Promise((resolve) => tcpdump.on('close', resolve))
  const mark = async (port: number): Promise<Packet[]> => {
    for (let round = 0; round < 100; round++) {
      await run(['nsenter', `--net=/run/netns/${namespace}`, 'bash', '-c', `echo >/dev/udp/127.0.0.1/${port}`])
      for (let look = 0; look < 5; look++) {
        const packets = readPcap(Buffer.concat(chunks))
        if (packets.some((packet) => packet.udp === port)) return packets
        await sleep(10)
      }
    }
    throw new Error(`tcpdump does not capture: ${said}`)
  }
  await mark(READY)
  return {
    stop: async () => {
      const packets = await mark(DONE)
      tcpdump.kill('SIGTERM')
      await ended
      return packets
    },
  }
}

/** The SYNs that left for an address, in order; for one port of it or for all. */
export function synsTo(packets: readonly Packet[], address: string, port?: number): Packet[] {
  return packets.filter(
    ({ direction, destination, tcp }) =>
      (direction === 'out' || direction === 'loop') &&
      destination === address &&
      tcp?.syn === true &&
      !tcp.ack &&
      (port === undefined || tcp.to === port),
  )
}

/** The first answer that came for one port. */
export function answerOf(packets: readonly Packet[], address: string, port: number): WireAnswer {
  for (const { direction, source, ttl, tcp, icmp } of packets) {
    if (direction !== 'in' && direction !== 'loop') continue
    if (icmp?.about === address && icmp.port === port) return { kind: 'icmp', type: icmp.type, code: icmp.code, from: source, ttl }
    if (source !== address || tcp?.from !== port) continue
    if (tcp.syn && tcp.ack) return { kind: 'syn-ack' }
    if (tcp.rst) return { kind: 'rst' }
  }
  return { kind: 'none' }
}

/** Handshakes that were completed with one port: what a daemon behind it counts as connections. */
export function connectionsTo(packets: readonly Packet[], address: string, port: number): number {
  return packets.filter(
    ({ direction, source, tcp }) =>
      (direction === 'in' || direction === 'loop') && source === address && tcp?.from === port && tcp.syn && tcp.ack,
  ).length
}
