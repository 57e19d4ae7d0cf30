import type { Packet } from '../packet.ts'
import { dataType } from './data-types.ts'
import type { Field } from './header.ts'
import { notKnown, type Simple } from './value.ts'

const SOURCE = notKnown('the source port is not known')
const DESTINATION = notKnown('the destination port is not known')

function port(value: Simple): number | null {
  return typeof value === 'number' ? value : null
}

/** Ports, as all transport protocols with ports have them first in their header. */
export const PORTS: readonly (readonly [string, Field])[] = [
  [
    'sport',
    {
      type: dataType('inet_service'),
      load: (packet) => packet.sport ?? SOURCE,
      store: (packet, value): Packet => ({ ...packet, sport: port(value) }),
    },
  ],
  [
    'dport',
    {
      type: dataType('inet_service'),
      load: (packet) => packet.dport ?? DESTINATION,
      store: (packet, value): Packet => ({ ...packet, dport: port(value) }),
    },
  ],
]
