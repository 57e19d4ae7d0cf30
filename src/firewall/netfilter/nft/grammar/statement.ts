import type { NftJson, NftObject } from '../ast.ts'
import { comparison } from './comparison.ts'
import { included } from './definitions.ts'
import { anonymousMeter, dynamic } from './dynamic.ts'
import { expression, target } from './expression.ts'
import type { Grammar } from './grammar.ts'
import { integer } from './integer.ts'
import { connections, counter, last, limit, quota } from './meters.ts'
import { nat, single, tproxy } from './nat.ts'
import { selector } from './selector.ts'
import type { Tokens } from './tokens.ts'
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

/** Most rules end so. */
const ACCEPT: NftObject = { accept: null }
const DROP: NftObject = { drop: null }

/** Each stands behind its first word. */
const STATEMENTS: ReadonlyMap<string, (grammar: Grammar, name: string) => NftJson> = new Map<
  string,
  (grammar: Grammar, name: string) => NftJson
>([
  ['include', included],
  ['accept', () => ACCEPT],
  ['drop', () => DROP],
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
