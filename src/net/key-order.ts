import type { Key } from './range-list.ts'

/** Bits of an integer that a double keeps. */
const EXACT = 53

/**
 * The indices of keys of one family, in the order of the keys; those of equal keys ascend. Doubles sort natively: so the highest bits in which
 * the keys differ go into one double with the index, and only what these bits leave undecided is sorted by comparing keys.
 */
export function orderOf(keys: ArrayLike<Key>): Float64Array {
  const indexBits = bitsOf(BigInt(keys.length))
  const places = 2 ** indexBits
  const { order, exact } = coarseKeys(keys, EXACT - indexBits)
  for (let at = 0; at < order.length; at++) order[at] = (order[at] as number) * places + at
  order.sort()
  let [start, high] = [0, -1]
  for (let at = 0; at < order.length; at++) {
    const both = order[at] as number
    const now = Math.floor(both / places)
    order[at] = both - now * places
    if (exact || now === high) continue
    settle(order.subarray(start, at), keys)
    start = at
    high = now
  }
  if (!exact) settle(order.subarray(start), keys)
  return order
}

/** The keys as integers of so many bits, in the same order; not `exact`: keys that differ may have become equal. */
function coarseKeys(keys: ArrayLike<Key>, bits: number): { readonly order: Float64Array; readonly exact: boolean } {
  const order = new Float64Array(keys.length)
  let [low, high] = [keys[0] ?? 0, keys[0] ?? 0]
  for (let at = 1; at < keys.length; at++) {
    const key = keys[at] as Key
    if (key < low) low = key
    if (key > high) high = key
  }
  const shift = Math.max(0, bitsOf(BigInt(high) - BigInt(low)) - bits)
  if (typeof low === 'number') {
    const unit = 2 ** shift
    for (let at = 0; at < keys.length; at++) order[at] = Math.floor(((keys[at] as number) - low) / unit)
  } else {
    const by = BigInt(shift)
    for (let at = 0; at < keys.length; at++) order[at] = Number(((keys[at] as bigint) - low) >> by)
  }
  return { order, exact: shift === 0 }
}

function settle(order: Float64Array, keys: ArrayLike<Key>): void {
  if (order.length < 2) return
  order.sort((a, b) => {
    const [left, right] = [keys[a] as Key, keys[b] as Key]
    return left < right ? -1 : left > right ? 1 : a - b
  })
}

function bitsOf(value: bigint): number {
  return value.toString(2).length
}
