import { AddressSet, keyOf } from '../../../net/address-set.ts'
import { parsePrefix, type Prefix } from '../../../net/prefix.ts'
import { type Answer, type Part, remotes, unknown } from '../answer.ts'
import type { Host, Interface } from '../host.ts'
import { type Packet, REMOTE } from '../packet.ts'

/**
 * Whether an address of the packet is of one of these types, by the local routing table.
 * @param types in lower case, as xt_addrtype names them
 * @param device only addresses of this interface count; '': of any; null: it is not known which
 */
export function addressTypeAnswer(
  packet: Packet,
  field: 'saddr' | 'daddr',
  types: ReadonlySet<string>,
  device: string | null,
  host: Host,
): Answer {
  const { family } = packet
  const address = packet[field]
  const side = field === 'saddr' ? 'source' : 'destination'
  if (address === null) return unknown(family, `the ${side} address is not known`)
  const part = family === 4 ? typesOf4(types, device, host) : typesOf6(types, device, host)
  if (address === REMOTE) return part
  if (part.yes.has(address)) return true
  return part.maybe.has(address) ? unknown(family, part.why) : false
}

function fixed(...texts: readonly string[]): AddressSet {
  const prefixes = texts.map(parsePrefix).filter((prefix) => prefix !== null)
  return prefixes.reduce((set, prefix) => set.union(AddressSet.prefix(prefix)), AddressSet.none(prefixes[0]?.family ?? 4))
}

const MULTICAST_4 = fixed('224.0.0.0/4')
/** What __inet_dev_addr_type() of fib_frontend.c says without looking at any route. */
const BROADCAST_4 = fixed('0.0.0.0/8', '255.255.255.255/32')

/** match_type() of xt_addrtype.c with inet_dev_addr_type(). Types that no route of the local table has never match. */
function typesOf4(types: ReadonlySet<string>, device: string | null, host: Host): Part {
  const always = BROADCAST_4.union(MULTICAST_4)
  const known = host.interfaces === null || device === null ? null : localTable(host.interfaces, device, host.kernel)
  const routed = known ?? { local: AddressSet.none(4), broadcast: AddressSet.none(4), doubtful: always.complement() }
  const local = routed.local.minus(always)
  const broadcast = routed.broadcast.minus(local).minus(MULTICAST_4).union(BROADCAST_4)
  const inDoubt = routed.doubtful.minus(local).minus(broadcast).minus(always)
  const unicast = always.union(local).union(broadcast).union(inDoubt).complement()
  let yes = AddressSet.none(4)
  if (types.has('unicast')) yes = yes.union(unicast)
  if (types.has('local')) yes = yes.union(local)
  if (types.has('broadcast')) yes = yes.union(broadcast)
  if (types.has('multicast')) yes = yes.union(MULTICAST_4)
  // What is in doubt may be unicast or broadcast, and without interfaces also local.
  const possible = ['unicast', 'broadcast', ...(known ? [] : ['local'])].filter((type) => types.has(type)).length
  const all = possible === (known ? 2 : 3)
  if (inDoubt.isEmpty || possible === 0) return remotes(yes)
  if (all) return remotes(yes.union(inDoubt))
  return { yes, maybe: inDoubt, why: known ? 'the kernel says whether it is a broadcast' : 'the addresses of this host are not known' }
}

interface LocalTable {
  readonly local: AddressSet
  readonly broadcast: AddressSet
  /** The lowest address of a subnet, which was a broadcast before Linux 5.14. */
  readonly doubtful: AddressSet
}

/** What fib_add_ifaddr() of fib_frontend.c puts into the local table. */
function localTable(interfaces: readonly Interface[], device: string, kernel: string | null): LocalTable {
  const local: Prefix[] = []
  const broadcast: Prefix[] = []
  const lowest: Prefix[] = []
  for (const { name, addresses } of interfaces) {
    if (device !== '' && name !== device) continue
    for (const { address, prefix } of addresses) {
      if (address.family !== 4) continue
      local.push({ family: 4, value: address.value, length: 32 })
      if (name === 'lo') local.push(prefix)
      if (prefix.length >= 31) continue
      broadcast.push({ family: 4, value: prefix.value | ((1n << BigInt(32 - prefix.length)) - 1n), length: 32 })
      lowest.push({ family: 4, value: prefix.value, length: 32 })
    }
  }
  const before = beforeLowestUnicast(kernel)
  return {
    local: setOf(4, local).minus(setOf(4, broadcast)),
    broadcast: setOf(4, before === true ? [...broadcast, ...lowest] : broadcast),
    doubtful: before === null ? setOf(4, lowest) : AddressSet.none(4),
  }
}

/** Whether a kernel is older than 5.14, which took the lowest address for unicast (commit 58fee5fc8365); null: not known. */
function beforeLowestUnicast(kernel: string | null): boolean | null {
  const version = /^(\d+)\.(\d+)/.exec(kernel ?? '')
  if (!version) return null
  const [major, minor] = [Number(version[1]), Number(version[2])]
  return major < 5 || (major === 5 && minor < 14)
}

function setOf(family: 4 | 6, prefixes: readonly Prefix[]): AddressSet {
  return AddressSet.fromEnds(
    family,
    prefixes.flatMap(({ value, length }) => {
      const size = 1n << BigInt((family === 4 ? 32 : 128) - length)
      return [keyOf({ family, value }), keyOf({ family, value: value + size })]
    }),
  )
}

const MULTICAST_6 = fixed('ff00::/8')
const UNSPECIFIED_6 = fixed('::/128')
/** What __ipv6_addr_type() does not call unicast. */
const NOT_UNICAST_6 = MULTICAST_6.union(UNSPECIFIED_6).union(fixed('::ffff:0:0/96'))

/** match_type6() of xt_addrtype.c: every type asked narrows it, and the routes say what is local, anycast or unreachable. */
function typesOf6(types: ReadonlySet<string>, device: string | null, host: Host): Part {
  let yes = AddressSet.all(6)
  if (types.has('multicast')) yes = yes.intersect(MULTICAST_6)
  if (types.has('unicast')) yes = yes.minus(NOT_UNICAST_6)
  if (types.has('unspec')) yes = yes.intersect(UNSPECIFIED_6)
  const routes = types.has('anycast') || types.has('unreachable')
  if (!routes && !types.has('local')) return remotes(yes)
  if (host.interfaces === null || device === null) return doubtful(yes, 'the addresses of this host are not known')
  const own = host.interfaces.filter(({ name }) => device === '' || name === device).flatMap(({ addresses }) => addresses)
  const local = setOf(
    6,
    own.filter(({ address }) => address.family === 6).map(({ address: { family, value } }) => ({ family, value, length: 128 })),
  )
  const hits = types.has('local') ? yes.intersect(local) : AddressSet.none(6)
  return routes ? { yes: hits, maybe: yes.minus(hits), why: 'the routes are not known' } : remotes(hits)
}

function doubtful(set: AddressSet, why: string): Part {
  return { yes: AddressSet.none(set.family), maybe: set, why: set.isEmpty ? '' : why }
}
