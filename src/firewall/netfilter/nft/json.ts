import { keyOf } from '../../../net/address-set.ts'
import type { Key } from '../../../net/address-set.ts'
import { parseAddress } from '../../../net/address.ts'
import type { NftJson, NftObject, PackedElements, Placed } from './ast.ts'
import { asList, asObject } from './json-value.ts'
import type { NftReading, Unread } from './reading.ts'

/** Deeper nesting is not read. */
const DEEPEST = 64

/** With fewer elements, a set keeps them as they are. */
const LARGE = 1024

/** Reads what `nft -j list ruleset` prints. Never throws. Numbers beyond 2^53 become hexadecimal text. */
export function parseNftJson(text: string): NftReading {
  let root: unknown
  try {
    root = JSON.parse(text)
    if (/\d{16}/.test(text)) root = JSON.parse(exact(text))
  } catch {
    return refused('it is no JSON')
  }
  const list = asList(asObject(root as NftJson)?.['nftables'])
  if (!list) return refused('it has no list "nftables"')
  const objects: Placed[] = []
  const unread: Unread[] = []
  for (const each of list) {
    const [[kind, value] = []] = Object.entries(asObject(each) ?? {})
    if (kind === 'metainfo') continue
    const object = asObject(value)
    const why = kind === undefined || !object ? 'it is no object of a ruleset' : wrong(kind, object)
    if (why !== null) unread.push({ line: 1, text: (kind ?? '').slice(0, 100), why })
    if (kind === undefined || !object) continue
    if (why === null) objects.push(placed(kind, kind === 'rule' ? withoutText(object) : object))
    else if (kind === 'rule' && isPlaced(object)) objects.push(placed(kind, { ...shallow(object), expr: [{ unread: why }] }))
  }
  return { objects, unread }
}

function refused(why: string): NftReading {
  return { objects: [], unread: [{ line: 1, text: '', why }] }
}

/** Valid JSON with large numbers as text, which JSON.parse would round. */
function exact(text: string): string {
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|(?<![\d.])\d{16,80}(?![\d.eE])/gs, (found) => {
    if (found.startsWith('"') || Number.isSafeInteger(Number(found))) return found
    return `"0x${BigInt(found).toString(16)}"`
  })
}

/** Why an object is not what libnftables-json(5) says; null: it is. */
function wrong(kind: string, object: NftObject): string | null {
  if (typeof object['family'] !== 'string') return 'it has no family'
  if (kind !== 'table' && typeof object['table'] !== 'string') return 'it is in no table'
  if (kind === 'rule') {
    if (typeof object['chain'] !== 'string') return 'it is in no chain'
    if (!asList(object['expr'])) return 'it has no statements'
  } else if (typeof object['name'] !== 'string') return 'it has no name'
  return Object.values(object).every((value) => shallower(value ?? null, DEEPEST)) ? null : 'it is nested too deeply'
}

/** For some statements nft has no JSON, and prints their text as a string: `jump { … }` of nft 1.0. */
function withoutText(rule: NftObject): NftObject {
  const expr = asList(rule['expr']) ?? []
  if (!expr.some((each) => typeof each === 'string')) return rule
  return { ...rule, expr: expr.map((each) => (typeof each === 'string' ? { unread: 'nft -j does not tell this statement' } : each)) }
}

function isPlaced(object: NftObject): boolean {
  return ['family', 'table', 'chain'].every((name) => typeof object[name] === 'string')
}

/** What of a rule can be told although its statements cannot. */
function shallow(object: NftObject): NftObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => typeof value !== 'object'))
}

function shallower(value: NftJson, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (levels === 0) return false
  if (Array.isArray(value)) return (value as readonly NftJson[]).every((each) => shallower(each, levels - 1))
  for (const each of Object.values(value)) if (!shallower(each ?? null, levels - 1)) return false
  return true
}

function placed(kind: string, object: NftObject): Placed {
  const elements = kind === 'set' ? asList(object['elem']) : null
  const packed = elements && elements.length >= LARGE ? packedOf(elements) : null
  if (!packed) return { kind, object, line: null, text: '' }
  const { elem: _, ...rest } = object
  return { kind, object: rest, packed, line: null, text: '' }
}

/** Plain addresses, prefixes and ranges of one family; null where there are others. */
function packedOf(elements: readonly NftJson[]): PackedElements | null {
  const ends: Key[] = []
  for (const element of elements) {
    if (!pack(element, ends)) return null
  }
  const family = typeof ends[0] === 'number' ? 4 : 6
  return ends.every((end) => typeof end === typeof ends[0]) ? { family, ends } : null
}

/** Options that do not change what an element holds. */
const IDLE: ReadonlySet<string> = new Set(['val', 'timeout', 'expires', 'comment', 'counter'])

function pack(element: NftJson, ends: Key[]): boolean {
  if (typeof element === 'string') {
    const address = keyIn(element)
    return address !== null && push(ends, address, address)
  }
  const object = asObject(element)
  const inner = asObject(object?.['elem'])
  if (inner)
    return (
      Object.keys(inner).every((name) => IDLE.has(name)) &&
      typeof inner['val'] !== 'undefined' &&
      !isNested(inner) &&
      pack(inner['val'], ends)
    )
  const range = asList(object?.['range'])
  if (range) {
    const [first, last] = [keyIn(range[0]), keyIn(range[1])]
    return first !== null && last !== null && typeof first === typeof last && first <= last && push(ends, first, last)
  }
  const prefix = asObject(object?.['prefix'])
  const first = prefix ? keyIn(prefix['addr']) : null
  const length = prefix?.['len']
  if (first === null || typeof length !== 'number' || !Number.isInteger(length) || length < 0) return false
  if (typeof first === 'bigint') {
    if (length > 128) return false
    const size = 1n << BigInt(128 - length)
    return push(ends, first - (first % size), first - (first % size) + size - 1n)
  }
  if (length > 32) return false
  const size = 2 ** (32 - length)
  return push(ends, first - (first % size), first - (first % size) + size - 1)
}

/** An `elem` in an `elem` is no element. */
function isNested(inner: NftObject): boolean {
  return asObject(inner['val'])?.['elem'] !== undefined
}

function keyIn(value: NftJson | undefined): Key | null {
  const address = typeof value === 'string' ? parseAddress(value) : null
  return address && address.zone === undefined ? keyOf(address) : null
}

function push(ends: Key[], first: Key, last: Key): true {
  ends.push(first, typeof last === 'number' ? last + 1 : last + 1n)
  return true
}
