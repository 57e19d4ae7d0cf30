import type { Key } from '../../../net/address-set.ts'
import { type Packet, type PacketAddress, REMOTE } from '../packet.ts'
import type { DataType } from './data-type.ts'
import type { Field } from './header.ts'
import { type Loaded, notKnown, type Simple, THE_REMOTE, type Unknown } from './value.ts'

const SOURCE = notKnown('the source address is not known')
const DESTINATION = notKnown('the destination address is not known')

export function loadedAddress(address: PacketAddress, unknown: Unknown): Loaded {
  return address === REMOTE ? THE_REMOTE : (address ?? unknown)
}

function stored(value: Simple): PacketAddress {
  if (typeof value === 'object') return value.kind === 'remote' && value.bits === null ? REMOTE : null
  return value as Key
}

/** The addresses of the network header. */
export function addressFields(type: DataType): readonly (readonly [string, Field])[] {
  return [
    [
      'saddr',
      {
        type,
        load: (packet) => loadedAddress(packet.saddr, SOURCE),
        store: (packet, value): Packet => ({ ...packet, saddr: stored(value) }),
      },
    ],
    [
      'daddr',
      {
        type,
        load: (packet) => loadedAddress(packet.daddr, DESTINATION),
        store: (packet, value): Packet => ({ ...packet, daddr: stored(value) }),
      },
    ],
  ]
}
