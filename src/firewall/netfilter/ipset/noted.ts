import type { Packet } from '../packet.ts'

/** What a rule did to a set because of this packet (target SET), as it stands in the packet's notes. */
export interface SetNote {
  readonly did: 'add' | 'del'
  readonly set: string
  readonly directions: readonly string[]
  /** Both sides of the packet as they were then: NAT may have changed them since. */
  readonly sides: Sides
}

/** Addresses and ports as words. */
export interface Sides {
  readonly src: Side
  readonly dst: Side
}

interface Side {
  readonly address: string
  readonly port: string
}

export function sidesOf({ saddr, daddr, sport, dport }: Packet): Sides {
  return { src: { address: String(saddr), port: String(sport) }, dst: { address: String(daddr), port: String(dport) } }
}

const MARK = 'ipset'

/** The packet, with a note that a set was changed. A later change of the same entry stands for an earlier one. */
export function withNote(packet: Packet, { did, set, directions }: Omit<SetNote, 'sides'>): Packet {
  const { src, dst } = sidesOf(packet)
  const entry = `${set} ${directions.join(',')} ${src.address} ${src.port} ${dst.address} ${dst.port}`
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
    const [mark, did, set = '', directions = '', saddr = '', sport = '', daddr = '', dport = ''] = note.split(' ')
    if (mark !== MARK || (did !== 'add' && did !== 'del')) continue
    const sides = { src: { address: saddr, port: sport }, dst: { address: daddr, port: dport } }
    found.push({ did, set, directions: directions.split(','), sides })
  }
  return found
}
