import { orderOf } from './key-order.ts'
import { type Key, type RangeList, RangeListBuilder } from './range-list.ts'

/** The list of half-open ranges `[from, to, from, to, …]` that may overlap, in any order; empty ones are left out. */
export function inOrder(ends: ArrayLike<Key>): RangeList {
  const count = ends.length >>> 1
  if (count === 1) return (ends[0] as Key) < (ends[1] as Key) ? [[ends[0] as Key, ends[1] as Key]] : []
  const order = areSorted(ends) ? null : orderOf(everySecond(ends))
  const list = new RangeListBuilder()
  let open: { from: Key; to: Key } | null = null
  for (let at = 0; at < count; at++) {
    const index = 2 * (order ? (order[at] as number) : at)
    const [from, to] = [ends[index] as Key, ends[index + 1] as Key]
    if (from >= to) continue
    if (open === null) open = { from, to }
    else if (from > open.to) {
      list.push(open.from, open.to)
      open.from = from
      open.to = to
    } else if (to > open.to) open.to = to
  }
  if (open) list.push(open.from, open.to)
  return list.finish()
}

function areSorted(ends: ArrayLike<Key>): boolean {
  for (let at = 2; at < ends.length; at += 2) if ((ends[at] as Key) < (ends[at - 2] as Key)) return false
  return true
}

function everySecond(ends: ArrayLike<Key>): ArrayLike<Key> {
  const length = ends.length >>> 1
  if (typeof ends[0] !== 'number') return Array.from({ length }, (_, at) => ends[2 * at] as Key)
  const keys = new Float64Array(length)
  for (let at = 0; at < length; at++) keys[at] = ends[2 * at] as number
  return keys
}
