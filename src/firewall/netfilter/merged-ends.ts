import type { AddressSet, Key } from '../../net/address-set.ts'

/** Ends of sets, in order, and whose they are. */
export interface MergedEnds {
  readonly keys: ArrayLike<Key>
  /** The index of the set of each. */
  readonly owners: Int32Array
}

interface Buffers {
  readonly keys: Float64Array | Key[]
  readonly owners: Int32Array
}

/** The ends of sets of one family together, in order: each is sorted already, so neighbours are merged until one is left. */
export function mergeEnds(family: 4 | 6, sets: readonly AddressSet[]): MergedEnds {
  const runs = sets.map((set) => set.ends())
  const length = runs.reduce((sum, run) => sum + run.length, 0)
  let [from, to] = [buffers(family, length), buffers(family, length)]
  let bounds = [0]
  let filled = 0
  for (const [owner, run] of runs.entries()) {
    if (run.length === 0) continue
    from.owners.fill(owner, filled, filled + run.length)
    for (const key of run) from.keys[filled++] = key
    bounds.push(filled)
  }
  while (bounds.length > 2) {
    const merged = [0]
    for (let at = 0; at + 1 < bounds.length; at += 2) {
      const end = bounds[at + 2] ?? (bounds[at + 1] as number)
      merge(from, to, bounds[at] as number, bounds[at + 1] as number, end)
      merged.push(end)
    }
    bounds = merged
    ;[from, to] = [to, from]
  }
  return from
}

function buffers(family: 4 | 6, length: number): Buffers {
  return { keys: family === 4 ? new Float64Array(length) : Array.from<Key>({ length }), owners: new Int32Array(length) }
}

/** Merges `from` at `start` to before `middle` with what is at `middle` to before `end`. */
function merge(from: Buffers, to: Buffers, start: number, middle: number, end: number): void {
  let [left, right] = [start, middle]
  for (let at = start; at < end; at++) {
    const source = right >= end || (left < middle && (from.keys[left] as Key) <= (from.keys[right] as Key)) ? left++ : right++
    to.keys[at] = from.keys[source] as Key
    to.owners[at] = from.owners[source] as number
  }
}
