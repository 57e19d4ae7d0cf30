import type { Range } from '../universe.ts'
import type { Place } from './place.ts'

/** A key that sets and maps can be asked for, with values as numbers. */
export interface Field {
  /** As in `ip saddr`. */
  readonly expression: string
  /** As in `type ipv4_addr`. */
  readonly type: string
  /** Whether ranges make sense. */
  readonly ranges: boolean
  readonly draw: (place: Place) => bigint
  readonly drawRange: (place: Place) => Range
  readonly text: (value: bigint, place: Place) => string
}

const DEVICES = ['eth0', 'lo', 'eth1', 'wlan0', 'ens3']
const STATES = ['new', 'established', 'related', 'invalid', 'untracked']
const PROTOCOLS = [6n, 6n, 6n, 17n, 1n, 58n, 132n]

const one = (value: bigint): Range => ({ first: value, last: value })
const hex = (value: bigint): string => `0x${value.toString(16)}`

/** Marks are few, so that what one rule sets another finds. */
export const mark = ({ random }: Place): bigint => BigInt(random.pick([0, 0, 1, 2, 3, 0x10, 0x11, 0x20, 0xff, 0x100, 0xdead]))

function remote(expression: string, type: string): Field {
  return {
    expression,
    type,
    ranges: true,
    draw: ({ universe }) => universe.remote(),
    drawRange: ({ universe }) => universe.remotes(),
    text: (value, { universe }) => universe.text(value),
  }
}

function local(expression: string, type: string): Field {
  return { ...remote(expression, type), draw: ({ universe }) => universe.local(), drawRange: ({ universe }) => universe.locals() }
}

function port(expression: string): Field {
  return {
    expression,
    type: 'inet_service',
    ranges: true,
    draw: ({ universe }) => BigInt(universe.port()),
    drawRange: ({ universe }) => universe.ports(),
    text: String,
  }
}

function marks(expression: string): Field {
  return {
    expression,
    type: 'mark',
    ranges: true,
    draw: mark,
    drawRange: (place) => {
      const first = mark(place)
      return { first, last: first + BigInt(place.random.pick([1, 0x0f, 0xff])) }
    },
    text: hex,
  }
}

function named(expression: string, type: string, names: readonly string[], draw: (place: Place) => bigint): Field {
  return {
    expression,
    type,
    ranges: false,
    draw,
    drawRange: (place) => one(draw(place)),
    text: (value) => names[Number(value)] ?? String(value),
  }
}

const devices = named('iifname', 'ifname', DEVICES, ({ random }) => BigInt(random.pick([0, 0, 0, 1, 2, 3, 4])))
const states = named('ct state', 'ct_state', STATES, ({ random }) => BigInt(random.pick([0, 0, 1, 2, 3, 4])))

const sourcePorts: Field = {
  ...port('tcp sport'),
  draw: ({ universe }) => BigInt(universe.sourcePort()),
  drawRange: ({ universe }) => universe.sourcePorts(),
}

const protocols: Field = {
  expression: 'meta l4proto',
  type: 'inet_proto',
  ranges: true,
  draw: ({ random }) => random.pick(PROTOCOLS),
  drawRange: ({ random }) => {
    const first = random.pick(PROTOCOLS)
    return { first, last: first + BigInt(random.int(0, 9)) }
  },
  text: String,
}

export const isAddress = ({ type }: Field): boolean => type.endsWith('_addr')

export function saddr({ universe }: Place): Field {
  return universe.family === 4 ? remote('ip saddr', 'ipv4_addr') : remote('ip6 saddr', 'ipv6_addr')
}

export function daddr({ universe }: Place): Field {
  return universe.family === 4 ? local('ip daddr', 'ipv4_addr') : local('ip6 daddr', 'ipv6_addr')
}

export const dport = port('tcp dport')

/** A key of sets and maps that may be asked for here; the remote address most often. */
export function field(place: Place): Field {
  const tracking: readonly (readonly [Field, number])[] =
    place.family === 'netdev'
      ? []
      : [
          [states, 0.7],
          [marks('ct mark'), 0.5],
        ]
  return place.random.weighted<Field>([
    [saddr(place), 6],
    [daddr(place), 1.5],
    [dport, 4],
    [sourcePorts, 1],
    [port('th dport'), 0.6],
    [marks('meta mark'), 1],
    [devices, 1],
    [protocols, 0.6],
    ...tracking,
  ])
}

/** Two or three different keys, the remote address mostly among them. */
export function concatenation(place: Place): Field[] {
  const fields = new Map<string, Field>()
  if (place.random.chance(0.8)) fields.set(saddr(place).expression, saddr(place))
  const count = place.random.weighted([
    [2, 3],
    [3, 2],
  ])
  while (fields.size < count) {
    const more = place.random.chance(0.4) ? dport : field(place)
    if (more.type !== 'ct_state' && !(more.expression === 'th dport' && fields.has('tcp dport'))) fields.set(more.expression, more)
  }
  return place.random.shuffle([...fields.values()])
}
