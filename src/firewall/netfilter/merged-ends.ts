import type { AddressSet, Key } from '../../net/address-set.ts'
import { orderOf } from '../../net/key-order.ts'

/** Ends of sets, in order, and whose they are. */
export interface MergedEnds {
  readonly keys: Keys
  /** The index of the set of each. */
  readonly owners: Int32Array
}

type Keys = Float64Array | Key[]

/**
 * The ends of sets of one family together, in order. Each set is sorted already, and most are small and apart from each other: those follow each
 * other as one run, and runs are merged with their neighbours until one is left.
 */
export function mergeEnds(family: 4 | 6, sets: readonly AddressSet[]): MergedEnds {
  const owners = sets.flatMap((set, owner) => (set.isEmpty ? [] : [owner]))
  const order = orderOf(owners.map((owner) => sets[owner]?.lowest as Key))
  const length = sets.reduce((sum, set) => sum + 2 * set.rangeCount, 0)
  let [from, to] = [empty(family, length), empty(family, length)]
  let bounds = [0]
  let filled = 0
  for (const index of order) {
    const owner = owners[index] as number
    const start = filled
    filled = (sets[owner] as AddressSet).writeEnds(from.keys, start)
    from.owners.fill(owner, start, filled)
    if (start > 0 && (from.keys[start] as Key) < (from.keys[start - 1] as Key)) bounds.push(start)
  }
  bounds.push(filled)
  while (bounds.length > 2) {
    const merged = [0]
    for (let at = 0; at + 1 < bounds.length; at += 2) {
      const middle = bounds[at + 1] as number
      const end = bounds[at + 2] ?? middle
      merge(from, to, bounds[at] as number, middle, end)
      merged.push(end)
    }
    bounds = merged
    ;[from, to] = [to, from]
  }
  return from
}

function empty(family: 4 | 6, length: number): MergedEnds {
  return { keys: family === 4 ? new Float64Array(length) : Array.from<Key>({ length }), owners: new Int32Array(length) }
}

/** Merges `from` at `start` to before `middle` with what is at `middle` to before `end`. */
function merge(from: MergedEnds, to: MergedEnds, start: number, middle: number, end: number): void {
  let [left, right] = [start, middle]
  for (let at = start; at < end; at++) {
    const source = right >= end || (left < middle && (from.keys[left] as Key) <= (from.keys[right] as Key)) ? left++ : right++
    to.keys[at] = from.keys[source] as Key
    to.owners[at] = from.owners[source] as number
  }
}
