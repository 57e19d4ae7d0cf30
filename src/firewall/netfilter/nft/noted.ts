import { AddressSet, type Key } from '../../../net/address-set.ts'
import { type Answer, and, remotes, unknown } from '../answer.ts'
import type { Packet } from '../packet.ts'
import { Found, type Hit } from './elements.ts'
import type { Loaded, Tuple } from './value.ts'

/**
 * Rules add packets to sets and remove them (nft_dynset); what later rules look up of the same packet sees it. `Packet.noted` keeps that as
 * `nft + <id of the set> <key>` or `nft - …`, in order. A key is its fields with `|` between; `?` is one that is not known.
 */
const SIGN = { add: 'nft +', delete: 'nft -' } as const

/** The packet, with a note that this key was added to the set or deleted from it. */
export function withNote(packet: Packet, does: 'add' | 'delete', set: string, loaded: Loaded): Packet {
  const key = keyOf(loaded)
  const note = `${SIGN[does]} ${set} ${key}`
  const noted = new Set(packet.noted)
  noted.delete(`${SIGN[does === 'add' ? 'delete' : 'add']} ${set} ${key}`)
  // The last word counts: notes are kept in the order in which they were made.
  noted.delete(note)
  noted.add(note)
  return { ...packet, noted }
}

/**
 * What a lookup finds after the notes on the packet.
 * @param added what an element leads to that a rule has added; null: that is not kept, and is not known
 */
export function amended<T>(found: Found<T>, packet: Packet, set: string, loaded: Loaded, added: { readonly datum: T } | null): Found<T> {
  const key = keyOf(loaded)
  let so = found
  for (const note of packet.noted) {
    const adds = note.startsWith(`${SIGN.add} ${set} `)
    if (!adds && !note.startsWith(`${SIGN.delete} ${set} `)) continue
    const same = sameKey(note.slice(SIGN.add.length + set.length + 2), key, packet.family)
    if (same !== false) so = changed(so, same, adds ? added : 'deleted', packet.family)
  }
  return so
}

function changed<T>(
  found: Found<T>,
  where: Exclude<Answer, false>,
  now: { readonly datum: T } | null | 'deleted',
  family: 4 | 6,
): Found<T> {
  const all = AddressSet.all(family)
  const part = where === true ? remotes(all) : where
  const hits: Hit<T>[] = []
  for (const hit of found.hits) {
    const of = hit.remotes ?? all
    const untouched = of.minus(part.yes).minus(part.maybe)
    if (!untouched.isEmpty) hits.push({ ...hit, remotes: untouched.isAll ? null : untouched })
    const doubted = of.intersect(part.maybe)
    if (!doubted.isEmpty) hits.push({ ...hit, remotes: doubted, why: hit.why || part.why })
  }
  if (now === null) {
    const why = 'what a rule has added to the map'
    const datum = found.hits[0]?.datum
    if (datum !== undefined) hits.push({ remotes: part.yes.union(part.maybe), why, datum })
  } else if (now !== 'deleted') {
    const sure = part.yes
    if (!sure.isEmpty) hits.push({ remotes: sure.isAll ? null : sure, why: '', datum: now.datum })
    if (!part.maybe.isEmpty) hits.push({ remotes: part.maybe, why: part.why, datum: now.datum })
  }
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
