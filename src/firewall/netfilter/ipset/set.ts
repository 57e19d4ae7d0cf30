import { AddressSet } from '../../../net/address-set.ts'
import { type Answer, and, or, unknown } from '../answer.ts'
import type { Packet } from '../packet.ts'
import type { IpSet, Scene } from '../ruleset.ts'
import { type Asked, askedOf } from './asked.ts'
import { decide } from './decide.ts'
import type { Header } from './header.ts'
import type { Members } from './members.ts'
import { type SetNote, setNotesOf, sidesOf } from './noted.ts'

/** Answers kept of one set: it is asked again and again for the same sides of a packet. */
const MOST_KEPT = 64

/**
 * A set that answers as ip_set_test does.
 * @param why why not all of its entries are known; null: they are
 */
export function ipSetOf(header: Header, members: Members, why: string | null): IpSet {
  const { name, type, family } = header
  const kept = new Map<string, Answer>()
  const decided = (asked: Asked, exceptions: boolean): Answer => {
    const { addresses, protocol, port, mark, iface, hasMac } = asked
    const key = [asked.family, ...addresses, protocol, port, mark, iface, hasMac, exceptions].join(' ')
    const known = kept.get(key)
    if (known !== undefined) return known
    if (kept.size >= MOST_KEPT) kept.clear()
    const answer = decide(header, members, asked, exceptions)
    kept.set(key, answer)
    return answer
  }
  const held = (packet: Packet, directions: readonly string[], scene: Scene, exceptions: boolean): Answer => {
    if (why !== null) return unknown(packet.family, why)
    if (type.name === 'list:set') return listed(members, packet, directions, scene, exceptions)
    return decided(askedOf(packet, type, directions), exceptions)
  }
  return {
    name,
    type: type.name,
    holds(packet, directions, scene, exceptions = false) {
      // opt->dim < set->type->dimension, and the family of the set, in ip_set_test.
      if (directions.length < type.dimensions.length || (family !== null && family !== packet.family)) return false
      const answer = held(packet, directions, scene, exceptions)
      const notes = setNotesOf(packet)
      return notes.length === 0 ? answer : changed(answer, notes, header, members, packet, directions, scene)
    },
  }
}

/** list:set: whether one of its sets has the packet (list_set_ktest). A list cannot be in a list. */
function listed({ set }: Members, packet: Packet, directions: readonly string[], scene: Scene, exceptions: boolean): Answer {
  let answer: Answer = false
  for (const name of set) {
    const member = scene.ipsets.get(name)
    const held =
      member === undefined || member.type === 'list:set'
        ? unknown(packet.family, `the set ${name} was not read`)
        : member.holds(packet, directions, scene, exceptions)
    answer = or(answer, held)
    if (answer === true) return true
  }
  return answer
}

/** The answer after rules have added this packet to sets or deleted it (target SET). */
function changed(
  answer: Answer,
  notes: readonly SetNote[],
  header: Header,
  members: Members,
  packet: Packet,
  directions: readonly string[],
  scene: Scene,
): Answer {
  const { type, name } = header
  const perhaps = unknown(packet.family, `a rule has changed the set ${name} because of this packet`)
  // Which of its sets a list passes a change on to depends on what they hold (list_set_kadd).
  if (notes.some(({ set }) => scene.ipsets.get(set)?.type === 'list:set')) return perhaps
  let now = answer
  for (const note of notes) {
    if (note.set !== name || note.directions.length < type.dimensions.length) continue
    if (isAnother(note, header, packet, directions)) continue
    const same = type.dimensions.every((_, at) => note.directions[at] === directions[at]) && isUnmoved(note, packet)
    const sure = same && (note.did === 'add' ? addsSurely(header, members, packet, directions) : !type.dimensions.includes('net'))
    if (sure) now = note.did === 'add' && addable(header, packet, directions)
    // What is deleted may be an exception.
    else if (members.nomatch.size > 0) now = perhaps
    else now = note.did === 'add' ? or(now, perhaps) : and(now, perhaps)
  }
  return now
}

function isUnmoved({ sides: { src, dst } }: SetNote, packet: Packet): boolean {
  const now = sidesOf(packet)
  return src.address === now.src.address && src.port === now.src.port && dst.address === now.dst.address && dst.port === now.dst.port
}

/** Whether what was added or deleted is surely not what is asked for: a set of plain addresses and ports, and one of these is another. */
function isAnother({ directions: then, sides }: SetNote, { type, mask }: Header, packet: Packet, directions: readonly string[]): boolean {
  if (mask !== null || type.dimensions.some((dimension) => dimension !== 'ip' && dimension !== 'port')) return false
  const now = sidesOf(packet)
  return type.dimensions.some((dimension, at) => {
    const [was, is] = [sides[then[at] === 'src' ? 'src' : 'dst'], now[directions[at] === 'src' ? 'src' : 'dst']]
    const [one, other] = dimension === 'port' ? [was.port, is.port] : [was.address, is.address]
    return one !== other && /^\d+$/.test(one) && /^\d+$/.test(other)
  })
}

/** Whether an added packet is found again: there is room, and no exception or missing hardware address is in the way. */
function addsSurely({ type, maxelem, mask }: Header, members: Members, packet: Packet, directions: readonly string[]): boolean {
  const { hasMac, iface, port, mark, addresses } = askedOf(packet, type, directions)
  const known = port !== null && mark !== null && iface !== null && !addresses.includes(null)
  if (type.dimensions.includes('iface') && iface === '') return false
  return (
    known && mask === null && members.count < maxelem && members.nomatch.size === 0 && (hasMac === true || !type.dimensions.includes('mac'))
  )
}

/** The packets that a set can take: in the range of a bitmap, and in hash:ip any address but zero (hash_ip4_kadt). */
function addable({ type, range, family }: Header, packet: Packet, directions: readonly string[]): Answer {
  const { addresses, port, protocol } = askedOf(packet, type, directions)
  if (range !== null && type.dimensions[0] === 'port')
    return (protocol === 6 || protocol === 17) && port !== null && port >= range[0] && port <= range[1]
  const [address] = addresses
  if (address === undefined || address === null || family === null) return true
  const set = range ? AddressSet.range(4, range[0], range[1]) : type.name === 'hash:ip' ? zero(family).complement() : null
  if (set === null) return true
  return typeof address === 'string' ? { yes: set, maybe: AddressSet.none(family), why: '' } : set.has(address)
}

function zero(family: 4 | 6): AddressSet {
  return family === 4 ? AddressSet.range(4, 0, 0) : AddressSet.range(6, 0n, 0n)
}
