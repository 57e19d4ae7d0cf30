import { keyOf } from '../../../../net/address-set.ts'
import type { Host } from '../../host.ts'
import type { Packet } from '../../packet.ts'
import type { NatAddress } from '../../ruleset.ts'
import { natOutcome, readNatPorts } from '../nat-target.ts'
import type { TargetPart } from '../target.ts'
import { unreadable } from '../unreadable.ts'

const masquerade: TargetPart = {
  name: 'MASQUERADE',
  families: [4, 6],
  surety: 'firm',
  means: 'the address of the interface it leaves by is put in as its source; one of several is not known',
  options: { 'to-ports': 1, random: 0, 'random-fully': 0 },
  read: (options) => {
    const text = options.find(({ name }) => name === 'to-ports')?.values[0]
    const ports = text === undefined ? null : readNatPorts(text)
    if (text !== undefined && (!ports || ports.base !== null)) return unreadable(`no ports: "${text}"`)
    const random = options.some(({ name }) => name.startsWith('random'))
    return { act: (packet, { host }) => natOutcome(packet, 'src', { addresses: null, ports, random }, addressOf(packet, host)) }
  },
}

export default masquerade

/** inet_select_addr() and ipv6_dev_get_saddr() choose among several by the route. */
function addressOf({ oif, family }: Packet, { interfaces }: Host): NatAddress {
  const [only, ...more] = interfaces?.find(({ name }) => name === oif)?.addresses.filter(({ address }) => address.family === family) ?? []
  return only && more.length === 0 ? keyOf(only.address) : '?'
}
