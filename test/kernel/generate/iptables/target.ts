import { HOST_ADDRESSES } from '../../trial.ts'
import { BEYOND } from '../universe.ts'
import { marked } from './match.ts'
import type { Place } from './place.ts'

const REJECTS = {
  4: [
    'icmp-net-unreachable',
    'icmp-host-unreachable',
    'icmp-proto-unreachable',
    'icmp-port-unreachable',
    'icmp-net-prohibited',
    'icmp-host-prohibited',
    'icmp-admin-prohibited',
  ],
  6: [
    'icmp6-no-route',
    'icmp6-adm-prohibited',
    'icmp6-addr-unreachable',
    'icmp6-port-unreachable',
    'icmp6-policy-fail',
    'icmp6-reject-route',
  ],
} as const

/** What a rule does; `tcp`: it needs `-p tcp`. */
export interface Target {
  readonly words: string
  readonly tcp: boolean
}

const any = (words: string): Target => ({ words, tcp: false })
const ofTcp = (words: string): Target => ({ words, tcp: true })

function reject({ random, universe }: Place): Target {
  if (random.chance(0.3)) return ofTcp('-j REJECT --reject-with tcp-reset')
  return any(`-j REJECT${random.chance(0.15) ? '' : ` --reject-with ${random.pick<string>(REJECTS[universe.family])}`}`)
}

function destination({ random, universe }: Place): Target {
  const { family } = universe
  const address = random.weighted([
    [HOST_ADDRESSES[family][0], 2],
    [HOST_ADDRESSES[family][1], 4],
    [BEYOND[family], 2],
  ])
  const port = random.pick([22, 2222, 8022, 23, 2223])
  return random.weighted([
    [any(`-j DNAT --to-destination ${address}`), 3],
    [ofTcp(`-j DNAT --to-destination ${family === 4 ? address : `[${address}]`}:${port}`), 4],
    [ofTcp(`-j DNAT --to-destination :${port}`), 1],
    [ofTcp(`-j REDIRECT --to-ports ${port}`), 3],
    [any('-j REDIRECT'), 0.5],
    [any(`-j NETMAP --to ${family === 4 ? random.pick(['10.9.0.2/31', '10.9.0.0/28']) : 'fd09::2/127'}`), 1],
  ])
}

function mark(place: Place): Target {
  const { random } = place
  const bits = `0x${random.pick([1, 0x10, 0xff, 0xf0, 0x100]).toString(16)}`
  return any(
    `-j MARK ${random.weighted([
      [`--set-mark ${marked(place)}`, 4],
      [`--set-xmark ${marked(place)}`, 2],
      [`--and-mark ${bits}`, 1],
      [`--or-mark ${bits}`, 2],
      [`--xor-mark ${bits}`, 1],
    ])}`,
  )
}

function connmark(place: Place): Target {
  const { random } = place
  const masks = random.chance(0.3)
    ? ` --nfmask 0x${random.pick([0xff, 0xf0]).toString(16)} --ctmask 0x${random.pick([0xff, 0x0f]).toString(16)}`
    : ''
  return any(
    `-j CONNMARK ${random.weighted([
      [`--set-mark ${marked(place)}`, 3],
      [`--set-xmark ${marked(place)}`, 1],
      [`--save-mark${masks}`, 3],
      [`--restore-mark${masks}`, 3],
      ['--or-mark 0x10', 0.5],
      ['--and-mark 0xff', 0.5],
    ])}`,
  )
}

function header({ random, universe }: Place): Target {
  return any(
    random.pick([
      '-j DSCP --set-dscp 0x08',
      '-j TOS --set-tos 0x10',
      universe.family === 4 ? '-j TTL --ttl-set 17' : '-j HL --hl-set 17',
      universe.family === 4 ? '-j TTL --ttl-inc 1' : '-j HL --hl-inc 1',
    ]),
  )
}

function toSet({ random, ipsets }: Place): Target {
  const set = random.pick(ipsets.filter(({ grows }) => grows))
  const directions = ['src', 'dst', 'dst'].slice(0, set.dimensions).join(',')
  return any(
    random.weighted([
      [`-j SET --add-set ${set.name} ${directions}`, 3],
      [`-j SET --add-set ${set.name} ${directions} --exist`, 2],
      [`-j SET --del-set ${set.name} ${directions}`, 1],
    ]),
  )
}

export function target(place: Place): Target {
  const { random, table, hook, below } = place
  const filters = table !== 'nat'
  const jumps = below.length > 0
  return random.weighted<() => Target>([
    [() => any('-j ACCEPT'), 4],
    [() => any('-j DROP'), filters ? 2.5 : 0],
    [() => any('-j RETURN'), 1],
    [() => reject(place), table === 'filter' ? 5 : 0],
    [() => any(random.pick(['-j NOTRACK', '-j CT --notrack'])), table === 'raw' ? 3 : 0],
    [() => destination(place), table === 'nat' && hook === 'PREROUTING' ? 9 : 0],
    [() => any(`-j SNAT --to-source ${place.universe.text(place.universe.source())}`), table === 'nat' && hook === 'INPUT' ? 4 : 0],
    [() => mark(place), table === 'mangle' ? 5 : 1],
    [() => connmark(place), table === 'mangle' ? 3 : 0.7],
    [() => header(place), table === 'mangle' ? 0.12 : 0],
    [() => toSet(place), place.counts && place.ipsets.some(({ grows }) => grows) ? 3 : 0],
    [() => any(`-j ${random.pick(below)}`), jumps ? 5 : 0],
    [() => any(`-g ${random.pick(below)}`), jumps ? 1.5 : 0],
    // Without a target a rule counts, and nothing else.
    [() => any(''), 0.3],
  ])()
}

/** What a rule does that many packets meet: mostly so that they go on, since what ends for all hides what follows. */
export function passing(place: Place): Target {
  const { random, below, table } = place
  return random.weighted<() => Target>([
    [() => any(`-j ${random.pick(below)}`), below.length > 0 ? 5 : 0],
    [() => mark(place), 2],
    [() => connmark(place), table === 'raw' ? 0 : 1],
    [() => any(''), 1],
    [() => target(place), 1.5],
  ])()
}
