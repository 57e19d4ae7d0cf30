import type { NftJson, PackedElements } from './ast.ts'
import { intervalOf } from './constant.ts'
import type { DataType } from './data-type.ts'
import { Elements, type Group } from './elements.ts'
import { NotUnderstood } from './not-understood.ts'
import { listOf, objectOf } from './tree.ts'
import type { Interval, Value } from './value.ts'

/** The last second of a day. */
const MIDNIGHT = 86_399

/** What may stand beside `val` in an element and does not decide whether it is found (nft_set_elem_update_expr runs the others). */
const IDLE: ReadonlySet<string> = new Set(['val', 'timeout', 'expires', 'comment', 'counter', 'last'])

/** Whether a statement that elements have says nothing about whether they are found. */
export function isIdle(statement: NftJson): boolean {
  return Object.keys(objectOf(statement)).every((key) => IDLE.has(key))
}

/**
 * The elements of a set.
 * @param types of the fields of a key
 * @param unsure why it is not known whether an element is in force; ''
 * @throws {NotUnderstood}
 */
export function setElements(list: readonly NftJson[], types: readonly DataType[], unsure = ''): Elements<true> {
  const builder = new Builder<true>(types, unsure)
  for (const element of list) builder.add(element, true, '')
  return builder.build()
}

/** The elements of a set that were packed. */
export function packedElements({ ends }: PackedElements, unsure = ''): Elements<true> {
  const lo: Value[] = []
  const hi: Value[] = []
  for (let at = 0; at + 1 < ends.length; at += 2) {
    const to = ends[at + 1] as number | bigint
    lo.push(ends[at] as number | bigint)
    hi.push(typeof to === 'bigint' ? to - 1n : to - 1)
  }
  return new Elements([{ lo, hi }], [{ datum: true, unsure }], null, null)
}

/**
 * The elements of a map.
 * @param datum reads what a key leads to, and names it: what has one name is one thing
 * @throws {NotUnderstood}
 */
export function mapElements<T>(
  list: readonly NftJson[],
  types: readonly DataType[],
  datum: (json: NftJson | undefined) => T,
  unsure = '',
): Elements<T> {
  const builder = new Builder<T>(types, unsure)
  const read = new Map<string, T>()
  for (const pair of list) {
    const [key, value] = listOf(pair)
    const name = typeof value === 'object' ? JSON.stringify(value) : String(value)
    let found = read.get(name)
    if (found === undefined) {
      found = datum(value)
      read.set(name, found)
    }
    builder.add(key as NftJson, found, name)
  }
  return builder.build()
}

class Builder<T> {
  readonly #types: readonly DataType[]
  readonly #columns: { readonly lo: Value[]; readonly hi: Value[] }[]
  readonly #groups: Group<T>[] = []
  readonly #byName = new Map<string, number>()
  readonly #group: number[] = []
  readonly #unsure: string
  #rest: Group<T> | null = null

  constructor(types: readonly DataType[], unsure: string) {
    this.#types = types
    this.#unsure = unsure
    this.#columns = types.map(() => ({ lo: [], hi: [] }))
  }

  add(element: NftJson, datum: T, name: string): void {
    const [key, own] = stripped(element)
    const unsure = own || this.#unsure
    if (key === '*') {
      this.#rest = { datum, unsure }
      return
    }
    const fields = this.#types.length === 1 ? [key] : listOf(objectOf(key)['concat'])
    if (fields.length !== this.#types.length) throw new NotUnderstood('an element with other fields than its set')
    const intervals = fields.map((field, at) => intervalOf(field, this.#types[at] as DataType))
    const group = this.#groupOf(datum, name, unsure)
    const round = intervals.findIndex(({ lo, hi }) => lo > hi)
    const turned = intervals[round]
    if (!turned) this.#push(intervals, group)
    else if (this.#types[round]?.name === 'hour') {
      // `meta hour "22:00"-"06:00"` goes round midnight.
      this.#push(intervals.with(round, { ...turned, hi: MIDNIGHT }), group)
      this.#push(intervals.with(round, { ...turned, lo: 0 }), group)
    } else throw new NotUnderstood('a range that ends before it begins')
  }

  #push(intervals: readonly Interval[], group: number): void {
    for (let at = 0; at < intervals.length; at++) {
      this.#columns[at]?.lo.push((intervals[at] as Interval).lo)
      this.#columns[at]?.hi.push((intervals[at] as Interval).hi)
    }
    this.#group.push(group)
  }

  #groupOf(datum: T, name: string, unsure: string): number {
    const group = `${unsure} ${name}`
    let index = this.#byName.get(group)
    if (index === undefined) {
      index = this.#groups.push({ datum, unsure }) - 1
      this.#byName.set(group, index)
    }
    return index
  }

  build(): Elements<T> {
    return new Elements(this.#columns, this.#groups, this.#groups.length === 1 ? null : this.#group, this.#rest)
  }
}

/** The key of an element, and why it is not known whether it is in force. */
function stripped(element: NftJson): readonly [NftJson, string] {
  if (typeof element !== 'object' || element === null || !Object.hasOwn(element, 'elem')) return [element, '']
  const inner = objectOf(objectOf(element)['elem'])
  for (const key in inner) if (!IDLE.has(key)) return [inner['val'] ?? null, `the state of ${key} in the element`]
  return [inner['val'] ?? null, '']
}
