import type { AddressSet } from '../../net/address-set.ts'
import type { CtTuple, Packet, Tracked } from './packet.ts'

/** Remote ends whose packets look alike by now. */
export interface Way {
  readonly packet: Packet
  readonly remotes: AddressSet
}

/** Packets that differ are walked each for itself up to this many; beyond, what differs between two of them becomes unknown. */
const MOST_WAYS = 64

/** All that arrive at one point of the walk. Ways that meet with the same packet are united, so that the walk stays linear. */
export class Ways {
  readonly #ways: Way[] = []

  static of(packet: Packet, remotes: AddressSet): Ways {
    const ways = new Ways()
    ways.add(packet, remotes)
    return ways
  }

  get isEmpty(): boolean {
    return this.#ways.length === 0
  }

  /** In the order in which they came. */
  get list(): readonly Way[] {
    return this.#ways
  }

  add(packet: Packet, remotes: AddressSet): void {
    if (remotes.isEmpty) return
    const at = this.#placeOf(packet)
    const met = this.#ways[at]
    if (!met) {
      this.#ways.push({ packet, remotes })
      return
    }
    const both = met.packet === packet || same(met.packet, packet) ? met.packet : blurred(met.packet, packet)
    this.#ways[at] = { packet: both, remotes: met.remotes.union(remotes) }
  }

  /** Where the packet's like is; past the end where it is new. */
  #placeOf(packet: Packet): number {
    const { length } = this.#ways
    for (let at = 0; at < length; at++) if (this.#ways[at]?.packet === packet) return at
    for (let at = 0; at < length; at++) if (same((this.#ways[at] as Way).packet, packet)) return at
    const at = length < MOST_WAYS ? -1 : this.#ways.findIndex((way) => blurs(way.packet, packet))
    return at < 0 ? length : at
  }

  addAll(ways: Ways): void {
    for (const { packet, remotes } of ways.list) this.add(packet, remotes)
  }

  /** The same remote ends with their packets changed. */
  map(change: (packet: Packet) => Packet): Ways {
    const changed = new Ways()
    for (const { packet, remotes } of this.#ways) changed.add(change(packet), remotes)
    return changed
  }
}

function sameTuple(a: CtTuple, b: CtTuple): boolean {
  return a === b || (a.saddr === b.saddr && a.daddr === b.daddr && a.sport === b.sport && a.dport === b.dport)
}

function sameTracked(a: Tracked, b: Tracked): boolean {
  if (a === b) return true
  if (a.state !== b.state || a.direction !== b.direction || a.status !== b.status || a.mark !== b.mark) return false
  return sameTuple(a.original, b.original) && sameTuple(a.reply, b.reply)
}

function sameFields(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean {
  return a === b || (a.size === b.size && [...a].every(([name, value]) => b.get(name) === value))
}

function sameNotes(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a === b || (a.size === b.size && [...a].every((note) => b.has(note)))
}

/** Whether no match can tell the packets apart. */
function same(a: Packet, b: Packet): boolean {
  return (
    a.mark === b.mark &&
    a.daddr === b.daddr &&
    a.dport === b.dport &&
    a.saddr === b.saddr &&
    a.sport === b.sport &&
    a.hook === b.hook &&
    a.passedIn === b.passedIn &&
    a.protocol === b.protocol &&
    a.tcpFlags === b.tcpFlags &&
    a.icmp?.type === b.icmp?.type &&
    a.icmp?.code === b.icmp?.code &&
    a.iif === b.iif &&
    a.oif === b.oif &&
    sameTracked(a.ct, b.ct) &&
    sameFields(a.fields, b.fields) &&
    sameNotes(a.noted, b.noted)
  )
}

const either = <T>(a: T, b: T): T | null => (a === b ? a : null)

function blurredTuple(a: CtTuple, b: CtTuple): CtTuple {
  return {
    saddr: either(a.saddr, b.saddr),
    daddr: either(a.daddr, b.daddr),
    sport: either(a.sport, b.sport),
    dport: either(a.dport, b.dport),
  }
}

/** Whether the packets differ only in what can be said to be unknown. */
function blurs(a: Packet, b: Packet): boolean {
  return (
    a.hook === b.hook &&
    a.passedIn === b.passedIn &&
    a.protocol === b.protocol &&
    a.ct.direction === b.ct.direction &&
    sameNotes(a.noted, b.noted) &&
    a.icmp === b.icmp
  )
}

/** One packet for two: what differs is not known. */
function blurred(a: Packet, b: Packet): Packet {
  return {
    ...a,
    saddr: either(a.saddr, b.saddr),
    daddr: either(a.daddr, b.daddr),
    sport: either(a.sport, b.sport),
    dport: either(a.dport, b.dport),
    tcpFlags: either(a.tcpFlags, b.tcpFlags),
    iif: either(a.iif, b.iif),
    oif: either(a.oif, b.oif),
    mark: either(a.mark, b.mark),
    ct: {
      state: either(a.ct.state, b.ct.state),
      direction: a.ct.direction,
      status: either(a.ct.status, b.ct.status),
      mark: either(a.ct.mark, b.ct.mark),
      original: blurredTuple(a.ct.original, b.ct.original),
      reply: blurredTuple(a.ct.reply, b.ct.reply),
    },
    fields: new Map([...a.fields].filter(([name, value]) => b.fields.get(name) === value)),
  }
}
