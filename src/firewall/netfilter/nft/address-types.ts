import { AddressSet, type Key } from '../../../net/address-set.ts'
import type { Host, Interface } from '../host.ts'
import { type Packet, type PacketAddress, REMOTE } from '../packet.ts'
import { type Cases, type Loaded, notKnown, type Simple, type Unknown } from './value.ts'

/** RTN_*. */
const TYPE = { unicast: 1, local: 2, broadcast: 3, anycast: 4, multicast: 5, blackhole: 6, unreachable: 7, prohibit: 8 } as const

/** The device that `fib … . iif type` names; `name` is null where it is not known and '' where there is none. */
export interface Device {
  readonly name: string | null
}

const ADDRESS = notKnown('the address is not known')
const DEVICE = notKnown('the interface is not known')

const perHost = new WeakMap<Host, Map<string, Cases>>()

/**
 * The kind of an address, as the kernel's local table has it (inet_dev_addr_type; nft_fib6_eval_type for IPv6, which also asks for a route).
 */
export function addressTypes(packet: Packet, address: PacketAddress, device: Device | null, host: Host): Loaded {
  if (address === null) return ADDRESS
  if (device?.name === null) return DEVICE
  // Without a device, the kernel asks as if none had been named.
  const name = device === null || device.name === '' ? null : device.name
  let kept = perHost.get(host)
  if (!kept) perHost.set(host, (kept = new Map()))
  const key = `${packet.family} ${name ?? ''}`
  let cases = kept.get(key)
  if (!cases) kept.set(key, (cases = packet.family === 4 ? cases4(host, name) : cases6(host, name)))
  if (address === REMOTE) return cases
  return cases.cases.find(({ remotes }) => remotes.has(address))?.loaded ?? ADDRESS
}

const NET = (first: number, length: number): AddressSet => AddressSet.range(4, first, first + 2 ** (32 - length) - 1)
const LIMITED_BROADCAST = AddressSet.range(4, 0xffffffff, 0xffffffff)
const ZERO_NET = NET(0, 8)
const MULTICAST = NET(0xe0000000, 4)
const LOOPBACK = NET(0x7f000000, 8)

function cases4(host: Host, device: string | null): Cases {
  const broadcast = LIMITED_BROADCAST.union(ZERO_NET)
  const fixed = broadcast.union(MULTICAST)
  const others = AddressSet.all(4).minus(fixed)
  const certain = [
    { remotes: broadcast, loaded: TYPE.broadcast },
    { remotes: MULTICAST, loaded: TYPE.multicast },
  ]
  if (host.interfaces === null) {
    const onLoopback = device === null || device === 'lo' ? LOOPBACK.minus(AddressSet.range(4, 0x7fffffff, 0x7fffffff)) : AddressSet.none(4)
    const why = 'the addresses of the host are not known'
    return disjoint(4, [...certain, { remotes: onLoopback, loaded: TYPE.local }], {
      ...notKnown(why),
      among: [TYPE.unicast, TYPE.local, TYPE.broadcast],
    })
  }
  let local = AddressSet.none(4)
  let directed = AddressSet.none(4)
  for (const one of host.interfaces) {
    if (device !== null && one.name !== device) continue
    for (const { address, prefix } of one.addresses) {
      if (address.family !== 4) continue
      local = local.union(AddressSet.of(address))
      // fib_add_ifaddr: a broadcast address for each prefix that has room for one; on the loopback interface the prefix itself is local.
      if (one.name === 'lo') local = local.union(AddressSet.prefix(prefix))
      if (prefix.length < 31) directed = directed.union(broadcastOf(prefix.value, prefix.length))
    }
  }
  directed = directed.minus(hostAddresses(host.interfaces, device))
  return disjoint(
    4,
    [...certain, { remotes: directed.intersect(others), loaded: TYPE.broadcast }, { remotes: local, loaded: TYPE.local }],
    TYPE.unicast,
  )
}

function broadcastOf(value: bigint, length: number): AddressSet {
  const last = Number(value) + 2 ** (32 - length) - 1
  return AddressSet.range(4, last, last)
}

function hostAddresses(interfaces: readonly Interface[], device: string | null): AddressSet {
  const ends: Key[] = []
  for (const one of interfaces) {
    if (device !== null && one.name !== device) continue
    for (const { address } of one.addresses) if (address.family === 4) ends.push(Number(address.value), Number(address.value) + 1)
  }
  return AddressSet.fromEnds(4, ends)
}

const MULTICAST6 = AddressSet.range(6, 0xffn << 120n, (1n << 128n) - 1n)

function cases6(host: Host, device: string | null): Cases {
  const why = 'whether there is a route to the address'
  // Not local, but perhaps the anycast address of a subnet, or without a route.
  const remote: Unknown = { ...notKnown(why), among: [TYPE.unicast, TYPE.anycast, TYPE.blackhole, TYPE.unreachable, TYPE.prohibit] }
  const group: Unknown = { ...notKnown(why), among: [TYPE.multicast, TYPE.blackhole, TYPE.unreachable, TYPE.prohibit] }
  const some = [{ remotes: MULTICAST6, loaded: group }]
  if (host.interfaces === null) {
    const among = [...(remote.among ?? []), TYPE.local]
    return disjoint(6, some, { ...notKnown('the addresses of the host are not known'), among })
  }
  let local = AddressSet.none(6)
  for (const one of host.interfaces) {
    if (device !== null && one.name !== device) continue
    for (const { address } of one.addresses) if (address.family === 6) local = local.union(AddressSet.of(address))
  }
  return disjoint(6, [{ remotes: local, loaded: TYPE.local }, ...some], remote)
}

/** The first that has an address keeps it; `rest` has what is left. */
function disjoint(family: 4 | 6, cases: readonly { readonly remotes: AddressSet; readonly loaded: Simple }[], rest: Simple): Cases {
  let left = AddressSet.all(family)
  const found: { remotes: AddressSet; loaded: Simple }[] = []
  for (const { remotes, loaded } of [...cases, { remotes: left, loaded: rest }]) {
    const mine = remotes.intersect(left)
    if (mine.isEmpty) continue
    found.push({ remotes: mine, loaded })
    left = left.minus(mine)
  }
  return { kind: 'cases', cases: found }
}
