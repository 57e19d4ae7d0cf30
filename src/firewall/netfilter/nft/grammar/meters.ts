import type { NftJson, NftObject } from '../ast.ts'
import { seconds } from './duration.ts'
import { integer } from './integer.ts'
import type { Tokens } from './tokens.ts'
import { Unreadable } from './unreadable.ts'

/** Statements that keep a count, also for each element of a set: `counter`, `limit rate`, `quota`, `ct count`, `last`. */
export function meter(tokens: Tokens): NftObject | null {
  if (tokens.take('counter')) return { counter: counter(tokens) }
  if (tokens.take('limit')) return { limit: limit(tokens) }
  if (tokens.take('quota')) return { quota: quota(tokens) }
  if (tokens.take('last')) return { last: last(tokens) }
  return tokens.is('ct') ? connections(tokens) : null
}

/** `packets N bytes N`, or nothing, which is null: the listing leaves them out with -s. */
export function counter(tokens: Tokens): NftJson {
  if (!tokens.is('packets') && !tokens.is('bytes')) return null
  let [packets, bytes]: (number | string)[] = [0, 0]
  for (;;) {
    if (tokens.take('packets')) packets = integer(tokens.word())
    else if (tokens.take('bytes')) bytes = integer(tokens.word())
    else return { packets, bytes }
  }
}

const PER: ReadonlySet<string> = new Set(['second', 'minute', 'hour', 'day', 'week'])

/** Packets that may come at once when a limit does not say so (limit_burst_pkts of nft's parser). */
const BURST = 5

/** `rate [over] N/UNIT [burst N packets]`, or in bytes: `rate N kbytes/UNIT [burst N kbytes]`. */
export function limit(tokens: Tokens): NftObject {
  tokens.expect('rate')
  const inv = over(tokens)
  const rate = integer(tokens.word())
  let unit: string | null = null
  let per: string
  if (tokens.take('/')) per = tokens.word()
  else {
    // The scanner takes `mbytes/second` for one word.
    const [bytes = '', second] = tokens.word().split('/')
    unit = bytes
    if (second === undefined) tokens.expect('/')
    per = second ?? tokens.word()
  }
  if (!PER.has(per)) throw new Unreadable(`a limit per ${per.slice(0, 40)}`)
  let burst: NftJson = unit === null ? BURST : 0
  let burstUnit = 'bytes'
  if (tokens.take('burst')) {
    burst = integer(tokens.word())
    burstUnit = tokens.word()
  }
  const packets = { rate, burst, per, ...inv }
  return unit === null ? packets : { ...packets, rate_unit: unit, burst_unit: burstUnit }
}

/** `[over] N mbytes [used N bytes]` */
export function quota(tokens: Tokens): NftObject {
  const inv = over(tokens)
  const val = integer(tokens.word())
  const allowed = { val, val_unit: tokens.word(), ...inv }
  if (!tokens.take('used')) return allowed
  return { ...allowed, used: integer(tokens.word()), used_unit: tokens.word() }
}

export function last(tokens: Tokens): NftJson {
  if (!tokens.take('used')) return null
  const used = tokens.word()
  return used === 'never' ? null : { used: seconds(used) * 1000 }
}

/** `ct count [over] N`; null, without having moved, where `ct` begins something else. */
export function connections(tokens: Tokens): NftObject | null {
  const { start, line } = tokens
  tokens.expect('ct')
  if (!tokens.take('count')) {
    tokens.back(start, line)
    return null
  }
  const inv = over(tokens)
  return { 'ct count': { val: integer(tokens.word()), ...inv } }
}

/** `over` turns it round; `until` is what holds without a word. */
function over(tokens: Tokens): { readonly inv?: true } {
  if (tokens.take('over')) return { inv: true }
  tokens.take('until')
  return {}
}
