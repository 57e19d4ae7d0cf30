import { AddressSet, type Key } from '../../net/address-set.ts'
import type { RuleRef } from '../region.ts'
import type { Host } from './host.ts'
import { CT_STATUS, type Packet, REMOTE } from './packet.ts'

/** Something that the kernel does of its own accord, as a rule that decides. */
export function kernelRule(chain: string, text: string): RuleRef {
  return { gate: 'kernel', family: '', table: '', chain, index: 0, handle: null, file: null, line: null, text }
}

const range4 = (first: number, last: number): AddressSet => AddressSet.range(4, first, last)

/** 0.0.0.0/8, 224.0.0.0/4 and 255.255.255.255: ip_route_input_slow() takes no packet from them. */
const MARTIAN4 = range4(0, 0xffffff).union(range4(0xe0000000, 0xefffffff)).union(range4(0xffffffff, 0xffffffff))
const LOOPBACK4 = range4(0x7f000000, 0x7fffffff)
/** ff00::/8, ::1, ::ffff:0:0/96: ip6_rcv_core(); ::, which nothing can be sent back to. */
const MARTIAN6 = AddressSet.range(6, 0xffn << 120n, (1n << 128n) - 1n)
  .union(AddressSet.range(6, 0n, 1n))
  .union(AddressSet.range(6, 0xffffn << 32n, (0xffffn << 32n) + 0xffffffffn))

export const MARTIAN = kernelRule('routing', 'a source address that no packet from a network can have (martian)')

/** A setting of IPv4 of an interface that also counts when it is set for all; null: not read. */
function either(host: Host, name: string, device: string | null): boolean | null {
  const values = ['all', ...(device === null ? [] : [device])].map((of) => host.sysctls.get(`net.ipv4.conf.${of}.${name}`))
  if (values.some((value) => value !== undefined && value !== '0')) return true
  return values.every((value) => value !== undefined) ? false : null
}

/** Addresses of this machine, without loopback; null: not read. */
function ownAddresses(host: Host, family: 4 | 6): AddressSet | null {
  if (!host.interfaces) return null
  const keys = host.interfaces.flatMap(({ addresses }) => addresses.filter(({ address }) => address.family === family))
  return AddressSet.fromEnds(
    family,
    keys.flatMap(({ address }) => AddressSet.of(address).ends()),
  )
}

/**
 * Sources of which the kernel takes no packet from a network: their packets end before INPUT.
 * @param device the interface they come in by; null: not known, and taken for one that is not loopback
 */
export function martians(host: Host, family: 4 | 6, device: string | null): AddressSet {
  if (device === 'lo') return AddressSet.none(family)
  const own = ownAddresses(host, family) ?? AddressSet.none(family)
  if (family === 6) return MARTIAN6.union(own)
  const loopback = either(host, 'route_localnet', device) === true ? AddressSet.none(4) : LOOPBACK4
  const local = either(host, 'accept_local', device) === true ? AddressSet.none(4) : own
  return MARTIAN4.union(loopback).union(local)
}

/** What becomes of a packet by its destination, after NAT: ip_route_input(), ip6_route_input(). */
export type Route = 'local' | 'forward' | 'drop'

/** Routes that are possible; more than one where it cannot be told, with the reason. */
export interface Routes {
  readonly routes: readonly Route[]
  readonly why: string
}

/** @param local the address that was asked: this machine's, unless its addresses were read and it is none of them; null: not known */
export function routesOf(packet: Packet, local: Key | null, host: Host): Routes {
  const { daddr, family, iif } = packet
  const dnat = packet.ct.status === null || (packet.ct.status & CT_STATUS.dnat) !== 0
  const own = ownAddresses(host, family)
  const isAsked = !dnat || (daddr !== null && daddr === local)
  const isBeyond = own !== null && daddr !== null && daddr !== REMOTE && !own.has(daddr) && !(family === 4 && LOOPBACK4.has(daddr))
  if (daddr === REMOTE || (isAsked && !isBeyond)) return certain('local')
  if (family === 4 && daddr !== null && LOOPBACK4.has(daddr) && iif !== 'lo') {
    const routes = either(host, 'route_localnet', iif)
    if (routes === null) return { routes: ['drop', 'local'], why: 'whether route_localnet is set was not read' }
    return certain(routes ? 'local' : 'drop')
  }
  if (daddr !== null && own?.has(daddr)) return certain('local')
  const forwards = host.sysctls.get(family === 4 ? 'net.ipv4.ip_forward' : 'net.ipv6.conf.all.forwarding')
  const away: readonly Route[] = forwards === undefined ? ['forward', 'drop'] : forwards === '0' ? ['drop'] : ['forward']
  if (daddr === null) return { routes: ['local', ...away], why: 'where NAT sends the packet is not known' }
  if (!own) return { routes: ['local', ...away], why: 'whether the address that NAT sends it to is of this machine was not read' }
  return away.length > 1
    ? { routes: away, why: 'whether this machine forwards packets (ip_forward) was not read' }
    : { routes: away, why: '' }
}

function certain(route: Route): Routes {
  return { routes: [route], why: '' }
}
