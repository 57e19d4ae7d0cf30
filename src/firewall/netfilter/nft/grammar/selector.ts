import type { NftJson } from '../ast.ts'
import { BARE_META, CT, EXTENSIONS, HEADERS, IP_OPTIONS, META, META_ALIASES, SCTP_CHUNKS, TUNNELS } from './header-fields.ts'
import { extension, option, tcpOption } from './header-option.ts'
import { integer } from './integer.ts'
import type { Tokens } from './tokens.ts'
import type { Expression } from './typed-expression.ts'
import { Unreadable } from './unreadable.ts'

/** Those that are no more than two words, made once: most rules consist of them. */
const PLAIN = new Map<string, ReadonlyMap<string, Expression>>(
  [...HEADERS].map(([protocol, fields]) => [
    protocol,
    new Map([...fields].map(([field, type]) => [field, { json: { payload: { ...carrier(protocol), protocol, field } }, type }])),
  ]),
)

/** Headers of these tunnels are reached through what carries them, as any header inside is. */
function carrier(protocol: string): { readonly tunnel?: string } {
  return protocol === 'vxlan' || protocol === 'geneve' ? { tunnel: protocol } : {}
}

const PLAIN_META = new Map<string, Expression>([...META].map(([key, type]) => [key, { json: { meta: { key } }, type }]))
for (const [alias, key] of META_ALIASES) PLAIN_META.set(alias, PLAIN_META.get(key) as Expression)

const PLAIN_CT = new Map<string, Expression>([...CT].map(([key, type]) => [key, { json: { ct: { key } }, type }]))

/**
 * Reads a selector that begins at the current word, such as `ip saddr`, `meta mark`, `ct original packets`, `tcp option maxseg size`.
 * @returns null, without having moved, when the word begins none
 * @throws Unreadable when it goes on as none does
 */
export function selector(tokens: Tokens): Expression | null {
  const { text, start, line } = tokens
  const way = WAYS.get(text)
  if (!way) return null
  tokens.advance()
  const found = way.fields?.get(tokens.text)
  if (found && tokens.kind === 'word') {
    tokens.advance()
    return found
  }
  const other = way.read(tokens)
  if (!other) tokens.back(start, line)
  return other
}

const OTHERS: ReadonlyMap<string, (tokens: Tokens) => Expression | null> = new Map<string, (tokens: Tokens) => Expression | null>([
  ['meta', (tokens) => plain(tokens, PLAIN_META, 'a key of meta')],
  ['ct', ct],
  ['ip', (tokens) => (tokens.take('option') ? option(tokens, 'ip option', IP_OPTIONS) : null)],
  ['tcp', (tokens) => (tokens.take('option') ? tcpOption(tokens) : null)],
  ['sctp', (tokens) => (tokens.take('chunk') ? option(tokens, 'sctp chunk', SCTP_CHUNKS) : null)],
  ['dccp', (tokens) => (tokens.take('option') ? { json: { 'dccp option': { type: integer(tokens.word()) } }, type: 'boolean' } : null)],
  ['icmpv6', (tokens) => (tokens.take('param-problem') ? (PLAIN.get('icmpv6')?.get('parameter-problem') ?? null) : null)],
  ['arp', arp],
  ['ipsec', (tokens) => (tokens.is('in') || tokens.is('out') ? ipsec(tokens) : (PLAIN_META.get('ipsec') as Expression))],
  ['exthdr', (tokens) => ({ json: { exthdr: { name: tokens.word() } }, type: 'boolean' })],
  ['rt', route],
  ['socket', socket],
  ['osf', osf],
  ['fib', fib],
  ['numgen', numgen],
  ['symhash', (tokens) => ({ json: { symhash: modulus(tokens) }, type: 'integer' })],
  ...[...EXTENSIONS.keys()]
    .filter((name) => name !== 'rt')
    .map((name): [string, (tokens: Tokens) => Expression | null] => [name, (tokens) => extension(tokens, name)]),
])

/** How a selector goes on behind its first word: with one of these fields, or otherwise. */
interface Way {
  readonly fields: ReadonlyMap<string, Expression> | undefined
  readonly read: (tokens: Tokens) => Expression | null
}

const WAYS: ReadonlyMap<string, Way> = new Map<string, Way>([
  ...[...BARE_META].map((key): [string, Way] => [key, { fields: undefined, read: () => PLAIN_META.get(key) as Expression }]),
  ...[...PLAIN].map(([name, fields]): [string, Way] => [name, { fields, read: OTHERS.get(name) ?? ((tokens) => inner(tokens, name)) }]),
  ...[...OTHERS]
    .filter(([name]) => !PLAIN.has(name))
    .map(([name, read]): [string, Way] => [name, { fields: name === 'meta' ? PLAIN_META : name === 'ct' ? PLAIN_CT : undefined, read }]),
])

function plain(tokens: Tokens, known: ReadonlyMap<string, Expression>, wanted: string): Expression {
  const found = known.get(tokens.text)
  if (!found || tokens.kind !== 'word') throw tokens.unexpected(wanted)
  tokens.advance()
  return found
}

/** `vxlan ip saddr`: a field of the packet that is carried in another. */
function inner(tokens: Tokens, tunnel: string): Expression | null {
  const fields = TUNNELS.has(tunnel) ? HEADERS.get(tokens.text) : undefined
  if (!fields) return null
  const protocol = tokens.word()
  const type = fields.get(tokens.text)
  if (type === undefined) throw tokens.unexpected(`a field of ${protocol}`)
  return { json: { payload: { tunnel, protocol, field: tokens.word() } }, type }
}

function ct(tokens: Tokens): Expression {
  if (!tokens.is('original') && !tokens.is('reply')) return plain(tokens, PLAIN_CT, 'a key of ct')
  const dir = tokens.word()
  const family = tokens.is('ip') || tokens.is('ip6') ? tokens.word() : null
  const key = tokens.text
  const type = CT.get(key)
  if (type === undefined) throw tokens.unexpected('a key of ct')
  tokens.advance()
  if (family === null) return { json: { ct: { key, dir } }, type }
  return { json: { ct: { key: `${family} ${key}`, dir } }, type: family === 'ip' ? 'ipv4_addr' : 'ipv6_addr' }
}

function arp(tokens: Tokens): Expression | null {
  if (!tokens.is('saddr') && !tokens.is('daddr')) return null
  const side = tokens.word()
  const sort = tokens.word()
  if (sort !== 'ip' && sort !== 'ether') throw new Unreadable(`arp ${side} ${sort.slice(0, 20)}`)
  return { json: { payload: { protocol: 'arp', field: `${side} ${sort}` } }, type: sort === 'ip' ? 'ipv4_addr' : 'ether_addr' }
}

const ROUTE: ReadonlyMap<string, string> = new Map([
  ['classid', 'realm'],
  ['nexthop', 'string'],
  ['mtu', 'integer'],
  ['ipsec', 'boolean'],
])

/** `rt` is the routing entry, and the routing extension header. */
function route(tokens: Tokens): Expression {
  const family = tokens.is('ip') || tokens.is('ip6') ? tokens.word() : null
  const type = ROUTE.get(tokens.text)
  if (type === undefined) return extension(tokens, 'rt')
  const key = tokens.word()
  return { json: { rt: family === null ? { key } : { key, family } }, type }
}

function socket(tokens: Tokens): Expression {
  const key = tokens.word()
  if (key === 'transparent' || key === 'wildcard') return { json: { socket: { key } }, type: 'integer' }
  if (key === 'mark') return { json: { socket: { key } }, type: 'mark' }
  if (key !== 'cgroupv2') throw new Unreadable(`socket ${key.slice(0, 40)} is not known`)
  tokens.expect('level')
  return { json: { socket: { key, level: integer(tokens.word()) } }, type: 'cgroupsv2' }
}

function osf(tokens: Tokens): Expression {
  const ttl = tokens.take('ttl') ? tokens.word() : null
  const key = tokens.word()
  if (key !== 'name' && key !== 'version') throw new Unreadable(`osf ${key.slice(0, 40)} is not known`)
  return { json: { osf: ttl === null ? { key } : { key, ttl } }, type: 'string' }
}

const FIB_FLAGS = ['saddr', 'daddr', 'mark', 'iif', 'oif'] as const

function fib(tokens: Tokens): Expression {
  const asked = new Set<string>()
  do asked.add(tokens.word())
  while (tokens.take('.'))
  const flags = FIB_FLAGS.filter((flag) => asked.delete(flag))
  if (asked.size > 0) throw new Unreadable('fib asks for what is not known')
  const result = tokens.word()
  const type = FIB_RESULTS.get(result)
  if (type === undefined) throw new Unreadable(`fib ${result.slice(0, 40)} is not known`)
  return { json: { fib: { result, flags } }, type }
}

const FIB_RESULTS: ReadonlyMap<string, string> = new Map([
  ['oif', 'iface_index'],
  ['oifname', 'ifname'],
  ['type', 'fib_addrtype'],
  ['check', 'boolean'],
])

function ipsec(tokens: Tokens): Expression {
  const dir = tokens.word()
  const spnum = tokens.take('spnum') ? integer(tokens.word()) : 0
  const family = tokens.is('ip') || tokens.is('ip6') ? tokens.word() : null
  const key = tokens.word()
  const known = family === null ? ['reqid', 'spi'] : ['saddr', 'daddr']
  if (!known.includes(key)) throw new Unreadable(`ipsec ${key.slice(0, 40)} is not known`)
  if (family === null) return { json: { ipsec: { key, dir, spnum } }, type: 'integer' }
  return { json: { ipsec: { key, family, dir, spnum } }, type: family === 'ip' ? 'ipv4_addr' : 'ipv6_addr' }
}

function numgen(tokens: Tokens): Expression {
  const mode = tokens.word()
  if (mode !== 'inc' && mode !== 'random') throw new Unreadable(`numgen ${mode.slice(0, 40)} is not known`)
  return { json: { numgen: { mode, offset: 0, ...modulus(tokens) } }, type: 'integer' }
}

/** `mod N [seed N] [offset N]` */
export function modulus(tokens: Tokens): { readonly [key: string]: NftJson } {
  tokens.expect('mod')
  const mod = integer(tokens.word())
  const seed = tokens.take('seed') ? { seed: integer(tokens.word()) } : {}
  const offset = tokens.take('offset') ? integer(tokens.word()) : 0
  return offset === 0 ? { mod, ...seed } : { mod, ...seed, offset }
}
