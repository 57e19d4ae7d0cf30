import { AddressSet, type Key } from '../../../net/address-set.ts'
import { type Answer, type Part, unknown } from '../answer.ts'
import { type Packet, type PacketAddress, REMOTE } from '../packet.ts'
import type { Action } from '../ruleset.ts'
import { isFirst } from './unknowable.ts'

/** A list of xt_recent, as one rule asks for it. */
export interface RecentList {
  readonly name: string
  readonly side: 'saddr' | 'daddr'
  /** `--mask` makes one entry of many addresses. */
  readonly masked: boolean
  /** `--rttl`: only entries with the TTL of the packet. */
  readonly byTtl: boolean
}

/** What this packet has written into the list. */
interface Stamps {
  /** Time stamps of the entry of the packet's address. */
  readonly least: number
  /** Those are all there are, but for the remote ends of `doubted`: they may be the other address that was written. */
  readonly exact: boolean
  readonly doubted: AddressSet
}

/** Notes are `recent LIST ADDRESS NUMBER`, one for each time stamp of an entry; the address is `masked …` where it stands for others, too. */
function prefix({ name }: RecentList): string {
  return `recent ${name} `
}

function entry(packet: Packet, list: RecentList): string {
  return `${prefix(list)}${list.masked ? 'masked ' : ''}${packet[list.side] ?? 'unknown'} `
}

function stampsOf(packet: Packet, list: RecentList): Stamps {
  const own = entry(packet, list)
  const changed = list.byTtl && (packet.fields.has('ip ttl') || packet.fields.has('ip6 hoplimit'))
  let exact = isFirst(packet) && packet[list.side] !== null && !changed
  let doubted = AddressSet.none(packet.family)
  let least = 0
  for (const note of packet.noted) {
    if (note.startsWith(own)) least++
    else if (note.startsWith(prefix(list))) {
      const same = whoIsBoth(packet, packet[list.side], note.slice(prefix(list).length), list.masked)
      if (same === null) exact = false
      else doubted = doubted.union(same)
    }
  }
  return { least: changed ? 0 : least, exact, doubted }
}

/** Those remote ends for which two addresses of the packet are one; null: it is not known. */
function whoIsBoth({ family }: Packet, asked: PacketAddress, note: string, masked: boolean): AddressSet | null {
  const [word = ''] = note.split(' ')
  if (masked || asked === null || !(word === REMOTE || /^\d+$/.test(word))) return null
  if (word !== REMOTE && asked !== REMOTE) return AddressSet.none(family)
  const key: Key | null = asked !== REMOTE ? asked : family === 4 ? Number(word) : BigInt(word)
  return AddressSet.range(family, key, key)
}

/** Whether the list holds the packet's address with so many time stamps. */
export function listed(packet: Packet, list: RecentList, times: number, inverted: boolean): Answer {
  const { family } = packet
  const { least, exact, doubted } = stampsOf(packet, list)
  if (least >= times) return !inverted
  const why = `what the list ${list.name} holds is not known`
  if (!exact) return unknown(family, why)
  if (doubted.isEmpty) return inverted
  return { yes: inverted ? doubted.complement() : AddressSet.none(family), maybe: doubted, why } satisfies Part
}

function noting(change: (packet: Packet) => ReadonlySet<string>): Action {
  return { act: (packet) => ({ go: 'on', packet: { ...packet, noted: change(packet) } }) }
}

function stamped(packet: Packet, list: RecentList): ReadonlySet<string> {
  return new Set(packet.noted).add(`${entry(packet, list)}${stampsOf(packet, { ...list, byTtl: false }).least + 1}`)
}

/** One more time stamp (recent_entry_init(), recent_entry_update() of xt_recent.c). */
export function stamp(list: RecentList): Action {
  return noting((packet) => stamped(packet, list))
}

/** One more time stamp where there is an entry. */
export function restamp(list: RecentList): Action {
  return noting((packet) => (stampsOf(packet, list).least > 0 ? stamped(packet, list) : packet.noted))
}

/** Takes the entry out. */
export function remove(list: RecentList): Action {
  return noting((packet) => without(packet, list))
}

function without(packet: Packet, list: RecentList): ReadonlySet<string> {
  return new Set([...packet.noted].filter((note) => !note.startsWith(entry(packet, list))))
}

/** Takes the entry out, and notes for `wasRemoved` whether there was one. */
export function removeTelling(list: RecentList): Action {
  const told = removed(list)
  return noting((packet) => {
    const noted = new Set(without(packet, list))
    noted.delete(told)
    return stampsOf(packet, list).least > 0 ? noted.add(told) : noted
  })
}

export function wasRemoved(packet: Packet, list: RecentList): boolean {
  return packet.noted.has(removed(list))
}

function removed({ name }: RecentList): string {
  return `removed from recent ${name}`
}
