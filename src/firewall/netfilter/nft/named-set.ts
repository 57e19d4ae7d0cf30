import type { NftJson, NftObject, Placed } from './ast.ts'
import { DATA_TYPES } from './data-types.ts'
import type { DataType } from './data-type.ts'
import type { Elements } from './elements.ts'
import { isIdle, mapElements, packedElements, setElements } from './elements-of.ts'
import { NotUnderstood } from './not-understood.ts'
import { listOf, textOf } from './tree.ts'

/** A set or a map of a table, by its name. Its elements are read when the first rule names it. */
export class NamedSet {
  readonly name: string
  /** Of no other set: what notes on a packet call it. */
  readonly id: string
  readonly #object: NftObject
  readonly #packed: Placed['packed']
  /** What was read, or why it could not be, by the purpose: a set that cannot be read is not read again for each rule that names it. */
  readonly #read = new Map<string, Elements<unknown> | NotUnderstood>()

  constructor({ object, packed }: Placed) {
    this.#object = object
    this.#packed = packed
    this.name = textOf(object['name']) ?? ''
    this.id = JSON.stringify([object['family'], object['table'], this.name])
  }

  /** @param types of the key that is looked up, for sets that do not name theirs. @throws {NotUnderstood} */
  set(types: readonly DataType[]): Elements<true> {
    return this.#once('set', () =>
      this.#packed ? packedElements(this.#packed, this.#unsure) : setElements(this.#elements, this.#types(types), this.#unsure),
    )
  }

  /** @param purpose what `datum` reads: what was read for one purpose is kept. @throws {NotUnderstood} */
  map<T>(purpose: string, types: readonly DataType[], datum: (json: NftJson | undefined) => T): Elements<T> {
    return this.#once(`map ${purpose}`, () => mapElements(this.#elements, this.#types(types), datum, this.#unsure))
  }

  /** The keys of a set or a map, whatever they lead to. @throws {NotUnderstood} */
  keys(types: readonly DataType[]): Elements<unknown> {
    return this.#object['map'] === undefined ? this.set(types) : this.map('key', types, () => true)
  }

  /** Types of what a map leads to; null: not named. */
  get data(): readonly DataType[] | null {
    const types = listOf(this.#object['map']).map((name) => DATA_TYPES.get(textOf(name) ?? ''))
    return types.length > 0 && types.every((type) => type !== undefined) ? types : null
  }

  /** Types of the key, where the declaration names them all. */
  get declared(): readonly DataType[] | null {
    const types = listOf(this.#object['type']).map((name) => DATA_TYPES.get(textOf(name) ?? ''))
    return types.length > 0 && types.every((type) => type !== undefined) ? types : null
  }

  /** Statements that each element has by the declaration of the set. */
  get statements(): readonly NftJson[] {
    return listOf(this.#object['stmt'])
  }

  /** How many elements more it can take; Infinity where it has no size. */
  get room(): number {
    const size = this.#object['size']
    const count = this.#packed ? this.#packed.ends.length / 2 : this.#elements.length
    return typeof size === 'number' ? size - count : Infinity
  }

  get #elements(): readonly NftJson[] {
    return listOf(this.#object['elem'])
  }

  /** A limit in each element says whether it is found (nft_set_elem_update_expr). */
  get #unsure(): string {
    return this.statements.every((statement) => isIdle(statement)) ? '' : `the state of the elements of the set ${this.name}`
  }

  /** As the declaration names them; `typeof` and plain integers are as wide as what is looked up. */
  #types(key: readonly DataType[]): readonly DataType[] {
    const names = listOf(this.#object['type']).map(textOf)
    return key.map((type, at) => (names.length === key.length ? DATA_TYPES.get(names[at] ?? '') : undefined) ?? type)
  }

  #once<T>(purpose: string, read: () => Elements<T>): Elements<T> {
    let found = this.#read.get(purpose)
    if (!found) this.#read.set(purpose, (found = this.#attempt(read)))
    if (found instanceof NotUnderstood) throw found
    return found as Elements<T>
  }

  #attempt<T>(read: () => Elements<T>): Elements<T> | NotUnderstood {
    const missing = textOf(this.#object['unread'])
    if (missing !== null) return new NotUnderstood(`the set ${this.name}, of which not all was read: ${missing}`)
    try {
      return read()
    } catch (error) {
      if (error instanceof NotUnderstood) return error
      throw error
    }
  }
}
