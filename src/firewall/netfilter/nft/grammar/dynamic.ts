import type { NftJson } from '../ast.ts'
import { asList, asObject } from '../json-value.ts'
import { expression, setElement } from './expression.ts'
import type { Grammar } from './grammar.ts'
import { integer } from './integer.ts'

/** `add @set { KEY … }`, and with data for a map; `set add KEY @set` is the old way to write it. */
export function dynamic(grammar: Grammar, name: string): NftJson {
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
export function anonymousMeter(grammar: Grammar): NftJson {
  const { tokens } = grammar
  const name = tokens.word()
  const size = tokens.take('size') ? integer(tokens.word()) : METER_SIZE
  const { elem, stmt } = inBraces(grammar, () => dynamicElement(grammar))
  return { meter: { key: elem, stmt: stmt[0] ?? null, size, name } }
}
