import type { NftJson, Placed } from './ast.ts'
import { DATA_TYPES } from './data-types.ts'
import type { DataType } from './data-type.ts'
import type { Elements } from './elements.ts'
import { mapElements, packedElements, setElements } from './elements-of.ts'
import { NotUnderstood } from './not-understood.ts'
import { listOf, textOf } from './tree.ts'

/** A set or a map of a table, by its name. Its elements are read when the first rule names it. */
export class NamedSet {
  readonly name: string
  /** Of no other set: what notes on a packet call it. */
  readonly id: string
  readonly #placed: Placed
  #failed: NotUnderstood | null = null
  #elements: Elements<true> | null = null
  readonly #maps = new Map<string, Elements<unknown>>()

  constructor(placed: Placed) {
    this.#placed = placed
    this.name = textOf(placed.object['name']) ?? ''
    this.id = JSON.stringify([placed.object['family'], placed.object['table'], this.name])
  }

  /** Types of the key that the declaration names; null: it has none (`typeof`). */
  get #declared(): readonly DataType[] | null {
    const types = listOf(this.#placed.object['type']).map((name) => (typeof name === 'string' ? DATA_TYPES.get(name) : undefined))
    return types.length > 0 && types.every((type) => type !== undefined) ? (types as readonly DataType[]) : null
  }

  /** @param types of the key that is looked up, for sets that do not name theirs. @throws {NotUnderstood} */
  set(types: readonly DataType[]): Elements<true> {
    this.#elements ??= this.#once(() =>
      this.#placed.packed ? packedElements(this.#placed.packed) : setElements(listOf(this.#placed.object['elem']), this.#declared ?? types),
    )
    return this.#elements
  }

  /** @param purpose what `datum` reads: what was read for one purpose is kept. @throws {NotUnderstood} */
  map<T>(purpose: string, types: readonly DataType[], datum: (json: NftJson | undefined) => T): Elements<T> {
    let elements = this.#maps.get(purpose)
    if (!elements)
      this.#maps.set(
        purpose,
        (elements = this.#once(() => mapElements(listOf(this.#placed.object['elem']), this.#declared ?? types, datum))),
      )
    return elements as Elements<T>
  }

  /** The keys of a set or a map, whatever they lead to. @throws {NotUnderstood} */
  keys(types: readonly DataType[]): Elements<unknown> {
    return this.#placed.object['map'] === undefined ? this.set(types) : this.map('key', types, () => true)
  }

  /** Types of what a map leads to; null: not named. */
  get data(): readonly DataType[] | null {
    const types = listOf(this.#placed.object['map']).map((name) => (typeof name === 'string' ? DATA_TYPES.get(name) : undefined))
    return types.length > 0 && types.every((type) => type !== undefined) ? (types as readonly DataType[]) : null
  }

  /** How many elements more it can take; Infinity where it has no size. */
  get room(): number {
    const size = this.#placed.object['size']
    const count = this.#placed.packed ? this.#placed.packed.ends.length / 2 : listOf(this.#placed.object['elem']).length
    return typeof size === 'number' ? size - count : Infinity
  }

  /** A set that cannot be read is not read again for each rule that names it. */
  #once<T>(read: () => T): T {
    if (this.#failed) throw this.#failed
    try {
      return read()
    } catch (error) {
      if (error instanceof NotUnderstood) this.#failed = error
      throw error
    }
  }
}
