import { type Key, type RangeList, RangeListBuilder } from './range-list.ts'

/** The list of half-open ranges `[from, to, from, to, …]` that may overlap, in any order; empty ones are left out. */
export function inOrder(ends: ArrayLike<Key>): RangeList {
  const pairs = ends.length >>> 1
  if (typeof ends[0] !== 'number') {
    const [froms, tos]: [bigint[], bigint[]] = [[], []]
    for (let at = 0; at < pairs; at++) {
      const [from, to] = [ends[2 * at] as bigint, ends[2 * at + 1] as bigint]
      if (from >= to) continue
      froms.push(from)
      tos.push(to)
    }
    return joined(sorted(froms), sorted(tos), froms.length)
  }
  const [froms, tos] = [new Float64Array(pairs), new Float64Array(pairs)]
  let count = 0
  for (let at = 0; at < pairs; at++) {
    const [from, to] = [ends[2 * at] as number, ends[2 * at + 1] as number]
    if (from >= to) continue
    froms[count] = from
    tos[count++] = to
  }
  return joined(sorted(froms.subarray(0, count)), sorted(tos.subarray(0, count)), count)
}

function sorted(keys: bigint[] | Float64Array): ArrayLike<Key> {
  let at = 1
  while (at < keys.length && (keys[at - 1] as Key) <= (keys[at] as Key)) at++
  if (at >= keys.length) return keys
  return keys instanceof Float64Array ? keys.toSorted() : keys.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
}

/**
 * Starts and ends are sorted apart: a range of the result ends where as many ranges have ended as have begun, whichever they were.
 */
function joined(froms: ArrayLike<Key>, tos: ArrayLike<Key>, count: number): RangeList {
  const list = new RangeListBuilder()
  let begun = 0
  for (let at = 0; at < count; at++) {
    if (at + 1 < count && (froms[at + 1] as Key) <= (tos[at] as Key)) continue
    list.push(froms[begun] as Key, tos[at] as Key)
    begun = at + 1
  }
  return list.finish()
}
