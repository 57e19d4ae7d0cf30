import type { Range } from '../universe.ts'
import type { Place } from './place.ts'

/** A condition, and whether it needs `-p tcp` in its rule. Two of one key do not stand in one rule. */
interface Condition {
  readonly key: string
  readonly tcp: boolean
  readonly weight: number
  readonly draw: (place: Place) => string
}

const not = ({ random }: Place, probability = 0.15): string => (random.chance(probability) ? '! ' : '')
const hex = (value: number): string => `0x${value.toString(16)}`

const MARKS = [0, 0, 1, 2, 3, 0x10, 0x11, 0x20, 0xff, 0x100]

export function marked({ random }: Place): string {
  return `${hex(random.pick(MARKS))}${random.chance(0.5) ? `/${hex(random.pick([0xf, 0xf0, 0xff, 0x100, 0xffffffff]))}` : ''}`
}

function remote({ random, universe }: Place): string {
  const { family } = universe
  return random.weighted<() => string>([
    [() => universe.text(universe.remote()), 3],
    [
      () => {
        const length = universe.length()
        const host = universe.remote()
        return `${universe.text(random.chance(0.8) ? universe.prefix(host, length).first : host)}/${length}`
      },
      5,
    ],
    [
      () =>
        `${universe.text(universe.remote())}/${family === 4 ? random.pick(['255.0.255.0', '255.255.0.255', '0.0.0.255', '255.255.255.254']) : random.pick(['ffff::ff', '::ffff', 'ffff:ffff::'])}`,
      1,
    ],
  ])()
}

function local({ random, universe }: Place): string {
  return `${universe.text(universe.local())}${random.chance(0.4) ? `/${random.pick(universe.family === 4 ? [8, 24, 28, 31, 32] : [16, 64, 124, 127, 128])}` : ''}`
}

const range = ({ universe }: Place, { first, last }: Range): string => `${universe.text(first)}-${universe.text(last)}`

function ports({ random }: Place, { first, last }: Range): string {
  return random.weighted([
    [`${first}:${last}`, 4],
    [`:${last}`, 0.4],
    [`${first}:`, 0.4],
  ])
}

function multiport(place: Place): string {
  const { random, universe } = place
  const which = random.weighted([
    ['dports', 5],
    ['ports', 2],
    ['sports', 2],
  ])
  const list = Array.from({ length: random.int(1, 5) }, () => {
    const own = which === 'sports' || (which === 'ports' && random.chance(0.3))
    if (random.chance(0.7)) return String(own ? universe.sourcePort() : universe.port())
    const { first, last } = own ? universe.sourcePorts() : universe.ports()
    return first < last ? `${first}:${last}` : String(first)
  })
  return `-m multiport ${not(place)}--${which} ${[...new Set(list)].join(',')}`
}

function flags(place: Place): string {
  const { random } = place
  const bits = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG']
  const mask = random.sample(bits, random.int(1, 5))
  const must = random.chance(0.5) ? mask.filter((bit) => bit === 'SYN') : random.sample(mask, random.int(0, mask.length))
  return `-m tcp ${not(place)}--tcp-flags ${random.chance(0.1) ? 'ALL' : mask.join(',')} ${must.length > 0 ? must.join(',') : 'NONE'}`
}

const STATES = ['NEW', 'ESTABLISHED', 'RELATED,ESTABLISHED', 'INVALID', 'UNTRACKED', 'NEW,UNTRACKED', 'INVALID,UNTRACKED', 'NEW,INVALID']

function conntrack(place: Place): string {
  const { random, universe } = place
  const option = random.weighted<() => string>([
    [() => `--ctstate ${random.pick(STATES)}`, 6],
    [() => `--ctstate ${random.pick(['DNAT', 'SNAT', 'DNAT,SNAT', 'NEW,DNAT', 'ESTABLISHED,DNAT'])}`, 2],
    [() => `--ctproto ${random.pick(['tcp', 'udp', '6'])}`, 1],
    [() => `--ctorigsrc ${remote(place)}`, 1],
    [() => `--ctorigdst ${local(place)}`, 1],
    [() => `--ctreplsrc ${local(place)}`, 1],
    [() => `--ctrepldst ${remote(place)}`, 0.7],
    [() => `--ctorigdstport ${random.chance(0.6) ? universe.port() : ports(place, universe.ports())}`, 1],
    [() => `--ctorigsrcport ${random.chance(0.4) ? universe.sourcePort() : ports(place, universe.sourcePorts())}`, 0.6],
    [() => `--ctreplsrcport ${universe.port()}`, 0.6],
    [() => `--ctrepldstport ${ports(place, universe.sourcePorts())}`, 0.4],
    [() => `--ctstatus ${random.pick(['NONE', 'EXPECTED', 'SEEN_REPLY', 'ASSURED', 'CONFIRMED', 'SEEN_REPLY,ASSURED'])}`, 1],
  ])()
  const direction = random.chance(0.12) ? ` --ctdir ${random.pick(['ORIGINAL', 'ORIGINAL', 'REPLY'])}` : ''
  return random.chance(0.05)
    ? `-m conntrack --ctdir ${random.pick(['ORIGINAL', 'REPLY'])}`
    : `-m conntrack ${not(place)}${option}${direction}`
}

function addrtype(place: Place): string {
  const { random, universe } = place
  const types =
    universe.family === 4
      ? ['LOCAL', 'LOCAL', 'UNICAST', 'BROADCAST', 'MULTICAST', 'UNICAST,LOCAL']
      : ['LOCAL', 'LOCAL', 'UNICAST', 'MULTICAST', 'LOCAL,UNICAST']
  const words: string[] = []
  if (random.chance(0.8)) words.push(`${not(place)}--dst-type ${random.pick(types)}`)
  if (words.length === 0 || random.chance(0.2)) words.push(`${not(place)}--src-type ${random.pick(types)}`)
  if (random.chance(0.2)) words.push('--limit-iface-in')
  return `-m addrtype ${words.join(' ')}`
}

function set(place: Place): string {
  const { random } = place
  const asked = random.pick(place.ipsets)
  const usual: readonly string[] =
    asked.type === 'bitmap:port'
      ? ['dst']
      : asked.type === 'hash:net,iface'
        ? ['src', 'src']
        : ['src', 'dst', 'dst'].slice(0, asked.dimensions)
  const directions = random.chance(0.75) ? usual : usual.map(() => random.pick(['src', 'dst']))
  const spoilt = random.chance(0.04) ? [...directions, 'dst'].slice(random.int(0, 1)) : directions
  return `-m set ${not(place)}--match-set ${asked.name} ${spoilt.join(',')}${random.chance(0.05) ? ' --return-nomatch' : ''}`
}

function protocolHeader({ random, universe }: Place): string {
  return random.weighted([
    [
      universe.family === 4
        ? `-m ttl --ttl-${random.pick(['eq', 'gt', 'lt'])} ${random.pick([17, 64, 128])}`
        : `-m hl --hl-${random.pick(['eq', 'gt', 'lt'])} ${random.pick([17, 64, 128])}`,
      1,
    ],
    [`-m tos ${random.chance(0.3) ? '! ' : ''}--tos ${random.pick(['0x10/0x3f', '0x08/0xff', '0x20'])}`, 1],
    [`-m dscp ${random.chance(0.3) ? '! ' : ''}--dscp ${random.pick(['0x08', '0x2e', '0x00'])}`, 1],
  ])
}

const DEVICES = ['eth0', 'eth+', 'e+', 'lo', 'eth1', 'eth00', '+']

/** `! -i +` matches nothing, but the tools leave it out of what they save: it is drawn only as it is. */
function device(at: Place): string {
  const [negated, name] = [not(at), at.random.pick(DEVICES)]
  return `${name === '+' ? '' : negated}-i ${name}`
}

const CONDITIONS: readonly Condition[] = [
  { key: '-s', tcp: false, weight: 8, draw: (at) => `${not(at)}-s ${remote(at)}` },
  { key: '-d', tcp: false, weight: 2, draw: (at) => `${not(at)}-d ${local(at)}` },
  { key: '-i', tcp: false, weight: 1.5, draw: device },
  {
    key: 'dport',
    tcp: true,
    weight: 5,
    draw: (at) => `-m tcp ${not(at)}--dport ${at.random.chance(0.7) ? at.universe.port() : ports(at, at.universe.ports())}`,
  },
  {
    key: 'sport',
    tcp: true,
    weight: 1,
    draw: (at) => `-m tcp ${not(at)}--sport ${at.random.chance(0.4) ? at.universe.sourcePort() : ports(at, at.universe.sourcePorts())}`,
  },
  { key: 'multiport', tcp: true, weight: 2.5, draw: multiport },
  // Of two conditions on flags iptables-nft saves but one.
  { key: 'flags', tcp: true, weight: 1, draw: (at) => `-m tcp ${not(at)}--syn` },
  { key: 'flags', tcp: true, weight: 1, draw: flags },
  {
    key: 'iprange',
    tcp: false,
    weight: 2,
    draw: (at) =>
      `-m iprange ${at.random.chance(0.8) ? `${not(at)}--src-range ${range(at, at.universe.remotes())}` : `${not(at)}--dst-range ${range(at, at.universe.locals())}`}`,
  },
  { key: 'conntrack', tcp: false, weight: 4, draw: conntrack },
  { key: 'state', tcp: false, weight: 1, draw: (at) => `-m state ${not(at)}--state ${at.random.pick(STATES)}` },
  { key: 'mark', tcp: false, weight: 2, draw: (at) => `-m mark ${not(at)}--mark ${marked(at)}` },
  { key: 'connmark', tcp: false, weight: 1.2, draw: (at) => `-m connmark ${not(at)}--mark ${marked(at)}` },
  { key: 'addrtype', tcp: false, weight: 1.2, draw: addrtype },
  {
    key: 'pkttype',
    tcp: false,
    weight: 0.6,
    draw: (at) => `-m pkttype ${not(at)}--pkt-type ${at.random.pick(['unicast', 'unicast', 'broadcast', 'multicast'])}`,
  },
  {
    key: 'comment',
    tcp: false,
    weight: 0.5,
    draw: (at) => `-m comment --comment ${at.random.pick(['ssh', '"by hand"', '"a -j DROP b"'])}`,
  },
  { key: 'header', tcp: false, weight: 0.08, draw: protocolHeader },
]

/** Those on the remote address, which mostly few packets of the trial meet. */
const NARROW: readonly string[] = ['-s', 'iprange', 'set']

const SET: Condition = { key: 'set', tcp: false, weight: 7, draw: set }

const rate = ({ random }: Place): string =>
  `--limit ${random.pick(['1/hour', '2/hour', '10/hour', '3/min'])}${random.chance(0.7) ? ` --limit-burst ${random.int(1, 5)}` : ''}`

function recent({ random }: Place): string {
  const name = ` --name ${random.pick(['ssh', 'seen', 'DEFAULT'])}`
  const side = random.chance(0.15) ? ' --rdest' : random.chance(0.5) ? ' --rsource' : ''
  const verb = random.weighted<() => string>([
    [() => '--set', 5],
    [
      () =>
        `--${random.pick(['rcheck', 'update'])}${random.chance(0.5) ? ` --seconds ${random.pick([60, 3600])}` : ''}${random.chance(0.5) ? ` --hitcount ${random.int(1, 4)}` : ''}`,
      6,
    ],
    [() => '--remove', 0.7],
  ])()
  return `-m recent ${random.chance(0.2) ? '! ' : ''}${verb}${name}${side}`
}

function connlimit({ random, universe }: Place): string {
  const mask = random.chance(0.5) ? ` --connlimit-mask ${random.pick(universe.family === 4 ? [0, 16, 24, 32] : [0, 48, 64, 128])}` : ''
  return `-m connlimit --connlimit-${random.pick(['above', 'upto'])} ${random.int(0, 3)}${mask}${random.pick(['', ' --connlimit-saddr', ' --connlimit-daddr'])}`
}

/** Depends on how many packets came before; each packet passes the rule once, since it stands in the chain of a hook. */
function counting(place: Place): string {
  return place.random.weighted<() => string>([
    [() => `-m limit ${rate(place)}`, 4],
    [() => recent(place), 6],
    // It asks connection tracking, which raw comes before.
    [() => connlimit(place), place.table === 'raw' ? 0 : 2],
  ])()
}

export interface Conditions {
  readonly words: readonly string[]
  readonly tcp: boolean
}

/**
 * Conditions of one rule; `-p` stands first.
 * @param few mostly few packets of the trial shall meet them
 */
export function conditions(place: Place, needsTcp: boolean, few: boolean): Conditions {
  const { random } = place
  const count = random.weighted([
    [0, 0.3],
    [1, 4],
    [2, 5],
    [3, 2],
  ])
  const from = place.ipsets.length > 0 ? [...CONDITIONS, SET] : CONDITIONS
  const chosen = new Map<string, Condition>()
  if (few && count > 0) {
    const narrow = random.pick(from.filter(({ key }) => NARROW.includes(key)))
    chosen.set(narrow.key, narrow)
  }
  while (chosen.size < count) {
    const condition = random.weighted(from.map((each) => [each, each.weight] as const))
    chosen.set(condition.key, condition)
  }
  const tcp = needsTcp || [...chosen.values()].some((condition) => condition.tcp)
  const protocol = tcp
    ? random.weighted([
        ['-p tcp', 6],
        ['-p 6', 1],
      ])
    : random.weighted([
        ['', 6],
        ['-p tcp', 4],
        ['! -p udp', 1],
        ['! -p tcp', 0.3],
        ['-p udp', 0.3],
        ['-p all', 0.3],
      ])
  const words = [...(protocol === '' ? [] : [protocol]), ...[...chosen.values()].map((condition) => condition.draw(place))]
  if (place.counts && place.hook !== null && random.chance(0.35)) words.push(counting(place))
  return { words, tcp: tcp || protocol === '-p tcp' }
}
