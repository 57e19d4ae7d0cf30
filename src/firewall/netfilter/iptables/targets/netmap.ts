import type { Key } from '../../../../net/address-set.ts'
import { readMasked } from '../addresses.ts'
import { natAction } from '../nat-target.ts'
import type { Packet } from '../../packet.ts'
import type { NatAddress } from '../../ruleset.ts'
import type { TargetPart } from '../target.ts'
import { unreadable } from '../unreadable.ts'

/** netmap_tg4() and netmap_tg6() of xt_NETMAP.c: the destination before routing and in OUTPUT, the source elsewhere. */
const netmap: TargetPart = {
  name: 'NETMAP',
  families: [4, 6],
  surety: 'firm',
  means: 'the network part of an address is replaced; that of the remote end is not known then',
  options: { to: 1 },
  read: ([option], { family }) => {
    const to = readMasked(option?.values[0] ?? '', family)
    if (!to) return unreadable(`no network: "${option?.values[0] ?? ''}"`)
    const mapped = (address: Key): Key => {
      const value = BigInt(to.value) | (BigInt(address) & ~BigInt(to.mask))
      return family === 4 ? Number(value) : value
    }
    const address = (packet: Packet, was: Packet['saddr']): NatAddress =>
      typeof was === 'number' || typeof was === 'bigint' ? mapped(was) : isOne(to.mask, family) ? to.value : '?'
    const range = { addresses: null, ports: null, random: false }
    const [dst, src] = [
      natAction('dst', range, (packet) => address(packet, packet.daddr)),
      natAction('src', range, (packet) => address(packet, packet.saddr)),
    ]
    return { act: (packet, scene) => (packet.hook === 'prerouting' || packet.hook === 'output' ? dst : src).act(packet, scene) }
  },
}

export default netmap

/** Whether the mask leaves one address. */
function isOne(mask: Key, family: 4 | 6): boolean {
  return BigInt(mask) === (1n << BigInt(family === 4 ? 32 : 128)) - 1n
}
