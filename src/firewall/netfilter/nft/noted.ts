import { AddressSet, type Key } from '../../../net/address-set.ts'
import { type Answer, and, remotes, unknown } from '../answer.ts'
import type { Packet } from '../packet.ts'
import { Found, type Hit } from './elements.ts'
import type { Loaded, Tuple } from './value.ts'

/**
 * Rules add packets to sets and remove them (nft_dynset); what later rules look up of the same packet sees it. `Packet.noted` keeps that as
 * `nft + <id of the set> <key>`, `nft ~ …` where the element has a limit that later lookups ask too, `nft = …` where such a one was added again,
 * or `nft - …`, in order. A key is its fields with `|` between; `?` is one that is not known.
 */
const SIGN = { add: 'nft +', limited: 'nft ~', again: 'nft =', delete: 'nft -' } as const

/** The packet, with a note that this key was added to the set or deleted from it. */
export function withNote(packet: Packet, does: 'add' | 'limited' | 'delete', set: string, loaded: Loaded): Packet {
  const rest = `${set} ${keyOf(loaded)}`
  const noted = new Set(packet.noted)
  const limited = noted.has(`${SIGN.limited} ${rest}`) || noted.has(`${SIGN.again} ${rest}`)
  const again = does !== 'delete' && (limited || (does === 'limited' && noted.has(`${SIGN.add} ${rest}`)))
  // The last word counts: notes are kept in the order in which they were made.
  for (const sign of Object.values(SIGN)) noted.delete(`${sign} ${rest}`)
  noted.add(`${SIGN[again ? 'again' : does]} ${rest}`)
  return { ...packet, noted }
}

/** Whether an element that was noted before was added once more, and its limit asked. */
export function isMetAgain(packet: Packet, set: string, loaded: Loaded): boolean {
  return packet.noted.has(`${SIGN.again} ${set} ${keyOf(loaded)}`)
}

/** Whether a rule has written to this set or map. */
export function isNoted(packet: Packet, set: string): boolean {
  for (const note of packet.noted) if (note.startsWith('nft ') && note.startsWith(`${set} `, SIGN.add.length + 1)) return true
  return false
}

/** What a lookup in a set finds after the notes on the packet. */
export function amended(found: Found<true>, packet: Packet, set: string, loaded: Loaded): Found<true> {
  if (typeof loaded === 'object' && loaded.kind === 'break') return found
  const key = keyOf(loaded)
  let so = found
  for (const note of packet.noted) {
    const of = note.slice(SIGN.add.length + 1)
    if (!note.startsWith('nft ') || !of.startsWith(`${set} `)) continue
    const same = sameKey(of.slice(set.length + 1), key, packet.family)
    if (same !== false) so = changed(so, same, note.slice(0, SIGN.add.length), packet.family)
  }
  return so
}

function changed(found: Found<true>, where: Exclude<Answer, false>, sign: string, family: 4 | 6): Found<true> {
  const all = AddressSet.all(family)
  const part = where === true ? remotes(all) : where
  const hits: Hit<true>[] = []
  const hit = (of: AddressSet, why: string): void => {
    if (!of.isEmpty) hits.push({ remotes: of.isAll ? null : of, why, datum: true })
  }
  for (const { remotes: some, why } of found.hits) {
    const of = some ?? all
    hit(of.minus(part.yes).minus(part.maybe), why)
    hit(of.intersect(part.maybe), why || part.why)
  }
  if (sign === SIGN.add) {
    hit(part.yes, '')
    hit(part.maybe, part.why)
  } else if (sign !== SIGN.delete) hit(part.yes.union(part.maybe), 'the state of an element that a rule has added')
  return new Found(family, hits)
}

function keyOf(loaded: Loaded): string {
  if (typeof loaded !== 'object') return String(loaded).replaceAll('|', '/')
  if (loaded.kind === 'tuple') return (loaded.fields as Tuple['fields']).map((field) => keyOf(field)).join('|')
  return loaded.kind === 'remote' && loaded.bits === null ? 'remote' : '?'
}

/** For which remote ends two keys are one. */
function sameKey(left: string, right: string, family: 4 | 6): Answer {
  const [mine, theirs] = [left.split('|'), right.split('|')]
  if (mine.length !== theirs.length) return false
  return mine.reduce<Answer>((so, field, at) => and(so, sameField(field, theirs[at] ?? '', family)), true)
}

function sameField(left: string, right: string, family: 4 | 6): Answer {
  if (left === '?' || right === '?') return unknown(family, 'what a rule has added to the set')
  if (left === right) return true
  const other = left === 'remote' ? right : right === 'remote' ? left : null
  if (other === null || !/^\d{1,39}$/.test(other)) return false
  const key: Key = family === 4 ? Number(other) : BigInt(other)
  return remotes(AddressSet.range(family, key, key))
}
