import type { NftJson, NftObject } from '../ast.ts'
import { concatenated, expression, mapped, values } from './expression.ts'
import type { Grammar } from './grammar.ts'
import type { Expression } from './typed-expression.ts'
import type { Tokens } from './tokens.ts'
import { typed } from './typed.ts'
import { Unreadable } from './unreadable.ts'

/** `SELECTOR [OP] VALUES`, `SELECTOR set VALUE`, `SELECTOR vmap { … }` */
export function comparison(grammar: Grammar): NftJson {
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
