import type { Packet, Tracked } from '../packet.ts'
import { BREAK, type Loaded, notKnown } from './value.ts'

const UNKNOWN = { ...notKnown('whether the packet belongs to a connection'), mayBreak: true } as const

/** What a key of `ct` loads: without a connection it breaks the rule (nft_ct_get_eval). */
export function ofConnection(load: (tracked: Tracked, packet: Packet) => Loaded): (packet: Packet) => Loaded {
  return (packet) => {
    const { state } = packet.ct
    if (state === null) return UNKNOWN
    return state === 'none' || state === 'invalid' || state === 'untracked' ? BREAK : load(packet.ct, packet)
  }
}
