import type { NftJson, NftObject } from '../ast.ts'
import { expression } from './expression.ts'
import type { Grammar } from './grammar.ts'
import type { Tokens } from './tokens.ts'
import { typed } from './typed.ts'

const FLAGS: ReadonlySet<string> = new Set(['random', 'fully-random', 'persistent'])

/** `snat`, `dnat`, `masquerade`, `redirect`: `[ip|ip6] [prefix|interval|addr . port] to ADDRESS:PORT FLAGS`. Behind the word. */
export function nat(grammar: Grammar, name: string): NftObject {
  const { tokens } = grammar
  const found: Record<string, NftJson> = {}
  const flags: string[] = []
  if (tokens.is('ip') || tokens.is('ip6')) family(tokens, found)
  const prefix = tokens.take('prefix')
  if (!prefix && tokens.take('addr')) {
    tokens.expect('.')
    tokens.expect('port')
  } else tokens.take('interval')
  if (tokens.take('to') || (!FLAGS.has(tokens.text) && !ends(tokens))) destination(grammar, found, name === 'redirect')
  while (FLAGS.has(tokens.text)) {
    flags.push(tokens.word())
    tokens.take(',')
  }
  if (prefix) flags.push('netmap')
  if (flags.length > 0) found['flags'] = single(flags)
  if (prefix) found['type_flags'] = 'prefix'
  return { [name]: Object.keys(found).length === 0 ? null : found }
}

/** `ip` may begin a selector, as in `dnat to ip saddr map @m` without `to`, or say which family is meant. */
function family(tokens: Tokens, found: Record<string, NftJson>): void {
  const { start, line } = tokens
  const name = tokens.word()
  if (['to', 'prefix', 'interval', 'addr'].includes(tokens.text)) found['family'] = name
  else tokens.back(start, line)
}

/** Where a statement without arguments ends: `masquerade`, `redirect`. */
function ends(tokens: Tokens): boolean {
  return tokens.kind === 'newline' || tokens.kind === 'end' || tokens.is(';') || tokens.is('}') || tokens.is('comment')
}

/** `ADDRESS`, `ADDRESS:PORT`, `:PORT`. Old listings of redirect write the port without a colon. */
function destination(grammar: Grammar, found: Record<string, NftJson>, bare: boolean): void {
  const { tokens } = grammar
  if (!tokens.is(':')) {
    const { json } = expression(grammar, 'selectors')
    found[bare ? 'port' : 'addr'] = bare ? typed(json, 'inet_service') : json
  }
  if (tokens.take(':')) found['port'] = typed(expression(grammar, 'selectors').json, 'inet_service')
}

/** `tproxy [ip|ip6] to ADDRESS:PORT`. Behind the word. */
export function tproxy(grammar: Grammar): NftObject {
  const { tokens } = grammar
  const found: Record<string, NftJson> = {}
  if (tokens.is('ip') || tokens.is('ip6')) family(tokens, found)
  // Only a table of both families has to be told which.
  if (grammar.family !== 'inet') delete found['family']
  tokens.expect('to')
  destination(grammar, found, false)
  return { tproxy: found }
}

/** One flag as it is, several as a list, as nft -j prints them. */
export function single(flags: readonly string[]): NftJson {
  return flags.length === 1 ? (flags[0] as string) : flags
}
