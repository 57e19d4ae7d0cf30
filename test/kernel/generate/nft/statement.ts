import { HOST_ADDRESSES } from '../../trial.ts'
import { BEYOND } from '../universe.ts'
import { concatenation, dport, type Field, field, saddr } from './field.ts'
import type { Place } from './place.ts'
import { elements, given, key, markValue } from './set.ts'

const REJECTS: Readonly<Record<'icmp' | 'icmpv6' | 'icmpx', readonly string[]>> = {
  icmp: [
    'net-unreachable',
    'host-unreachable',
    'prot-unreachable',
    'port-unreachable',
    'net-prohibited',
    'host-prohibited',
    'admin-prohibited',
  ],
  icmpv6: ['no-route', 'admin-prohibited', 'addr-unreachable', 'port-unreachable', 'policy-fail', 'reject-route'],
  icmpx: ['port-unreachable', 'admin-prohibited', 'no-route', 'host-unreachable'],
}

export function reject(place: Place): string {
  const { random, universe, family } = place
  const own = universe.family === 4 ? 'icmp' : 'icmpv6'
  const both = family === 'inet' || family === 'netdev'
  return random.weighted<() => string>([
    [() => (family === 'netdev' ? 'reject with icmpx port-unreachable' : 'reject'), 1],
    [() => 'reject with tcp reset', 2.5],
    [() => `reject with ${own} ${random.chance(0.5) ? 'type ' : ''}${random.pick(REJECTS[own])}`, 4],
    [() => `reject with icmpx ${random.chance(0.5) ? 'type ' : ''}${random.pick(REJECTS.icmpx)}`, both ? 3 : 0],
  ])()
}

const reachedFrom = ({ hooks }: Place, hook: string): boolean => hooks.length > 0 && hooks.every((each) => each === hook)

/** Sends the packet elsewhere: to another address or port of this host, a closed one, or beyond it. */
function destination(place: Place): string {
  const { random, universe, family } = place
  const version = universe.family === 4 ? 'ip' : 'ip6'
  const to = family === 'inet' ? `dnat ${version} to` : 'dnat to'
  const address = (): string =>
    random.weighted([
      [HOST_ADDRESSES[universe.family][0], 2],
      [HOST_ADDRESSES[universe.family][1], 4],
      [BEYOND[universe.family], 2],
    ])
  const port = (): number => random.pick([22, 2222, 8022, 23, 2223])
  const bracketed = (): string => (universe.family === 4 ? address() : `[${address()}]`)
  const mapped = (): string => {
    const by = random.chance(0.6) ? dport : saddr(place)
    const [both, keys] = [random.chance(0.6), new Set<string>()]
    while (keys.size < random.int(1, 3)) keys.add(by.text(by.draw(place), place))
    const pairs = [...keys].map((from) => `${from} : ${address()}${both ? ` . ${port()}` : ''}`)
    const prefix = both ? `dnat ${version} to` : `dnat ${family === 'inet' ? `${version} ` : ''}to`
    return `meta l4proto tcp ${prefix} ${by.expression} map { ${pairs.join(', ')} }`
  }
  return random.weighted<() => string>([
    [() => `${to} ${address()}`, 3],
    [() => `meta l4proto tcp ${to} ${bracketed()}:${port()}`, 4],
    [() => `meta l4proto tcp dnat to :${port()}`, 1],
    [() => `meta l4proto tcp redirect to :${port()}`, 3],
    [
      () =>
        `meta l4proto tcp redirect to :tcp dport map { ${random
          .sample([22, 2222, 8022, 80, 443], random.int(1, 3))
          .map((from) => `${from} : ${port()}`)
          .join(', ')} }`,
      1,
    ],
    [() => 'redirect', 0.5],
    [mapped, 3],
    [() => netmap(place), 1],
  ])()
}

function netmap({ random, universe }: Place): string {
  const from = universe.family === 4 ? '10.9.0.2/31' : 'fd09::2/127'
  return universe.family === 4
    ? random.pick([
        `dnat ip prefix to ip daddr map { ${from} : 10.9.0.2/31 }`,
        'dnat ip prefix to ip daddr map { 10.8.0.0/28 : 10.9.0.0/28 }',
      ])
    : `dnat ip6 prefix to ip6 daddr map { ${from} : fd09::2/127 }`
}

/** NAT of the source of what this host is sent. */
function source({ random, universe, family }: Place): string {
  const version = universe.family === 4 ? 'ip' : 'ip6'
  return `snat ${family === 'inet' ? `${version} ` : ''}to ${universe.text(random.chance(0.5) ? universe.source() : universe.source())}`
}

function nat(place: Place): string {
  if (reachedFrom(place, 'prerouting')) return destination(place)
  return reachedFrom(place, 'input') ? source(place) : 'accept'
}

function verdictMap(place: Place): string {
  const { random } = place
  const named = place.sets.filter(({ gives }) => gives === 'verdict')
  if (named.length > 0 && random.chance(0.5)) {
    const map = random.pick(named)
    return `${key(map.fields)} vmap @${map.name}`
  }
  const flags = (): string =>
    `tcp flags vmap { syn${given('verdict', place)}, ack${given('verdict', place)}, syn | ack${given('verdict', place)} }`
  if (random.chance(0.08)) return flags()
  const fields: Field[] = random.chance(0.3) ? concatenation(place) : [random.chance(0.4) ? dport : field(place)]
  return `${key(fields)} vmap ${elements(place, fields, 'verdict', fields.some((of) => of.ranges) && random.chance(0.6))}`
}

/** How a rule ends. */
export function ending(place: Place): string {
  const { random, below } = place
  const jumps = below.length > 0
  return random.weighted<() => string>([
    [() => 'accept', 3],
    [() => 'drop', place.nat ? 0.5 : 2.5],
    [() => reject(place), place.nat ? 0 : 3],
    [() => nat(place), place.nat ? 6 : 0],
    [() => `jump ${random.pick(below)}`, jumps ? 4 : 0],
    [() => `goto ${random.pick(below)}`, jumps ? 1.5 : 0],
    [() => 'return', 1],
    [() => 'continue', 0.2],
    [() => verdictMap(place), 3],
  ])()
}

/** How a rule ends that many packets meet: mostly so that they go on, since what ends for all hides what follows. */
export function passing(place: Place): string {
  const { random, below } = place
  return random.weighted<() => string>([
    [() => `jump ${random.pick(below)}`, below.length > 0 ? 5 : 0],
    [() => doing(place), 3],
    [() => 'continue', 1],
    [() => verdictMap(place), 1],
    [() => ending(place), 1],
  ])()
}

/** Something that a rule does and goes on. */
export function doing(place: Place): string {
  const { random, family } = place
  const marks = place.sets.filter(({ gives }) => gives === 'mark')
  const bits = (): string => `0x${random.pick([1, 0x10, 0xff, 0xf0, 0x100]).toString(16)}`
  const tracking = family !== 'netdev'
  return random.weighted<() => string>([
    [() => `meta mark set ${markValue(place)}`, 4],
    [() => `meta mark set meta mark ${random.pick(['|', '&', '^'])} ${bits()}`, 2],
    [() => `meta mark set meta mark and ${bits()} or ${bits()}`, 0.7],
    [
      () => {
        const fields = [random.pick([saddr(place), dport])]
        return `meta mark set ${key(fields)} map ${elements(place, fields, 'mark', random.chance(0.6))}`
      },
      2,
    ],
    [
      () => {
        const map = random.pick(marks)
        return `meta mark set ${key(map.fields)} map @${map.name}`
      },
      marks.length > 0 ? 2 : 0,
    ],
    [() => `ct mark set ${markValue(place)}`, tracking ? 1.5 : 0],
    [() => 'ct mark set meta mark', tracking ? 1.5 : 0],
    [() => 'meta mark set ct mark', tracking ? 1.5 : 0],
    [() => `ct mark set ct mark | ${bits()}`, tracking ? 0.7 : 0],
    [() => 'counter', 2],
    [() => (place.universe.family === 4 ? 'ip dscp set cs1' : 'ip6 dscp set cs1'), 0.1],
  ])()
}

/** A condition that depends on how many packets came before; what it holds for the first. */
export function counting(place: Place): string {
  const { random, universe } = place
  const rate = (): string =>
    `${random.pick(['', 'over '])}${random.pick(['1/hour', '2/hour', '1/day', '3/minute'])}${random.chance(0.6) ? ` burst ${random.int(1, 5)} packets` : ''}`
  const by = saddr(place).expression
  const dynamic = place.sets.filter((set) => set.dynamic)
  const keyed = (): string => {
    const set = random.pick(dynamic)
    return `meta l4proto tcp ${random.pick(['add', 'add', 'update'])} @${set.name} { ${key(set.fields)}${random.chance(0.3) ? ` limit rate ${rate()}` : ''} }`
  }
  return random.weighted<() => string>([
    [() => `meta l4proto tcp limit rate ${rate()}`, 4],
    [() => `meta l4proto tcp ct count ${random.chance(0.7) ? 'over ' : ''}${random.int(0, 3)}`, place.family === 'netdev' ? 0 : 1],
    [() => `meta l4proto tcp meter m${random.int(0, 0xffffff).toString(16)} { ${by} limit rate ${rate()} }`, 1],
    [
      () => `meta l4proto tcp meter m${random.int(0, 0xffffff).toString(16)} { ${by} . tcp dport ct count over ${random.int(0, 2)} }`,
      place.family === 'netdev' || universe.family === 6 ? 0 : 0.5,
    ],
    [keyed, dynamic.length > 0 ? 8 : 0],
  ])()
}
