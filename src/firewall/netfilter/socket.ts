import type { Key } from '../../net/address-set.ts'
import { keyOf } from '../../net/address-set.ts'
import type { Host } from './host.ts'
import type { Packet } from './packet.ts'

/**
 * Whether a socket listens where the packet arrives: inet_lookup_listener(). `unread`: the sockets were not read.
 */
export type Listening = 'yes' | 'no' | 'maybe' | 'unread'

export function listening({ family, daddr, dport, iif }: Packet, { listeners }: Host): Listening {
  if (!listeners) return 'unread'
  let sure: Listening = 'no'
  for (const { address, families, unsure, port, device } of listeners) {
    const takes = families.includes(family) || (unsure?.includes(family) ? null : false)
    if (takes === false || (dport !== null && port !== dport)) continue
    if (address && daddr !== null && keyOf(address) !== (daddr as Key)) continue
    if (device !== null && iif !== null && device !== iif) continue
    if (takes && dport !== null && !(address && daddr === null) && !(device !== null && iif === null)) return 'yes'
    sure = 'maybe'
  }
  return sure
}
