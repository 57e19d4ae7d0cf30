import { type Key, keyOf } from '../../net/address-set.ts'
import type { Host } from './host.ts'
import { CT_STATUS, type CtTuple, type Packet, PROTOCOL, REMOTE, TCP_FLAG, type Tracked } from './packet.ts'
import type { Question } from './question.ts'

const ESTABLISHED = CT_STATUS['seen-reply'] | CT_STATUS.assured | CT_STATUS.confirmed

/**
 * The packet of a question as the machine first sees it: no connection, mark 0.
 * @param remote the remote end, where it is one address: then a match that can tell only few addresses apart tells this one
 */
export function firstPacket({ way, local, port, otherPort, device, state }: Question, family: 4 | 6, remote: Key | typeof REMOTE): Packet {
  const here = local ? keyOf(local) : null
  const [ours, theirs] = way === 'out' ? [otherPort, port] : [port, otherPort]
  const inbound: CtTuple = { saddr: remote, daddr: here, sport: theirs, dport: ours }
  const outbound: CtTuple = { saddr: here, daddr: remote, sport: ours, dport: theirs }
  const [sent, original] = way === 'in' ? [inbound, inbound] : [outbound, way === 'out' ? outbound : inbound]
  const flags = state === 'established' ? TCP_FLAG.ack : way === 'reply' ? TCP_FLAG.syn | TCP_FLAG.ack : TCP_FLAG.syn
  return {
    hook: way === 'in' ? 'ingress' : 'output',
    family,
    protocol: PROTOCOL.tcp,
    ...sent,
    tcpFlags: flags,
    icmp: null,
    iif: way === 'in' ? device : '',
    oif: way === 'in' ? '' : device,
    ct: {
      state: 'none',
      direction: way === 'reply' ? 'reply' : 'original',
      status: state === 'established' ? ESTABLISHED : 0,
      mark: state === 'established' ? null : 0,
      original,
      reply: reversed(original),
    },
    mark: 0,
    fields: new Map(),
    passedIn: 0,
    noted: new Set(),
  }
}

function reversed({ saddr, daddr, sport, dport }: CtTuple): CtTuple {
  return { saddr: daddr, daddr: saddr, sport: dport, dport: sport }
}

/** What answers a packet: the socket's segment, or what a rule that rejects sends. */
export type Told = { readonly flags: number } | { readonly type: number; readonly code: number }

/**
 * The answer as it sets out, tracked as the kernel tracks it: a rejection belongs to the connection of what it rejects from its start
 * (nf_ct_attach), a segment of a socket only once conntrack sees it.
 */
export function answerTo(packet: Packet, told: Told, rejects: boolean, host: Host): Packet {
  const { ct, family } = packet
  const icmp = 'type' in told ? told : null
  const seen = ct.state === 'new' || ct.state === 'established' || ct.state === 'related'
  const here = packet.hook === 'prerouting' || packet.hook === 'input' || packet.hook === 'forward' || packet.hook === 'ingress'
  return {
    hook: here ? 'output' : 'ingress',
    family,
    protocol: icmp ? (family === 4 ? PROTOCOL.icmp : PROTOCOL.icmpv6) : PROTOCOL.tcp,
    // An ICMP error about what passes through comes from an address of this machine, whichever.
    saddr: icmp && packet.hook === 'forward' ? null : packet.daddr,
    daddr: packet.saddr,
    sport: icmp ? null : packet.dport,
    dport: icmp ? null : packet.sport,
    tcpFlags: 'flags' in told ? told.flags : null,
    icmp,
    iif: here ? '' : packet.oif,
    oif: here ? packet.iif : '',
    ct: {
      ...ct,
      state: ct.state === null ? null : seen && rejects ? 'related' : 'none',
      direction: 'reply',
      status: ct.status === null || rejects ? ct.status : ct.status | CT_STATUS['seen-reply'] | CT_STATUS.confirmed,
    },
    mark: markOf(packet, rejects, host),
    fields: new Map(),
    passedIn: 0,
    noted: new Set(),
  }
}

/** The mark of an answer is 0 unless the kernel is told to reflect that of the packet (fwmark_reflect, tcp_fwmark_accept). */
function markOf({ mark, family }: Packet, rejects: boolean, { sysctls }: Host): number | null {
  if (mark === 0) return 0
  const name = rejects ? (family === 4 ? 'net.ipv4.fwmark_reflect' : 'net.ipv6.fwmark_reflect') : 'net.ipv4.tcp_fwmark_accept'
  const value = sysctls.get(name)
  return value === undefined ? null : value === '0' ? 0 : mark
}

/** What connection tracking makes of an answer whose connection was tracked as `asked`; one that it did not track gives no connection. */
export function answered(asked: Tracked): (ct: Tracked) => Tracked {
  const known = asked.state === 'new' || asked.state === 'established' || asked.state === 'related'
  return (ct) => {
    if (ct.state !== 'none') return ct
    return { ...ct, state: asked.state === null ? null : known ? 'established' : 'invalid' }
  }
}
