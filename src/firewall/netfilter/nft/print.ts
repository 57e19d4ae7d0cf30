import type { NftJson } from './ast.ts'
import { listOf, objectOf } from './tree.ts'

/** How deep values are printed. */
const DEEPEST = 12
/** How many elements of an anonymous set are printed. */
const MOST_ELEMENTS = 20

/** A rule of a JSON dump as nft(8) would write it; for people, not to be read again. */
export function printRule(statements: readonly NftJson[]): string {
  return statements.map((statement) => print(statement, 0)).join(' ')
}

function print(json: NftJson | undefined, depth: number): string {
  if (depth > DEEPEST) return '…'
  if (json === undefined || json === null) return ''
  if (typeof json !== 'object') return String(json)
  const inner = (value: NftJson | undefined): string => print(value, depth + 1)
  if (Array.isArray(json)) return (json as readonly NftJson[]).map(inner).join(',')
  for (const [key, value] of Object.entries(json)) return (FORMS.get(key) ?? plain)(key, value, inner)
  return ''
}

type Form = (key: string, value: NftJson | undefined, inner: (value: NftJson | undefined) => string) => string

function words(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ')
}

const plain: Form = (key, value, inner) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return words(key, inner(value))
  return words(key, ...Object.entries(value).map(([name, of]) => words(name, inner(of))))
}

const infix: Form = (key, value, inner) => listOf(value).map(inner).join(` ${key} `)

const elements = (value: NftJson | undefined, inner: (value: NftJson | undefined) => string): string => {
  const list = listOf(value)
  const shown = list.slice(0, MOST_ELEMENTS).map((element) => (Array.isArray(element) ? element.map(inner).join(' : ') : inner(element)))
  return `{ ${shown.join(', ')}${list.length > MOST_ELEMENTS ? ', …' : ''} }`
}

const mapped: Form = (key, value, inner) => words(inner(objectOf(value)['key']), key, inner(objectOf(value)['data']))

const FORMS: ReadonlyMap<string, Form> = new Map<string, Form>([
  [
    'match',
    (_key, value, inner) => {
      const { op, left, right } = objectOf(value)
      return words(inner(left), op === '==' || op === 'in' ? '' : String(op), inner(right))
    },
  ],
  ['payload', (_key, value, inner) => payload(objectOf(value), inner)],
  ['meta', (_key, value, inner) => words('meta', inner(objectOf(value)['key'] ?? value))],
  ['ct', (_key, value, inner) => words('ct', inner(objectOf(value)['dir']), inner(objectOf(value)['key'] ?? value))],
  ['fib', (_key, value, inner) => words('fib', listOf(objectOf(value)['flags']).map(inner).join(' . '), inner(objectOf(value)['result']))],
  ['prefix', (_key, value, inner) => `${inner(objectOf(value)['addr'])}/${inner(objectOf(value)['len'])}`],
  ['range', (_key, value, inner) => listOf(value).map(inner).join('-')],
  ['set', (_key, value, inner) => (Array.isArray(value) ? elements(value, inner) : dynamic(objectOf(value), inner))],
  ['concat', (_key, value, inner) => listOf(value).map(inner).join(' . ')],
  ['elem', (_key, value, inner) => inner(objectOf(value)['val'])],
  ['map', mapped],
  ['vmap', mapped],
  ['mangle', (_key, value, inner) => words(inner(objectOf(value)['key']), 'set', inner(objectOf(value)['value']))],
  ['jump', (key, value, inner) => words(key, inner(objectOf(value)['target']))],
  ['goto', (key, value, inner) => words(key, inner(objectOf(value)['target']))],
  ['counter', (key, value, inner) => (typeof value === 'string' ? words('counter name', inner(value)) : key)],
  [
    'log',
    (key, value, inner) =>
      words(key, ...Object.entries(objectOf(value)).map(([name, of]) => `${name} ${name === 'prefix' ? `"${inner(of)}"` : inner(of)}`)),
  ],
  ['limit', (_key, value, inner) => limit(value, inner)],
  ['reject', (_key, value, inner) => reject(objectOf(value), inner)],
  ['snat', nat],
  ['dnat', nat],
  ['masquerade', nat],
  ['redirect', nat],
  ...['&', '|', '^', '<<', '>>'].map((operator) => [operator, infix] as const),
])

function payload(value: { readonly [key: string]: NftJson | undefined }, inner: (value: NftJson | undefined) => string): string {
  const { protocol, field, base, offset, len } = value
  return protocol === undefined ? `@${inner(base)},${inner(offset)},${inner(len)}` : words(inner(protocol), inner(field))
}

function dynamic(value: { readonly [key: string]: NftJson | undefined }, inner: (value: NftJson | undefined) => string): string {
  return words(inner(value['op']), inner(value['set']), '{', inner(value['elem']), listOf(value['stmt']).map(inner).join(' '), '}')
}

function limit(value: NftJson | undefined, inner: (value: NftJson | undefined) => string): string {
  if (typeof value === 'string') return `limit name ${value}`
  const { rate, rate_unit: unit, per, burst, burst_unit: burstUnit, inv } = objectOf(value)
  const over = inv === true ? 'over ' : ''
  const head = `limit rate ${over}${words(inner(rate), inner(unit))}/${inner(per)}`
  return burst === undefined || burst === 5 ? head : words(head, 'burst', inner(burst), unit === undefined ? 'packets' : inner(burstUnit))
}

function reject({ type, expr }: { readonly [key: string]: NftJson | undefined }, inner: (value: NftJson | undefined) => string): string {
  if (type === undefined || type === null) return 'reject'
  return words('reject with', inner(type), inner(expr))
}

function nat(key: string, value: NftJson | undefined, inner: (value: NftJson | undefined) => string): string {
  const { addr, port, family, flags } = objectOf(value)
  const to = `${inner(addr)}${port === undefined ? '' : `:${inner(port)}`}`
  return words(key, inner(family), to === '' ? '' : `to ${to}`, inner(flags))
}
