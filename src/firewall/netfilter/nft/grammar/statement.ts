import type { NftJson, NftObject } from '../ast.ts'
import { concatenated, expression, mapped, setElement, target, values } from './expression.ts'
import type { Grammar } from './grammar.ts'
import { integer } from './integer.ts'
import { asList, asObject } from '../json-value.ts'
import { connections, counter, last, limit, quota } from './meters.ts'
import { nat, single, tproxy } from './nat.ts'
import { selector } from './selector.ts'
import type { Expression } from './selector.ts'
import type { Tokens } from './tokens.ts'
import { typed } from './typed.ts'
import { Unreadable } from './unreadable.ts'

/** One statement of a rule, as libnftables-json(5) has it. @throws Unreadable */
export function statement(grammar: Grammar): NftJson {
  const { tokens } = grammar
  const read = tokens.kind === 'word' ? STATEMENTS.get(tokens.text) : undefined
  if (!read) {
    const counted = tokens.is('ct') ? connections(tokens) : null
    return counted ?? comparison(grammar)
  }
  const { text } = tokens
  tokens.advance()
  return read(grammar, text)
}

/** Each stands behind its first word. */
const STATEMENTS: ReadonlyMap<string, (grammar: Grammar, name: string) => NftJson> = new Map<
  string,
  (grammar: Grammar, name: string) => NftJson
>([
  ['accept', () => ({ accept: null })],
  ['drop', () => ({ drop: null })],
  ['continue', () => ({ continue: null })],
  ['return', () => ({ return: null })],
  ['jump', (grammar) => ({ jump: { target: target(grammar) } })],
  ['goto', (grammar) => ({ goto: { target: target(grammar) } })],
  ['last', ({ tokens }) => ({ last: last(tokens) })],
  ['counter', (grammar) => ({ counter: named(grammar) ?? counter(grammar.tokens) })],
  ['limit', (grammar) => ({ limit: named(grammar) ?? limit(grammar.tokens) })],
  ['quota', (grammar) => ({ quota: named(grammar) ?? quota(grammar.tokens) })],
  ['synproxy', (grammar) => ({ synproxy: named(grammar) ?? synproxy(grammar.tokens) })],
  ['tunnel', (grammar) => ({ tunnel: named(grammar) })],
  ['notrack', () => ({ notrack: null })],
  ['log', ({ tokens }) => ({ log: log(tokens) })],
  ['reject', (grammar) => ({ reject: reject(grammar) })],
  ['snat', nat],
  ['dnat', nat],
  ['masquerade', nat],
  ['redirect', nat],
  ['tproxy', tproxy],
  ['queue', queue],
  ['dup', dup],
  ['fwd', fwd],
  ['add', dynamic],
  ['update', dynamic],
  ['delete', dynamic],
  ['set', dynamic],
  ['meter', anonymousMeter],
  ['flow', flow],
  ['reset', reset],
  ['xt', ({ tokens }) => ({ xt: { type: tokens.word(), name: tokens.word() } })],
])

/** `counter name "a"` and `counter name KEY map { … }` refer to an object. */
function named(grammar: Grammar): NftJson {
  return grammar.tokens.take('name') ? expression(grammar, 'selectors').json : null
}

/** `SELECTOR [OP] VALUES`, `SELECTOR set VALUE`, `SELECTOR vmap { … }` */
function comparison(grammar: Grammar): NftJson {
  const { tokens } = grammar
  const key = mapped(grammar, concatenated(grammar, 'selectors'))
  if (typeof key.json !== 'object') throw new Unreadable(`"${String(key.json).slice(0, 40)}" begins no statement`)
  if (tokens.take('set')) return mangle(grammar, key)
  if (tokens.take('vmap')) return { vmap: { key: key.json, data: typed(concatenated(grammar, 'values').json, key.type) } }
  const flags = typeof key.type === 'string' && FLAG_TYPES.has(key.type)
  const sign = operator(tokens)
  const right = values(grammar, key.type, flags)
  if (flags && tokens.take('/')) return { match: { op: sign ?? '==', left: { '&': [key.json, values(grammar, key.type, true)] }, right } }
  return { match: { op: sign ?? implied(key, flags, right), left: key.json, right } }
}

/** Types whose basetype is bitmask. */
const FLAG_TYPES: ReadonlySet<string> = new Set(['ct_state', 'ct_status', 'ct_label', 'ct_event', 'tcp_flag'])

/** Without an operator, flags are compared by whether any is set (OP_IMPLICIT of nft), and all else for equality. */
function implied(key: Expression, flags: boolean, right: NftJson): string {
  const bits = typeof key.json === 'object' && key.json !== null && ('payload' in key.json || 'ct' in key.json)
  const other =
    typeof right === 'string' ? right.startsWith('@') : typeof right === 'object' && right !== null && ('set' in right || 'range' in right)
  return flags && bits && !other ? 'in' : '=='
}

const COMPARISONS: ReadonlyMap<string, string> = new Map([
  ['==', '=='],
  ['eq', '=='],
  ['!=', '!='],
  ['ne', '!='],
  ['<', '<'],
  ['lt', '<'],
  ['>', '>'],
  ['gt', '>'],
  ['<=', '<='],
  ['le', '<='],
  ['>=', '>='],
  ['ge', '>='],
  ['!', '!'],
  ['not', '!'],
])

function operator(tokens: Tokens): string | null {
  const sign = tokens.kind === 'sign' || tokens.kind === 'word' ? COMPARISONS.get(tokens.text) : undefined
  if (sign === undefined) return null
  tokens.advance()
  return sign
}

/** Objects that are attached with `ct helper set "name"`; their statement is named by the object. */
const ATTACHED: ReadonlySet<string> = new Set(['helper', 'timeout', 'expectation'])

function mangle(grammar: Grammar, key: Expression): NftObject {
  const value = expression(grammar, 'selectors')
  const json = typed(value.json, key.type)
  const object = key.json as { readonly ct?: { readonly key: string }; readonly meta?: { readonly key: string } }
  if (object.ct && ATTACHED.has(object.ct.key)) return { [`ct ${object.ct.key}`]: json }
  if ((object.meta ?? object.ct)?.key === 'secmark' && (typeof json === 'string' || value.type === null)) return { secmark: json }
  return { mangle: { key: key.json, value: json } }
}

function synproxy(tokens: Tokens): NftJson {
  const found: Record<string, NftJson> = {}
  const flags: string[] = []
  for (;;) {
    if (tokens.take('mss') || tokens.take('maxseg')) found['mss'] = integer(tokens.word())
    else if (tokens.take('wscale')) found['wscale'] = integer(tokens.word())
    else if (tokens.take('timestamp')) flags.push('timestamp')
    else if (tokens.take('sack-perm') || tokens.take('sack-permitted')) flags.push('sack-perm')
    else break
  }
  if (flags.length > 0) found['flags'] = flags
  return Object.keys(found).length === 0 ? null : found
}

const LOG_NUMBERS: ReadonlySet<string> = new Set(['group', 'snaplen', 'queue-threshold'])

function log(tokens: Tokens): NftJson {
  const found: Record<string, NftJson> = {}
  const flags: string[] = []
  for (;;) {
    const { text } = tokens
    if (tokens.kind !== 'word') break
    if (LOG_NUMBERS.has(text)) {
      tokens.advance()
      found[text] = integer(tokens.word())
    } else if (tokens.take('prefix')) found['prefix'] = tokens.word()
    else if (tokens.take('level')) {
      const level = tokens.word()
      // The default is not printed.
      if (level !== 'warn') found['level'] = level
    } else if (tokens.take('flags')) logFlags(tokens, flags)
    else break
  }
  if (flags.length > 0) found['flags'] = single(flags)
  return Object.keys(found).length === 0 ? null : found
}

function logFlags(tokens: Tokens, flags: string[]): void {
  const sort = tokens.word()
  if (sort === 'tcp') {
    do flags.push(`tcp ${tokens.word()}`)
    while (tokens.take(','))
  } else flags.push(sort === 'ip' ? `ip ${tokens.word()}` : sort)
}

/** What a bare `reject` sends in a table of this family (stmt_evaluate_reject_default of nft). */
const REJECT_TYPES: ReadonlyMap<string, string> = new Map([
  ['ip', 'icmp'],
  ['ip6', 'icmpv6'],
])

function reject(grammar: Grammar): NftJson {
  const { tokens } = grammar
  if (!tokens.take('with')) return { type: REJECT_TYPES.get(grammar.family) ?? 'icmpx', expr: 'port-unreachable' }
  const type = tokens.word()
  if (type === 'tcp') {
    tokens.expect('reset')
    return { type: 'tcp reset' }
  }
  if (type !== 'icmp' && type !== 'icmpv6' && type !== 'icmpx') throw new Unreadable(`reject with ${type.slice(0, 40)} is not known`)
  tokens.take('type')
  if (tokens.kind === 'number') return { type, expr: integer(tokens.word()) }
  return { type, expr: tokens.word() }
}

function queue(grammar: Grammar): NftObject {
  const { tokens } = grammar
  const found: Record<string, NftJson> = {}
  const flags: string[] = []
  for (;;) {
    if (tokens.take('num') || tokens.take('to')) found['num'] = expression(grammar, 'selectors').json
    else if (tokens.take('flags') || tokens.is('bypass') || tokens.is('fanout')) {
      do flags.push(tokens.word())
      while (tokens.take(','))
    } else break
  }
  if (flags.length > 0) found['flags'] = single(flags)
  return { queue: Object.keys(found).length === 0 ? null : found }
}

function dup(grammar: Grammar): NftObject {
  grammar.tokens.expect('to')
  const addr = expression(grammar, 'selectors').json
  if (!grammar.tokens.take('device')) return { dup: { addr } }
  return { dup: { addr, dev: expression(grammar, 'selectors').json } }
}

function fwd(grammar: Grammar): NftObject {
  const { tokens } = grammar
  const family = tokens.is('ip') || tokens.is('ip6') ? tokens.word() : null
  tokens.expect('to')
  const to = expression(grammar, 'selectors').json
  if (family === null) return { fwd: { dev: to } }
  tokens.expect('device')
  return { fwd: { dev: expression(grammar, 'selectors').json, family, addr: to } }
}

/** `add @set { KEY … }`, and with data for a map; `set add KEY @set` is the old way to write it. */
function dynamic(grammar: Grammar, name: string): NftJson {
  const { tokens } = grammar
  if (name === 'set') {
    const op = tokens.word()
    const elem = setElement(grammar, 'selectors')
    return { set: { op, elem, set: setName(grammar) } }
  }
  const set = setName(grammar)
  const { elem, data, stmt } = inBraces(grammar, () => dynamicElement(grammar))
  const stateful = stmt.length === 0 ? {} : { stmt }
  return data === undefined ? { set: { op: name, elem, set, ...stateful } } : { map: { op: name, elem, data, map: set, ...stateful } }
}

function setName(grammar: Grammar): NftJson {
  if (!grammar.tokens.is('@') && !grammar.tokens.is('$')) throw grammar.tokens.unexpected('@ and the name of a set')
  return expression(grammar, 'values').json
}

interface Dynamic {
  readonly elem: NftJson
  readonly data: NftJson | undefined
  readonly stmt: readonly NftJson[]
}

const PLAIN_OPTIONS: ReadonlySet<string> = new Set(['val', 'timeout', 'expires', 'comment'])

/** The counting statements of the element stand beside it in the JSON, not in it. */
function dynamicElement(grammar: Grammar): Dynamic {
  const read = setElement(grammar, 'selectors')
  const [element, data] = asList(read) ?? [read]
  const inner = asObject(asObject(element)?.['elem'])
  if (!inner) return { elem: element ?? null, data, stmt: [] }
  const stmt = Object.entries(inner).flatMap(([name, counted]) =>
    PLAIN_OPTIONS.has(name) ? [] : [{ [name]: stateless(name, counted ?? null) }],
  )
  const rest = Object.fromEntries(Object.entries(inner).filter(([name]) => PLAIN_OPTIONS.has(name)))
  return { elem: Object.keys(rest).length > 1 ? { elem: rest } : (inner['val'] ?? null), data, stmt }
}

/** What a template has counted is nothing. */
function stateless(name: string, counted: NftJson): NftJson {
  return name === 'counter' ? null : counted
}

function inBraces<T>({ tokens }: Grammar, read: () => T): T {
  tokens.openFlat()
  const found = read()
  tokens.closeFlat()
  return found
}

/** Elements a meter holds at most where it does not say (EXPR_SET size of nft). */
const METER_SIZE = 65535

/** `meter NAME [size N] { KEY STATEMENT }` */
function anonymousMeter(grammar: Grammar): NftJson {
  const { tokens } = grammar
  const name = tokens.word()
  const size = tokens.take('size') ? integer(tokens.word()) : METER_SIZE
  const { elem, stmt } = inBraces(grammar, () => dynamicElement(grammar))
  return { meter: { key: elem, stmt: stmt[0] ?? null, size, name } }
}

function flow({ tokens }: Grammar): NftJson {
  if (!tokens.take('add')) tokens.expect('offload')
  tokens.expect('@')
  return { flow: { op: 'add', flowtable: `@${tokens.word()}` } }
}

function reset({ tokens }: Grammar): NftJson {
  const option = tokens.is('tcp') ? selector(tokens) : null
  if (!option) throw tokens.unexpected('tcp option')
  return { reset: option.json }
}
