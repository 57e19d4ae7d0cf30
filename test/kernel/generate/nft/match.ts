import type { Range } from '../universe.ts'
import { concatenation, daddr, dport, type Field, field, mark, saddr } from './field.ts'
import type { Place } from './place.ts'
import { elements, key, keyText } from './set.ts'

type Draw = (place: Place) => string

const hex = (value: bigint | number): string => `0x${value.toString(16)}`
const negation = ({ random }: Place, probability = 0.15): string => (random.chance(probability) ? '!= ' : '')

/** One value, a range, a list or a set of this key, or a comparison. */
function compared(of: Field, place: Place, negated = 0.15): string {
  const { random } = place
  const one = (range: Range): string => keyText([of], [range], place)
  const single = (): string => of.text(of.draw(place), place)
  return `${of.expression} ${random.weighted<() => string>([
    [() => `${negation(place, negated)}${single()}`, 3],
    [() => `${negation(place, negated)}${of.ranges ? one(of.drawRange(place)) : single()}`, of.ranges ? 4 : 1],
    [() => `${negation(place, negated)}${elements(place, [of], null, of.ranges)}`, 3],
    [() => `${random.pick(['<', '<=', '>', '>='])} ${single()}`, of.ranges ? (negated < 0.1 ? 0.1 : 0.6) : 0],
  ])()}`
}

function named(place: Place): string {
  const set = place.random.pick(place.sets.filter(({ gives }) => gives === null))
  return `${key(set.fields)} ${negation(place, 0.2)}@${set.name}`
}

/** Bits of an address compared under a mask that is no prefix. */
function masked(place: Place): string {
  const { random, universe } = place
  const of = random.chance(0.7) ? saddr(place) : daddr(place)
  const value = of.draw(place)
  const mask =
    universe.family === 4 ? BigInt(random.pick([0xff00ff00, 0xff, 0xffff00ff, 0x00ff0000, 1])) : random.pick([0xffn, 0xffffn << 112n, 1n])
  return `${of.expression} & ${universe.text(mask)} ${random.pick(['==', '!='])} ${universe.text(random.chance(0.85) ? value & mask : value)}`
}

const FLAGS: readonly string[] = [
  'tcp flags syn',
  'tcp flags == syn',
  'tcp flags != syn',
  'tcp flags ! syn',
  'tcp flags ! ack',
  'tcp flags syn,ack',
  'tcp flags ack',
  'tcp flags 0x2',
  'tcp flags & (fin|syn|rst|ack) == syn',
  'tcp flags & (fin|syn|rst|ack) != syn',
  'tcp flags & (syn|ack) == syn | ack',
  'tcp flags & syn != 0',
  'tcp flags & (fin | rst) == 0x0',
  'tcp flags syn / fin,syn,rst,ack',
  'tcp flags != syn / fin,syn,rst,ack',
  'tcp flags { syn, ack }',
  'tcp flags { fin, rst, ack }',
  'tcp flags != { syn, fin }',
  'tcp flags & (fin|syn) == fin|syn',
  'tcp flags & (fin|syn|rst|psh|ack|urg) == 0',
]

const DEVICES: readonly string[] = [
  'iifname eth0',
  'iifname != eth0',
  'iifname "eth*"',
  'iifname != "eth*"',
  'iifname lo',
  'iifname != lo',
  'iifname { eth0, lo }',
  'iifname { eth1, "wlan*" }',
  'iifname != { lo, eth1 }',
  'iif eth0',
  'iif lo',
  'iif != lo',
  'iif { lo, eth0 }',
]

const STATES: readonly string[] = [
  'ct state new',
  'ct state established,related',
  'ct state new,untracked',
  'ct state invalid',
  'ct state untracked',
  'ct state != invalid',
  'ct state != new',
  'ct state != established,related',
  'ct state { new, untracked }',
  'ct state { established, related }',
  'ct state != { invalid, established }',
  'ct state invalid,untracked',
]

function tracked(place: Place): string {
  const { random, universe } = place
  const ip = universe.family === 4 ? 'ip' : 'ip6'
  return random.weighted<() => string>([
    [() => random.pick(STATES), 6],
    [() => random.pick(['ct status dnat', 'ct status snat', 'ct status != dnat', 'ct status dnat,snat', 'ct status & dnat == dnat']), 1.5],
    [
      () =>
        random.pick(['ct status confirmed', 'ct status seen-reply', 'ct status assured', 'ct status expected', 'ct status != expected']),
      0.5,
    ],
    [() => `ct mark ${marked(place)}`, 1.5],
    [() => random.pick(['ct direction original', 'ct direction reply', 'ct direction != reply']), 1],
    [() => `ct original ${ip} ${compared(saddr(place), place).slice(ip.length + 1)}`, 0.7],
    [() => `ct original ${ip} ${compared(daddr(place), place).slice(ip.length + 1)}`, 0.7],
    [() => `meta l4proto tcp ct original proto-dst ${compared(dport, place).slice('tcp dport '.length)}`, 1],
    [() => `ct reply ${ip} saddr ${universe.text(universe.local())}`, 0.5],
    [() => `meta l4proto tcp ct reply proto-src ${universe.port()}`, 0.5],
  ])()
}

/** What follows `meta mark` or `ct mark`. */
function marked(place: Place): string {
  const { random } = place
  const one = (): string => hex(mark(place))
  const mask = random.pick([0xf, 0xf0, 0xff, 0x100, 1])
  return random.weighted<() => string>([
    [() => `${negation(place)}${one()}`, 3],
    [() => `& ${hex(mask)} ${random.pick(['==', '!='])} ${hex(random.chance(0.85) ? Number(mark(place)) & mask : mask + 1)}`, 2],
    [() => `${negation(place)}{ ${[...new Set([one(), one(), one()])].join(', ')} }`, 1],
    [() => `${negation(place)}${hex(random.pick([0, 1, 0x10]))}-${hex(random.pick([0x10, 0xff, 0x1000]))}`, 1],
    [() => `${random.pick(['<', '>=', '>'])} ${one()}`, 0.5],
  ])()
}

function protocol({ random, family, universe }: Place): string {
  const four = universe.family === 4
  const [version, next] = four ? ['ip', 'ip protocol'] : ['ip6', 'ip6 nexthdr']
  const choices = ['meta l4proto tcp', 'meta l4proto 6', 'meta l4proto != udp', 'meta l4proto != { udp, icmp }']
  choices.push(`${next} tcp`, `${next} != udp`)
  if (family === 'inet') choices.push(`meta nfproto ipv${universe.family}`, `meta nfproto != ipv${universe.family === 4 ? 6 : 4}`)
  if (family === 'inet' || family === 'netdev') choices.push(`meta protocol ${version}`, `meta protocol != ${four ? 'ip6' : 'ip'}`)
  return random.pick(choices)
}

const TYPES: readonly string[] = ['local', 'unicast', 'broadcast', 'multicast', 'blackhole', 'prohibit']

function fib({ random }: Place): string {
  const asked = random.weighted([
    ['daddr', 4],
    ['saddr', 2],
    ['daddr . iif', 1],
    ['saddr . iif', 0.5],
  ])
  return `fib ${asked} type ${
    random.chance(0.2)
      ? `{ ${random.sample(TYPES, 2).join(', ')} }`
      : `${random.chance(0.3) ? '!= ' : ''}${random.weighted([
          ['local', 4],
          ['unicast', 2],
          [random.pick(TYPES), 2],
        ])}`
  }`
}

/**
 * A condition about protocols that packets of the trial may meet, and other protocols too. nft takes no match of TCP or of the trial's family
 * beside it, so it stands alone.
 */
export function alone({ random, universe, family }: Place): string {
  const choices = [
    'meta l4proto { tcp, udp }',
    'meta l4proto { 6, 17, 132 }',
    'meta l4proto != { udp, icmp }',
    'meta l4proto 1-10',
    'meta l4proto > 5',
    'th dport 22',
  ]
  choices.push(
    ...(universe.family === 4
      ? ['ip protocol { tcp, udp }', 'ip protocol != icmp']
      : ['ip6 nexthdr { tcp, udp }', 'ip6 nexthdr != icmpv6']),
  )
  if (family === 'inet' || family === 'netdev') choices.push('meta protocol { ip, ip6 }', 'meta protocol != arp')
  if (family === 'inet') choices.push('meta nfproto { ipv4, ipv6 }')
  return random.pick(choices)
}

/** A condition that no packet of the trial meets: another protocol, or the other family of an inet table. It stands alone, too. */
export function foreign({ random, universe, family }: Place): string {
  const four = universe.family === 4
  const choices = [
    'meta l4proto udp',
    'meta l4proto icmp',
    'udp dport 22',
    'udp sport 53',
    'meta l4proto 132',
    'meta l4proto != tcp',
    'meta l4proto > 6',
    'meta l4proto != { tcp, udp }',
  ]
  choices.push(
    ...(four
      ? ['ip protocol udp', 'icmp type echo-request', 'ip protocol != { tcp, udp }']
      : ['ip6 nexthdr udp', 'icmpv6 type nd-neighbor-solicit', 'ip6 nexthdr != tcp']),
  )
  if (family === 'inet' || family === 'netdev')
    choices.push(
      ...(four
        ? [
            'meta protocol ip6',
            'ip6 saddr 2001:db8::/32',
            'ip6 saddr ::/0',
            'ip6 nexthdr tcp',
            'ip6 daddr != fd09::2',
            'ip6 saddr { 2001:db8::1, fd00::/8 }',
          ]
        : [
            'meta protocol ip',
            'ip saddr 203.0.113.0/24',
            'ip saddr 0.0.0.0/0',
            'ip protocol tcp',
            'ip daddr != 10.9.0.2',
            'ip saddr { 192.0.2.1, 10.0.0.0/8 }',
          ]),
    )
  if (family === 'inet')
    choices.push(four ? 'meta nfproto ipv6' : 'meta nfproto ipv4', four ? 'meta nfproto != ipv4' : 'meta nfproto != ipv6')
  return random.pick(choices)
}

/** What the header says but a walk does not know before a rule sets it. */
function header({ random, universe }: Place): string {
  return universe.family === 4
    ? random.pick(['ip dscp cs1', 'ip dscp != cs1', 'ip ttl 64', 'ip ttl < 64', 'ip dscp { cs1, af11 }', 'ip ttl != 17'])
    : random.pick(['ip6 dscp cs1', 'ip6 dscp != cs1', 'ip6 hoplimit 64', 'ip6 hoplimit < 64', 'ip6 hoplimit != 17'])
}

/** A condition on the remote address that mostly few packets of the trial meet. */
export function narrow(place: Place): string {
  const { random, sets } = place
  const asked = sets.filter(
    ({ gives, fields }) => gives === null && fields.some(({ expression }) => expression === saddr(place).expression),
  )
  return random.weighted<Draw>([
    [(at) => compared(saddr(at), at, 0.04), 8],
    [masked, 0.5],
    [
      (at) => {
        const fields = concatenation(at)
        return `${key(fields)} ${elements(at, fields, null, random.chance(0.5))}`
      },
      2,
    ],
    [
      () => {
        const set = random.pick(asked)
        return `${key(set.fields)} @${set.name}`
      },
      asked.length > 0 ? 4 : 0,
    ],
  ])(place)
}

/** Any condition: one that few packets meet, or that many do. */
export function match(place: Place): string {
  const { random, family, sets } = place
  const choices: (readonly [Draw, number])[] = [
    [narrow, 9],
    [
      (at) => {
        const of = field(at)
        return of.type === 'inet_proto' ? protocol(at) : compared(of, at)
      },
      5,
    ],
    [(at) => compared(dport, at), 3],
    [() => random.pick(FLAGS), 1.5],
    [() => random.pick(DEVICES), 1.5],
    [(at) => `meta mark ${marked(at)}`, 1.5],
    [protocol, 1.2],
    [
      () =>
        random.pick(['meta pkttype host', 'meta pkttype unicast', 'meta pkttype != broadcast', 'meta pkttype { broadcast, multicast }']),
      0.7,
    ],
    [fib, 1],
    [header, 0.06],
  ]
  if (sets.some(({ gives }) => gives === null)) choices.push([named, 3])
  if (family !== 'netdev') choices.push([tracked, 3])
  return random.weighted(choices)(place)
}
