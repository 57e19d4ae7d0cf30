import { AddressSet, type Key } from '../../../net/address-set.ts'
import type { Host } from '../host.ts'
import { type Packet, REMOTE } from '../packet.ts'
import type { Action, Branch, NatAddress, Outcome } from '../ruleset.ts'
import type { NftJson, NftObject } from './ast.ts'
import { intervalOf } from './constant.ts'
import { dataType, IPV4_ADDR, IPV6_ADDR } from './data-types.ts'
import type { Scope } from './expression.ts'
import { mapLookup } from './map-lookup.ts'
import { listOf, objectOf } from './tree.ts'
import type { Interval, Loaded } from './value.ts'

const ON: Outcome = { go: 'on' }
const NEXT: Outcome = { go: 'next' }
const WRITTEN: Outcome = { go: 'unknown', why: 'what a rule has added to the map' }
const LOCALHOST = { 4: 0x7f000001, 6: 1n } as const

/** Where NAT leads: any of these. */
interface Range {
  readonly address: Interval | null
  readonly port: Interval | '?' | null
}

/** @throws {NotUnderstood} */
export function readNat(json: NftJson | undefined, scope: Scope, key: string): Action {
  const object = objectOf(json)
  const random = flagsOf(object['flags']).some((flag) => flag.endsWith('random'))
  if (key === 'masquerade' || key === 'redirect') {
    const ports = portsOf(object['port'], scope)
    return {
      act: (packet, scene) =>
        each(ports(packet, scene), packet.family, (port) => ({
          go: 'nat',
          manip: key === 'redirect' ? 'dst' : 'src',
          address: key === 'masquerade' ? masqueraded(packet, scene.host) : packet.hook === 'output' ? LOCALHOST[packet.family] : 'primary',
          port: portOf(port, random),
        })),
    }
  }
  return translation(object, scope, key === 'snat' ? 'src' : 'dst', random)
}

/** snat and dnat to an address. nft_nat_inet_eval: for a packet of the other family nothing is done, and the rule goes on. */
function translation(object: NftObject, scope: Scope, manip: 'src' | 'dst', random: boolean): Action {
  const address = object['addr']
  const family = object['family'] ?? (scope.family === 'ip' || scope.family === 'ip6' ? scope.family : undefined)
  const only = family === 'ip' ? 4 : family === 'ip6' ? 6 : null
  const type = only === 6 ? IPV6_ADDR : IPV4_ADDR
  const netmap = flagsOf(object['flags']).includes('netmap') || flagsOf(object['type_flags']).includes('prefix')
  const outcome = (packet: Packet, { address: to, port }: Range): Outcome => ({
    go: 'nat',
    manip,
    address:
      to === null ? null : netmap ? mapped(manip === 'dst' ? packet.daddr : packet.saddr, to) : to.lo === to.hi ? (to.lo as Key) : '?',
    port: portOf(port, random),
    // Measured on 6.18: `dnat prefix to` an address's own prefix sets its bit of ct status over IPv4, and not over IPv6 (nft_nat_setup_netmap).
    ...(netmap && packet.family === 4 && { vague: true }),
  })
  const map = objectOf(address)['map']
  if (map !== undefined) {
    const lookup = mapLookup(map, scope, `nat ${type.name}`, (datum) => rangeOf(datum, type))
    const ports = portsOf(object['port'], scope)
    return {
      act: (packet, scene) => {
        if (only !== null && only !== packet.family) return ON
        if (lookup.isWritten(packet)) return WRITTEN
        const { hits } = lookup.find(packet, scene)
        return hits.map(({ remotes, why, datum }): Branch => {
          const port = datum.port ?? single(ports(packet, scene))
          return { remotes, outcome: outcome(packet, { address: datum.address, port }), ...(why !== '' && { maybe: why }) }
        })
      },
    }
  }
  const to = address === undefined || address === null ? () => null : addressesOf(address, scope, type)
  const ports = portsOf(object['port'], scope)
  return {
    act: (packet, scene) => {
      if (only !== null && only !== packet.family) return ON
      const loaded = to(packet, scene)
      if (loaded === 'break') return NEXT
      return each(ports(packet, scene), packet.family, (port) =>
        loaded === '?' ? { go: 'nat', manip, address: '?', port: portOf(port, random) } : outcome(packet, { address: loaded, port }),
      )
    },
  }
}

function flagsOf(json: NftJson | undefined): readonly string[] {
  return listOf(json).map(String)
}

function rangeOf(datum: NftJson | undefined, type: typeof IPV4_ADDR): Range {
  const fields = objectOf(datum)['concat']
  if (fields === undefined) return { address: intervalOf(datum, type), port: null }
  const [address, port] = listOf(fields)
  return { address: intervalOf(address, type), port: intervalOf(port, dataType('inet_service')) }
}

type Loads<T> = (packet: Packet, scene: Parameters<Action['act']>[1]) => T

function addressesOf(json: NftJson, scope: Scope, type: typeof IPV4_ADDR): Loads<Interval | '?' | 'break'> {
  if (isConstant(json)) {
    const interval = intervalOf(json, type)
    return () => interval
  }
  const expression = scope.expression(json, [type])
  return (packet, scene) => {
    const loaded = expression.load(packet, scene)
    if (typeof loaded === 'object') return loaded.kind === 'break' ? 'break' : '?'
    return { lo: loaded, hi: loaded }
  }
}

/** Ports, by the remote end where a map leads to them. Null: not changed. */
type Ports = readonly { readonly remotes: AddressSet | null; readonly why: string; readonly datum: Interval | '?' }[] | null

function portsOf(json: NftJson | undefined, scope: Scope): Loads<Ports> {
  if (json === undefined || json === null) return () => null
  const type = dataType('inet_service')
  if (isConstant(json)) {
    const constant = [{ remotes: null, why: '', datum: intervalOf(json, type) }]
    return () => constant
  }
  const map = objectOf(json)['map']
  if (map !== undefined) {
    const lookup = mapLookup(map, scope, 'port', (datum) => intervalOf(datum, type))
    return (packet, scene) => lookup.find(packet, scene).hits
  }
  const expression = scope.expression(json, [type])
  return (packet, scene) => {
    const loaded: Loaded = expression.load(packet, scene)
    if (typeof loaded === 'object') return loaded.kind === 'break' ? [] : [{ remotes: null, why: '', datum: '?' }]
    return [{ remotes: null, why: '', datum: { lo: loaded, hi: loaded } }]
  }
}

function isConstant(json: NftJson): boolean {
  if (typeof json !== 'object' || json === null) return true
  return Object.hasOwn(json, 'range') || Object.hasOwn(json, 'prefix')
}

function single(ports: Ports): Interval | '?' | null {
  const [first, more] = ports ?? []
  return first ? (more ? '?' : first.datum) : null
}

/** One outcome, or one for each port that a map leads to. */
function each(ports: Ports, family: 4 | 6, outcome: (port: Interval | '?' | null) => Outcome): Outcome | readonly Branch[] {
  if (ports === null) return outcome(null)
  const [first, more] = ports
  if (!first) return NEXT
  if (!more && first.remotes === null && first.why === '') return outcome(first.datum)
  return ports.map(({ remotes, why, datum }): Branch => ({
    remotes: remotes ?? AddressSet.all(family),
    outcome: outcome(datum),
    ...(why !== '' && { maybe: why }),
  }))
}

/** A port that is free is kept where the range allows; which one of several is not known. */
function portOf(port: Interval | '?' | null, random: boolean): number | '?' | null {
  if (port === null) return random ? '?' : null
  return port === '?' || port.lo !== port.hi ? '?' : (port.lo as number)
}

/** NF_NAT_RANGE_NETMAP (nft_nat_setup_netmap): the host part stays. */
function mapped(address: Packet['daddr'], { lo, hi }: Interval): NatAddress {
  if (address === null || address === REMOTE || typeof lo === 'string' || typeof hi === 'string') return '?'
  const host = BigInt(lo) ^ BigInt(hi)
  const to = (BigInt(address) & host) | (BigInt(lo) & ~host)
  return typeof address === 'number' ? Number(to) : to
}

/** nf_nat_masquerade_ipv4: the address of the interface it leaves by, where that has but one. */
function masqueraded({ family, oif }: Packet, { interfaces }: Host): NatAddress {
  const own = interfaces?.find(({ name }) => name === oif)?.addresses.filter(({ address }) => address.family === family) ?? []
  const [only, more] = own
  return family === 4 && only && !more ? Number(only.address.value) : '?'
}
