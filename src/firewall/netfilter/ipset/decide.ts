import { AddressSet, type Key } from '../../../net/address-set.ts'
import type { Answer } from '../answer.ts'
import { PROTOCOL, REMOTE } from '../packet.ts'
import type { Asked } from './asked.ts'
import type { Header } from './header.ts'
import { WIDTH } from './header.ts'
import { masked, unmasked } from './mask.ts'
import type { Members } from './members.ts'

/** Whether a row fits the sides of a packet that are not the remote end. */
type Fit = 'yes' | 'no' | 'maybe'

/**
 * What the entries of one prefix length decide, as half-open ends: `in` and `out` surely, whatever longer prefixes left; `maybeIn` and
 * `maybeOut` only if they fit; `open`: one or the other.
 */
interface Layer {
  readonly in: Key[]
  readonly out: Key[]
  readonly maybeIn: Key[]
  readonly maybeOut: Key[]
  readonly open: Key[]
}

/**
 * Whether a packet is in the set: of its entries that hold the packet, the one with the longest prefix decides (mtype_test_cidrs in
 * ip_set_hash_gen.h), and `nomatch` makes it an exception.
 * @param exceptions ask for the exceptions instead (--return-nomatch)
 */
export function decide(header: Header, members: Members, asked: Asked, exceptions: boolean): Answer {
  const family = header.family ?? asked.family
  const layers =
    header.type.name === 'hash:net,iface' ? layersOfIface(members, asked, exceptions) : layersOf(header, members, asked, exceptions)
  let [yes, maybe] = [AddressSet.none(family), AddressSet.none(family)]
  // From the shortest prefixes to the longest: what is decided later is decided for good.
  for (const [, layer] of [...layers].toSorted(([a], [b]) => a - b)) {
    const maybeIn = AddressSet.fromEnds(family, layer.maybeIn)
    const maybeOut = AddressSet.fromEnds(family, layer.maybeOut)
    const [inside, outside, open] = [layer.in, layer.out, layer.open].map((ends) => AddressSet.fromEnds(family, ends))
    maybe = maybe.union(maybeIn.minus(yes)).union(maybeOut.intersect(yes))
    yes = yes.minus(maybeOut)
    if (inside && outside && open) {
      yes = yes.minus(outside).minus(open).union(inside)
      maybe = maybe.minus(outside).union(open).minus(inside)
    }
  }
  if (header.mask !== null && asked.addresses.includes(REMOTE)) {
    const [all, perhaps] = [unmasked(yes, header.mask), unmasked(maybe, header.mask)]
    if (!all || !perhaps)
      return {
        yes: AddressSet.none(family),
        maybe: AddressSet.all(family),
        why: `the bitmask of the set ${header.name} has too many holes`,
      }
    ;[yes, maybe] = [all, perhaps]
  }
  if (maybe.isEmpty) return yes.isAll ? true : yes.isEmpty ? false : { yes, maybe, why: '' }
  return { yes, maybe, why: whyOf(header, asked) }
}

function layersOf(header: Header, members: Members, asked: Asked, exceptions: boolean): Map<number, Layer> {
  const layers = new Map<number, Layer>()
  const { addresses, nomatch, count } = members
  const nets = header.type.dimensions.includes('net')
  const fits = fitting(header, members, asked)
  const ends = regionOf(header, members, asked)
  /** Where there are exceptions, an entry that is added again (`-exist`) stands for the one before. */
  const latest = nets && nomatch.size > 0 ? new Map<string, () => void>() : null
  for (let row = 0; row < count; row++) {
    const fit = fits(row)
    if (fit === 'no') continue
    const [from, to] = ends(row)
    if (from >= to) continue
    // Both lengths of hash:net,net count, the first one more.
    const rank = latest ? (addresses[0].length[row] ?? 0) * 256 + (addresses[1].length[row] ?? 0) : 0
    const inside = nets ? nomatch.has(row) === exceptions : true
    const list = fit === 'yes' ? (inside ? 'in' : 'out') : inside ? 'maybeIn' : 'maybeOut'
    if (latest && fit === 'yes') latest.set(`${rank} ${from} ${to}`, () => layerOf(layers, rank)[list].push(from, to))
    else layerOf(layers, rank)[list].push(from, to)
  }
  for (const put of latest?.values() ?? []) put()
  return layers
}

/**
 * hash:net,iface: of the entries with the longest prefix, whatever their interface, the first whose interface fits decides, and none of a
 * shorter prefix is looked at then (`multi` in hash_netiface4_data_equal and mtype_test_cidrs).
 */
function layersOfIface(members: Members, asked: Asked, exceptions: boolean): Map<number, Layer> {
  const layers = new Map<number, Layer>()
  const { iface } = asked
  if (iface === '') return layers
  const decided = new Map<string, { from: Key; to: Key; rank: number; list: 'in' | 'out' | 'open' | null; by: number }>()
  const ranges = members.addresses[0]
  for (let row = 0; row < members.count; row++) {
    const [first, rank] = [ranges.first[row] as Key, ranges.length[row] as number]
    const [from, to, fit] = [first, after(ranges.last[row] as Key), fitOf(asked.addresses[0] ?? null, first, ranges.last[row] as Key, null)]
    if (fit === 'no') continue
    const all = asked.addresses[0] === REMOTE ? null : everything(asked.family)
    const inside = members.nomatch.has(row) === exceptions
    if (members.physdev.has(row) || fit === 'maybe') {
      const layer = layerOf(layers, rank)
      const list = inside ? layer.maybeIn : layer.maybeOut
      list.push(all?.[0] ?? from, all?.[1] ?? to)
      continue
    }
    const key = `${first}/${rank}`
    const known = decided.get(key) ?? { from: all?.[0] ?? from, to: all?.[1] ?? to, rank, list: null, by: -1 }
    decided.set(key, known)
    if (iface === null) known.list = 'open'
    // The same entry again (`-exist`) changes what the one before says.
    else if (known.list === null ? fitsIface(members, row, iface) : fitsIface(members, known.by, members.iface[row] as string)) {
      known.list = inside ? 'in' : 'out'
      if (known.by < 0) known.by = row
    }
  }
  for (const { from, to, rank, list } of decided.values()) layerOf(layers, rank)[list ?? 'out'].push(from, to)
  return layers
}

function fitsIface({ iface, wildcard }: Members, row: number, name: string): boolean {
  const wanted = iface[row] as string
  return wildcard.has(row) ? name.startsWith(wanted) : name === wanted
}

function layerOf(layers: Map<number, Layer>, rank: number): Layer {
  const known = layers.get(rank)
  if (known) return known
  const made: Layer = { in: [], out: [], maybeIn: [], maybeOut: [], open: [] }
  layers.set(rank, made)
  return made
}

/** Whether a row fits in all that is not the remote end. */
function fitting(header: Header, members: Members, asked: Asked): (row: number) => Fit {
  const tests: ((row: number) => Fit)[] = []
  for (const [at, address] of asked.addresses.entries()) {
    const { first, last } = members.addresses[at as 0 | 1]
    if (address !== REMOTE) tests.push((row) => fitOf(address, first[row] as Key, last[row] as Key, header.mask))
  }
  const { protocol, portFirst, portLast, mark, hasMac } = members
  if (header.type.dimensions.includes('port')) {
    const { port } = asked
    tests.push((row) => {
      // bitmap:port keeps no protocol: it takes TCP and UDP (ip_set_get_ip_port).
      if (protocol.length > 0 ? protocol[row] !== asked.protocol : asked.protocol !== PROTOCOL.tcp && asked.protocol !== PROTOCOL.udp)
        return 'no'
      if (port === null) return portFirst[row] === 0 && portLast[row] === 65_535 ? 'yes' : 'maybe'
      return port >= (portFirst[row] as number) && port <= (portLast[row] as number) ? 'yes' : 'no'
    })
  }
  if (header.type.dimensions.includes('mark')) {
    const wanted = asked.mark === null ? null : (asked.mark & header.markmask) >>> 0
    tests.push((row) => (wanted === null ? 'maybe' : wanted === mark[row] ? 'yes' : 'no'))
  }
  // An entry of bitmap:ip,mac without a MAC takes the first that comes (-EAGAIN in ip_set_test).
  if (header.type.dimensions.includes('mac'))
    tests.push((row) => (asked.hasMac === false ? 'no' : asked.hasMac === true && hasMac[row] === false ? 'yes' : 'maybe'))
  return (row) => {
    let fit: Fit = 'yes'
    for (const test of tests) {
      const found = test(row)
      if (found === 'no') return 'no'
      if (found === 'maybe') fit = 'maybe'
    }
    return fit
  }
}

function fitOf(address: Key | typeof REMOTE | null, first: Key, last: Key, mask: Key | null): Fit {
  if (address === REMOTE) return 'yes'
  if (address === null) return 'maybe'
  const key = mask === null ? address : masked(address, mask)
  return key >= first && key <= last ? 'yes' : 'no'
}

/** The remote ends of a row, half open: all where no dimension is the remote end, what both have where two are. */
function regionOf({ family }: Header, { addresses }: Members, asked: Asked): (row: number) => readonly [Key, Key] {
  const remote = asked.addresses.flatMap((address, at) => (address === REMOTE ? [addresses[at as 0 | 1]] : []))
  const [one, other] = remote
  const all = everything(family ?? asked.family)
  if (!one) return () => all
  if (!other) return (row) => [one.first[row] as Key, after(one.last[row] as Key)]
  return (row) => {
    const [a, b, c, d] = [one.first[row], other.first[row], one.last[row], other.last[row]] as [Key, Key, Key, Key]
    return [a > b ? a : b, after(c < d ? c : d)]
  }
}

function everything(family: 4 | 6): readonly [Key, Key] {
  return family === 4 ? [0, 2 ** WIDTH[4]] : [0n, 1n << BigInt(WIDTH[6])]
}

function after(key: Key): Key {
  return typeof key === 'number' ? key + 1 : key + 1n
}

function whyOf({ type, name }: Header, asked: Asked): string {
  const has = (dimension: 'port' | 'mark' | 'mac' | 'iface'): boolean => type.dimensions.includes(dimension)
  if (asked.addresses.includes(null)) return 'an address of the packet is not known'
  if (has('port') && asked.port === null) return 'a port of the packet is not known'
  if (has('mark') && asked.mark === null) return 'the mark of the packet is not known'
  if (has('mac')) return 'the hardware address of the packet is not known'
  return has('iface') && asked.iface === null ? 'an interface of the packet is not known' : `the set ${name} asks for the port of a bridge`
}
