import type { Packet } from '../packet.ts'

/** What a rule did to a set because of this packet (target SET), as it stands in the packet's notes. */
export interface SetNote {
  readonly did: 'add' | 'del'
  readonly set: string
  readonly directions: readonly string[]
}

const MARK = 'ipset'

/** The packet, with a note that a set was changed. A later change of the same entry stands for an earlier one. */
export function withNote(packet: Packet, { did, set, directions }: SetNote): Packet {
  const entry = `${set} ${directions.join(',')}`
  const noted = new Set(packet.noted)
  noted.delete(`${MARK} add ${entry}`)
  noted.delete(`${MARK} del ${entry}`)
  noted.add(`${MARK} ${did} ${entry}`)
  return { ...packet, noted }
}

/** The changes of sets that this packet has made so far, in order. Names of sets have no spaces (ipset(8)). */
export function setNotesOf(packet: Packet): readonly SetNote[] {
  if (packet.noted.size === 0) return []
  const found: SetNote[] = []
  for (const note of packet.noted) {
    const [mark, did, set, directions] = note.split(' ')
    if (mark === MARK && (did === 'add' || did === 'del') && set !== undefined && directions !== undefined)
      found.push({ did, set, directions: directions.split(',') })
  }
  return found
}
