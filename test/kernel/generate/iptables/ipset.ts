import type { Range, Universe } from '../universe.ts'

/** A set of ipset(8) that the rules of a trial ask. */
export interface GeneratedSet {
  readonly name: string
  readonly type: string
  readonly dimensions: number
  /** Whether a rule may add to it. */
  readonly grows: boolean
}

type Draw = (universe: Universe) => string

const address: Draw = (universe) => universe.text(universe.random.chance(0.8) ? universe.remote() : universe.local())

function network(universe: Universe): string {
  const { random, bits } = universe
  const length = random.pick(universe.family === 4 ? [8, 16, 22, 24, 25, 28, 30, 31, 32] : [16, 32, 48, 64, 96, 120, 126, 127, 128])
  const { first } = universe.prefix(random.chance(0.8) ? universe.remote() : universe.local(), length)
  return length === bits && random.chance(0.5) ? universe.text(first) : `${universe.text(first)}/${length}`
}

/** `hash:ip` of IPv4 takes ranges and prefixes, whose addresses are added one by one. */
function addresses(universe: Universe): string {
  const { random } = universe
  if (universe.family === 6 || random.chance(0.7)) return address(universe)
  const range: Range = universe.prefix(universe.remote(), random.int(27, 31))
  return random.chance(0.5) ? `${universe.text(range.first)}-${universe.text(range.last)}` : `${universe.text(range.first)}/28`
}

function port(universe: Universe): string {
  const { random } = universe
  const [low, protocol] = [
    universe.port(),
    random.weighted([
      ['tcp:', 4],
      ['', 3],
      ['udp:', 1],
      ['6:', 0.5],
    ]),
  ]
  return `${protocol}${low}${random.chance(0.2) ? `-${Math.min(65_535, low + random.int(1, 20))}` : ''}`
}

const device: Draw = ({ random }) =>
  random.weighted([
    ['eth0', 4],
    ['lo', 1],
    ['eth1', 1],
  ])

interface Type {
  readonly type: string
  /** What an element is made of; null: names of other sets. */
  readonly parts: readonly Draw[] | null
  readonly families: readonly (4 | 6)[]
  readonly weight: number
  readonly nomatch?: true
  readonly grows?: true
}

const BOTH = [4, 6] as const

/** All that a kernel without hash:mac, hash:net,net, hash:ip,mark, hash:ip,mac and hash:net,port,net loads, with bitmap:ip made below. */
const TYPES: readonly Type[] = [
  { type: 'hash:ip', parts: [addresses], families: BOTH, weight: 4, grows: true },
  { type: 'hash:net', parts: [network], families: BOTH, weight: 4, nomatch: true, grows: true },
  { type: 'hash:ip,port', parts: [address, port], families: BOTH, weight: 3, grows: true },
  { type: 'hash:net,port', parts: [network, port], families: BOTH, weight: 3, nomatch: true },
  {
    type: 'hash:ip,port,ip',
    parts: [address, port, (universe) => universe.text(universe.local())],
    families: BOTH,
    weight: 1.5,
    grows: true,
  },
  { type: 'hash:ip,port,net', parts: [address, port, network], families: BOTH, weight: 2, nomatch: true },
  { type: 'hash:net,iface', parts: [network, device], families: BOTH, weight: 2, nomatch: true },
  { type: 'bitmap:port', parts: [(universe) => String(universe.port())], families: BOTH, weight: 1.5 },
  { type: 'list:set', parts: null, families: BOTH, weight: 1.5 },
]

function elementOf(made: Type, universe: Universe, options: string): string {
  const { random } = universe
  const words = (made.parts ?? []).map((draw) => draw(universe)).join(',')
  const nomatch = made.nomatch && random.chance(0.2) ? ' nomatch' : ''
  const timeout = options.includes('timeout') && random.chance(0.3) ? ' timeout 3600' : ''
  return `${words}${timeout}${nomatch}`
}

function optionsOf(made: Type, universe: Universe): string {
  const { random, family } = universe
  if (made.parts === null) return random.chance(0.3) ? ' size 8' : ''
  const words: string[] = made.type.startsWith('hash:') ? [`family ${family === 4 ? 'inet' : 'inet6'}`] : ['range 0-65535']
  if (made.type === 'hash:ip' && random.chance(0.2)) words.push(`netmask ${random.pick(family === 4 ? [16, 24, 30] : [48, 64, 120])}`)
  if (made.type.startsWith('hash:') && random.chance(0.2)) words.push('hashsize 1024 maxelem 65536')
  if (random.chance(0.15)) words.push('timeout 7200')
  if (random.chance(0.1)) words.push('counters')
  if (random.chance(0.1)) words.push('comment')
  return ` ${words.join(' ')}`
}

/** A bitmap of 65,536 addresses at most, around one that the rules speak of. */
function bitmap(universe: Universe, name: string): string[] {
  const { random } = universe
  const around = universe.prefix(universe.source(), random.pick([16, 20, 24]))
  const size = Number(around.last - around.first)
  const members = Array.from({ length: random.int(1, 8) }, () => around.first + BigInt(random.int(0, size)))
  for (const member of members) universe.rememberRange({ first: member, last: member })
  return [
    `create ${name} bitmap:ip range ${universe.text(around.first)}-${universe.text(around.last)}`,
    ...members.map((member) => `add -exist ${name} ${universe.text(member)}`),
  ]
}

/** Sets for the rules of a trial, and the input of `ipset restore` that makes them. */
export function ipsets(universe: Universe): { readonly sets: readonly GeneratedSet[]; readonly text: string } {
  const { random, family } = universe
  const [sets, lines]: [GeneratedSet[], string[]] = [[], []]
  const count = random.int(1, 4)
  for (let at = 0; at < count; at++) {
    // Names of their own: a set may live on for a moment after the rules of the last trial.
    const name = `set${at}-${random.bits().toString(16)}`
    if (family === 4 && random.chance(0.12)) {
      lines.push(...bitmap(universe, name))
      sets.push({ name, type: 'bitmap:ip', dimensions: 1, grows: false })
      continue
    }
    const made = random.weighted(TYPES.map((type) => [type, type.weight] as const))
    const members = sets.filter(({ type }) => type !== 'list:set')
    if (made.parts === null && members.length === 0) continue
    const options = optionsOf(made, universe)
    lines.push(`create ${name} ${made.type}${options}`)
    if (made.parts === null) for (const member of random.sample(members, 3)) lines.push(`add ${name} ${member.name}`)
    else
      for (let drawn = random.pick([0, 2, 5, 12]); drawn > 0; drawn--)
        lines.push(`add -exist ${name} ${elementOf(made, universe, options)}`)
    const dimensions = made.parts?.length ?? Math.max(...members.map((member) => member.dimensions))
    sets.push({ name, type: made.type, dimensions, grows: made.grows === true })
  }
  return { sets, text: lines.map((line) => `${line}\n`).join('') }
}
