import { type Answer, and, not, unknown } from '../../answer.ts'
import { CT_STATUS, type CtTuple, type Packet, PROTOCOL } from '../../packet.ts'
import type { Match } from '../../ruleset.ts'
import { hasHoles, maskedMatch, readMasked } from '../addresses.ts'
import { ctStateAnswer, isTracked, readCtStates } from '../ct-state.ts'
import type { MatchPart } from '../match.ts'
import { numberRange } from '../numbers.ts'
import type { Option, RuleContext } from '../option.ts'
import { portAnswer, readPorts } from '../ports.ts'
import { protocolNumber } from '../protocols.ts'
import { isUnreadable, unreadable, type Unreadable } from '../unreadable.ts'

const conntrack: MatchPart = {
  name: 'conntrack',
  families: [4, 6],
  surety: 'firm',
  means:
    'what connection tracking says: state, status, direction, protocol, addresses and ports before and after NAT; when it expires is not known',
  options: {
    ctstate: 1,
    ctproto: 1,
    ctorigsrc: 1,
    ctorigdst: 1,
    ctreplsrc: 1,
    ctrepldst: 1,
    ctorigsrcport: 1,
    ctorigdstport: 1,
    ctreplsrcport: 1,
    ctrepldstport: 1,
    ctstatus: 1,
    ctexpire: 1,
    ctdir: 1,
  },
  read: (options, rule) => {
    if (options.length === 0) return unreadable('no option')
    const asked: { ofState: boolean; match: Match }[] = []
    for (const option of options) {
      const match = readOption(option, rule)
      if (isUnreadable(match)) return match
      asked.push({ ofState: option.name === 'ctstate', match })
    }
    const states = asked.filter(({ ofState }) => ofState)
    const others = asked.filter(({ ofState }) => !ofState)
    // conntrack_mt() of xt_conntrack.c: a packet without an entry is judged by its state alone, and matches nothing where that is not asked.
    return {
      match: (packet, scene) => {
        const all = (list: typeof asked): Answer =>
          list.reduce<Answer>((answer, { match }) => and(answer, match.match(packet, scene)), true)
        const state = all(states)
        if (state === false || others.length === 0) return state
        const tracked = isTracked(packet.ct)
        if (tracked === null) return unknown(packet.family, 'the state of the connection is not known')
        return tracked ? and(state, all(others)) : states.length > 0 && state
      },
    }
  },
}

export default conntrack

const STATUS: ReadonlyMap<string, number> = new Map([
  ['NONE', 0],
  ['EXPECTED', CT_STATUS.expected],
  ['SEEN_REPLY', CT_STATUS['seen-reply']],
  ['ASSURED', CT_STATUS.assured],
  ['CONFIRMED', CT_STATUS.confirmed],
])

function readOption({ name, inverted, values: [text = ''] }: Option, { family }: RuleContext): Match | Unreadable {
  switch (name) {
    case 'ctstate': {
      const states = readCtStates(text)
      return states ? { match: (packet) => ctStateAnswer(packet, states, inverted) } : unreadable(`no state: "${text}"`)
    }
    case 'ctproto': {
      const protocol = protocolNumber(text)
      return protocol ? { match: (packet) => protocolAnswer(packet, protocol, inverted) } : unreadable(`no protocol: "${text}"`)
    }
    case 'ctstatus': {
      const mask = readStatus(text)
      return mask === null ? unreadable(`no status: "${text}"`) : { match: (packet) => statusAnswer(packet, mask, inverted) }
    }
    case 'ctexpire':
      if (!numberRange(text, 0xffff_ffff)) return unreadable(`no number of seconds: "${text}"`)
      return { match: (packet) => unknown(packet.family, 'when the connection expires is not known') }
    case 'ctdir': {
      const direction = text.toLowerCase()
      if (direction !== 'original' && direction !== 'reply') return unreadable(`no direction: "${text}"`)
      return { match: ({ ct }) => (ct.direction === direction) !== inverted }
    }
  }
  const tuple = name.startsWith('ctorig') ? 'original' : 'reply'
  const side = name.includes('src') ? 's' : 'd'
  if (!name.endsWith('port')) return addressMatch(tuple, `${side}addr`, text, inverted, family)
  const ports = readPorts(text)
  if (!ports) return unreadable(`no port: "${text}"`)
  const whose = `${tuple} ${side === 's' ? 'source' : 'destination'}`
  return { match: ({ ct, family: of }) => portAnswer(ct[tuple][`${side}port`], ports, inverted, whose, of) }
}

function readStatus(text: string): number | null {
  let mask = 0
  for (const name of text.split(',')) {
    const bit = STATUS.get(name.toUpperCase())
    if (bit === undefined) return null
    mask |= bit
  }
  return mask
}

function addressMatch(
  tuple: 'original' | 'reply',
  field: 'saddr' | 'daddr',
  text: string,
  inverted: boolean,
  family: 4 | 6,
): Match | Unreadable {
  const written = readMasked(text, family)
  // A mask with holes is no length, which is what libxtables makes of it (xtopt_parse_hostmask): it then takes the address alone.
  const masked = written && hasHoles(written) ? readMasked(text.slice(0, text.indexOf('/')), family) : written
  if (!masked) return unreadable(`no address: "${text}"`)
  const match = maskedMatch(field, masked, inverted)
  const asPacket = (packet: Packet, { saddr, daddr }: CtTuple): Packet => ({ ...packet, saddr, daddr })
  return { match: (packet, scene) => match.match(asPacket(packet, packet.ct[tuple]), scene) }
}

/** An ICMP error belongs to the connection that it is about, which is TCP as all that is walked. */
function protocolAnswer(packet: Packet, protocol: number, inverted: boolean): boolean {
  return ((packet.icmp === null ? packet.protocol : PROTOCOL.tcp) === protocol) !== inverted
}

function statusAnswer({ ct, family }: Packet, mask: number, inverted: boolean): Answer {
  const answer = ct.status === null ? unknown(family, 'the status of the connection is not known') : (ct.status & mask) !== 0
  return mask === 0 ? inverted : inverted ? not(answer) : answer
}
