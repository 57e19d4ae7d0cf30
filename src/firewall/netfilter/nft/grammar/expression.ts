import type { NftJson } from '../ast.ts'
import { seconds } from './duration.ts'
import { nested, variable } from './grammar.ts'
import type { Grammar } from './grammar.ts'
import { integer } from './integer.ts'
import { asList, asObject } from '../json-value.ts'
import { meter } from './meters.ts'
import { modulus, selector } from './selector.ts'
import type { Expression } from './typed-expression.ts'
import { typed } from './typed.ts'
import type { DataType } from './typed.ts'

/**
 * Whether words are first taken for selectors: they are on the left of a comparison and where a value is set; on the right, `tcp` and `ip` are
 * the names of protocols.
 */
type Side = 'selectors' | 'values'

const OPERATORS: ReadonlyMap<string, { readonly sign: string; readonly binds: number }> = new Map(
  ['|', '^', '&', '<<', '>>'].flatMap((sign, at) =>
    [sign, ['or', 'xor', 'and', 'lshift', 'rshift'][at] ?? ''].map((name): [string, { sign: string; binds: number }] => [
      name,
      { sign, binds: Math.min(at, 3) },
    ]),
  ),
)

const BASES: ReadonlySet<string> = new Set(['ll', 'nh', 'th', 'ih'])

/** Any expression: concatenated, with a map behind it, a list with commas, an anonymous set. */
export function expression(grammar: Grammar, side: Side): Expression {
  return listed(grammar, side, mapped(grammar, concatenated(grammar, side)))
}

/** The right hand of a comparison, in the form of the type of its left. @param mask the type is one of flags: `/` is no prefix there */
export function values(grammar: Grammar, type: DataType, mask: boolean): NftJson {
  return typed(listed(grammar, 'values', concatenated(grammar, 'values', mask)).json, type)
}

/** `a . b . c`, each of which may be a prefix or a range. */
export function concatenated(grammar: Grammar, side: Side, mask = false): Expression {
  const { tokens } = grammar
  const first = spread(grammar, side, mask)
  if (!tokens.is('.')) return first
  const parts = [first]
  while (tokens.take('.')) parts.push(spread(grammar, side, false))
  return { json: { concat: parts.map(({ json }) => json) }, type: parts.map(({ type }) => type) }
}

function listed(grammar: Grammar, side: Side, first: Expression): Expression {
  const { tokens } = grammar
  if (!tokens.is(',')) return first
  const list = [first.json]
  while (tokens.take(',')) list.push(binary(grammar, side, 0).json)
  return { json: list, type: first.type }
}

/** `KEY map { … }` and `KEY map @name` */
export function mapped(grammar: Grammar, key: Expression): Expression {
  if (!grammar.tokens.take('map')) return key
  const data = typed(primary(grammar, 'values').json, key.type)
  return { json: { map: { key: key.json, data } }, type: null }
}

function spread(grammar: Grammar, side: Side, mask: boolean): Expression {
  const { tokens } = grammar
  const first = binary(grammar, side, 0)
  const { kind } = tokens
  if (kind !== 'sign') return first
  if (tokens.take('-')) return { json: { range: [first.json, binary(grammar, side, 0).json] }, type: first.type }
  if (mask || !tokens.take('/')) return first
  if (tokens.kind !== 'number') throw tokens.unexpected('the length of a prefix')
  return { json: { prefix: { addr: first.json, len: integer(tokens.word()) } }, type: first.type }
}

function binary(grammar: Grammar, side: Side, weakest: number): Expression {
  const { tokens } = grammar
  let left = primary(grammar, side)
  for (;;) {
    const operator = tokens.kind === 'sign' || tokens.kind === 'word' ? OPERATORS.get(tokens.text) : undefined
    if (!operator || operator.binds < weakest) return left
    tokens.advance()
    const right = nested(grammar, () => binary(grammar, side, operator.binds + 1))
    left = { json: joined(left.json, operator.sign, right.json), type: left.type ?? right.type }
  }
}

/** `a | b | c` is one operation of three, as nft 1.1 prints it; 1.0 nests it to the left. */
function joined(left: NftJson, sign: string, right: NftJson): NftJson {
  const parts = sign.length === 1 ? asList(asObject(left)?.[sign]) : null
  return { [sign]: parts ? [...parts, right] : [left, right] }
}

function primary(grammar: Grammar, side: Side): Expression {
  const { tokens } = grammar
  switch (tokens.kind) {
    case 'number':
      return value(integer(tokens.word()))
    case 'quoted':
      return value(tokens.word())
    case 'word':
      return word(grammar, side)
    default:
  }
  if (tokens.take('(')) {
    const inside = nested(grammar, () => binary(grammar, side, 0))
    tokens.expect(')')
    return inside
  }
  if (tokens.take('$')) return value(variable(grammar))
  if (tokens.take('@')) return raw(grammar)
  if (tokens.take('*')) return value('*')
  if (tokens.is('{')) return value({ set: set(grammar) })
  throw tokens.unexpected('an expression')
}

function value(json: NftJson): Expression {
  return { json, type: null }
}

function word(grammar: Grammar, side: Side): Expression {
  const { tokens } = grammar
  if (side === 'selectors') {
    const found = selector(tokens)
    if (found) return found
    if (tokens.take('jhash')) return jhash(grammar)
  }
  const text = tokens.word()
  return value(text === 'exists' ? true : text === 'missing' ? false : text)
}

function jhash(grammar: Grammar): Expression {
  const { json } = nested(grammar, () => concatenated(grammar, 'selectors'))
  return { json: { jhash: { ...modulus(grammar.tokens), expr: json } }, type: 'integer' }
}

/** `@nh,96,32`: bits of the packet; `@name`: a set. */
function raw({ tokens }: Grammar): Expression {
  const base = tokens.word()
  if (!BASES.has(base) || !tokens.take(',')) return value(`@${base}`)
  const offset = integer(tokens.word())
  tokens.expect(',')
  return { json: { payload: { base, offset, len: integer(tokens.word()) } }, type: 'integer' }
}

/** `{ … }`: the elements of a set or, as pairs, of a map. */
export function set(grammar: Grammar): readonly NftJson[] {
  const { tokens } = grammar
  const elements: NftJson[] = []
  nested(grammar, () => {
    tokens.openFlat()
    while (!tokens.is('}')) {
      addElement(grammar, elements)
      if (!tokens.is('}')) tokens.expect(',')
    }
    tokens.closeFlat()
  })
  return elements
}

/** Adds one; a set inside a set, as a variable may be, adds all of its own. */
function addElement(grammar: Grammar, elements: NftJson[]): void {
  const element = setElement(grammar, 'values')
  const inside = asList(asObject(element)?.['set'])
  if (inside) for (const each of inside) elements.push(each)
  else elements.push(element)
}

/** `KEY [counter …] [timeout T] [expires T] [comment "…"] [: DATA]` */
export function setElement(grammar: Grammar, side: Side): NftJson {
  const { tokens } = grammar
  const key = concatenated(grammar, side).json
  const element = options(grammar, key)
  if (!tokens.take(':')) return element
  return [element, verdict(grammar) ?? concatenated(grammar, side).json]
}

/** What may follow the key of an element, in any order. */
function options({ tokens }: Grammar, val: NftJson): NftJson {
  const more: Record<string, NftJson> = { val }
  let told = false
  for (; ; told = true) {
    const { text } = tokens
    if (tokens.kind !== 'word') break
    if (text === 'timeout' || text === 'expires') {
      tokens.advance()
      more[text] = tokens.take('never') ? 0 : seconds(tokens.word())
    } else if (tokens.take('comment')) more['comment'] = tokens.word()
    else {
      const counted = meter(tokens)
      if (!counted) break
      Object.assign(more, counted)
    }
  }
  return told ? { elem: more } : val
}

/** A verdict, with the chain it goes to; null, without having moved, where there is none. */
function verdict(grammar: Grammar): NftJson {
  const { tokens } = grammar
  if (tokens.kind !== 'word') return null
  const { text } = tokens
  switch (text) {
    case 'accept':
    case 'drop':
    case 'continue':
    case 'return':
      tokens.advance()
      return { [text]: null }
    case 'jump':
    case 'goto':
      tokens.advance()
      return { [text]: { target: target(grammar) } }
    default:
      return null
  }
}

/** The chain of jump or goto. */
export function target(grammar: Grammar): NftJson {
  const { tokens } = grammar
  if (tokens.is('{')) return grammar.anonymousChain()
  return tokens.take('$') ? variable(grammar) : tokens.name()
}
