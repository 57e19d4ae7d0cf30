import { type Packet, PROTOCOL, REMOTE, TCP_FLAG } from '../../../src/firewall/netfilter/packet.ts'

/** A SYN from the remote end to 10.9.0.2:22 as it comes in, with changes. */
export function synPacket(changes: Partial<Packet> = {}): Packet {
  const side = { saddr: null, daddr: null, sport: null, dport: null }
  return {
    hook: 'input',
    family: 4,
    protocol: PROTOCOL.tcp,
    saddr: REMOTE,
    daddr: 0x0a090002,
    sport: null,
    dport: 22,
    tcpFlags: TCP_FLAG.syn,
    icmp: null,
    iif: 'eth0',
    oif: '',
    ct: { state: 'new', direction: 'original', status: 0, mark: 0, original: side, reply: side },
    mark: 0,
    fields: new Map(),
    passedIn: 0,
    noted: new Set(),
    ...changes,
  }
}
