import type { AddressSet, Key } from '../../net/address-set.ts'
import { orderOf } from '../../net/key-order.ts'

interface Ends {
  readonly keys: Float64Array | Key[]
  /** The index of the set of each. */
  readonly owners: Int32Array
}

/**
 * The ends of sets of one family together, in order. Each set is sorted already, and most are small and apart from each other: those follow each
 * other as one run. Runs are merged with their neighbours until two are left, which are merged as they are asked for.
 */
export class MergedEnds {
  readonly #ends: Ends
  #left = 0
  readonly #middle: number
  #right: number
  /** The end that was come to, and the index of its set. */
  key: Key = 0
  owner = -1

  constructor(family: 4 | 6, sets: readonly AddressSet[]) {
    const all = empty(
      family,
      sets.reduce((sum, set) => sum + 2 * set.rangeCount, 0),
    )
    const { ends, bounds } = inTwoRuns(all, filled(all, sets))
    this.#ends = ends
    this.#middle = bounds[1] ?? 0
    this.#right = this.#middle
  }

  /** Comes to the next end; false: there is none. */
  next(): boolean {
    const { keys, owners } = this.#ends
    if (this.#left >= this.#middle && this.#right >= owners.length) return false
    const takesLeft = this.#right >= owners.length || (this.#left < this.#middle && (keys[this.#left] as Key) <= (keys[this.#right] as Key))
    const at = takesLeft ? this.#left++ : this.#right++
    this.key = keys[at] as Key
    this.owner = owners[at] as number
    return true
  }
}

function empty(family: 4 | 6, length: number): Ends {
  return { keys: family === 4 ? new Float64Array(length) : Array.from<Key>({ length }), owners: new Int32Array(length) }
}

/** Writes the ends of the sets down, by their lowest. Returns where runs begin, and the end of the last one. */
function filled({ keys, owners }: Ends, sets: readonly AddressSet[]): readonly number[] {
  const some: number[] = []
  for (const [owner, set] of sets.entries()) if (!set.isEmpty) some.push(owner)
  const bounds = [0]
  let end = 0
  for (const index of orderOf(some.map((owner) => sets[owner]?.lowest as Key))) {
    const owner = some[index] as number
    const start = end
    end = (sets[owner] as AddressSet).writeEnds(keys, start)
    for (let at = start; at < end; at++) owners[at] = owner
    if (start > 0 && (keys[start] as Key) < (keys[start - 1] as Key)) bounds.push(start)
  }
  if (end > 0) bounds.push(end)
  return bounds
}

function inTwoRuns(all: Ends, starts: readonly number[]): { readonly ends: Ends; readonly bounds: readonly number[] } {
  let [ends, bounds] = [all, starts]
  let other: Ends | null = null
  while (bounds.length > 3) {
    other ??= empty(typeof ends.keys[0] === 'number' ? 4 : 6, ends.owners.length)
    const merged = [0]
    for (let at = 0; at + 1 < bounds.length; at += 2) {
      const middle = bounds[at + 1] as number
      const end = bounds[at + 2] ?? middle
      merge(ends, other, bounds[at] as number, middle, end)
      merged.push(end)
    }
    bounds = merged
    ;[ends, other] = [other, ends]
  }
  return { ends, bounds }
}

/** Merges `from` at `start` to before `middle` with what is at `middle` to before `end`. */
function merge(from: Ends, to: Ends, start: number, middle: number, end: number): void {
  let [left, right] = [start, middle]
  for (let at = start; at < end; at++) {
    const source = right >= end || (left < middle && (from.keys[left] as Key) <= (from.keys[right] as Key)) ? left++ : right++
    to.keys[at] = from.keys[source] as Key
    to.owners[at] = from.owners[source] as number
  }
}
