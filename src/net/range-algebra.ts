import { RangeCursor } from './range-cursor.ts'
import {
  type Chunk,
  chunkAbove,
  chunkAt,
  endAbove,
  endAt,
  type Key,
  LONGEST_CHUNK,
  type RangeList,
  RangeListBuilder,
} from './range-list.ts'

/** The ranges of both lists; one of these lists itself where it is the union. */
export function unite(left: RangeList, right: RangeList): RangeList {
  if (left.length === 0) return right
  if (right.length === 0 || left === right) return left
  const united = uniteInOneChunk(left, right) ?? uniteInOneChunk(right, left)
  if (united) return united
  const merged = uniteByMerge(left, right)
  return equal(merged, left) ? left : equal(merged, right) ? right : merged
}

/** The second list is one range, which lies within one chunk of the first or beside it: then only that is copied. Null where it does not. */
function uniteInOneChunk(list: RangeList, more: RangeList): RangeList | null {
  if (more.length > 1 || more[0]?.length !== 2) return null
  const [from, to] = more[0] as [Key, Key]
  const at = Math.min(chunkAt(list, 0, from), list.length - 1)
  const chunk = list[at] as Chunk
  const next = list[at + 1]?.[0]
  if (next !== undefined && next <= to) return null
  // From `first` to before `beyond`: the ends that the range swallows. Where the index is odd, a range of the list goes on there.
  const first = endAt(chunk, 0, from)
  const beyond = endAbove(chunk, to)
  const edges: Key[] = []
  if (first % 2 === 0) edges.push(from)
  if (beyond % 2 === 0) edges.push(to)
  if (beyond - first === edges.length && edges.every((edge, index) => edge === chunk[first + index])) return list
  const united = chunk.toSpliced(first, beyond - first, ...edges)
  if (edges.length === 2 && united.length === 2 && list.length === 1) return more
  return united.length > LONGEST_CHUNK ? null : list.with(at, united)
}

function uniteByMerge(left: RangeList, right: RangeList): RangeList {
  const [mine, theirs, all] = [new RangeCursor(left), new RangeCursor(right), new RangeListBuilder()]
  while (!mine.done && !theirs.done) {
    if (mine.skipShared(theirs, all)) continue
    mine.skipBelow(theirs.from, all)
    if (mine.done) break
    theirs.skipBelow(mine.from, all)
    if (theirs.done || mine.to < theirs.from) continue
    // They touch or overlap: one range, which swallows what it touches.
    const from = mine.from < theirs.from ? mine.from : theirs.from
    let to = mine.to
    for (let reached = mine.swallow(theirs.swallow(to)); reached > to; reached = mine.swallow(theirs.swallow(to))) to = reached
    all.push(from, to)
  }
  mine.finish(all)
  theirs.finish(all)
  return all.finish()
}

export interface Division {
  readonly common: RangeList
  readonly rest: RangeList
}

/** What of the first list is in the second, and what is not; where that is one of these lists, it is the list itself. */
export function divide(list: RangeList, by: RangeList): Division {
  if (!meet(list, by)) return { common: [], rest: list }
  if (isWithin(list, by)) return { common: list, rest: [] }
  const division = divideInOneChunk(list, by)
  if (division) return division
  const { common, rest } = divideByMerge(list, by)
  if (common.length === 0 || rest.length === 0) return common.length === 0 ? { common, rest: list } : { common: list, rest }
  return { common: equal(common, by) ? by : common, rest }
}

/** Most rules name one range, which mostly lies within one chunk of the list: then only that is copied. Null where it does not. */
function divideInOneChunk(list: RangeList, by: RangeList): Division | null {
  if (by.length > 1 || by[0]?.length !== 2) return null
  const [from, to] = by[0] as [Key, Key]
  const at = chunkAbove(list, from)
  const chunk = list[at] as Chunk
  if ((chunk[chunk.length - 1] as Key) < to) return null
  // From `first` to before `beyond`: the ends within the range. Where the index is odd, the list goes on there.
  const first = endAbove(chunk, from)
  const beyond = endAt(chunk, first, to)
  const [begun, unended] = [first % 2 === 1, beyond % 2 === 1]
  if (first === beyond && !begun) return { common: [], rest: list }
  const low = begun && chunk[first - 1] === from ? first - 1 : first
  const high = unended && chunk[beyond] === to ? beyond + 1 : beyond
  const edges: Key[] = []
  if (begun && low === first) edges.push(from)
  if (unended && high === beyond) edges.push(to)
  const rest = chunk.toSpliced(low, high - low, ...edges)
  if (rest.length === 0 || rest.length > LONGEST_CHUNK) return null
  if (begun && first === beyond) return { common: by, rest: list.with(at, rest) }
  const common = chunk.slice(first, beyond)
  if (begun) common.unshift(from)
  if (unended) common.push(to)
  const isAll = common.length === 2 && common[0] === from && common[1] === to
  return { common: isAll ? by : [common], rest: list.with(at, rest) }
}

function divideByMerge(list: RangeList, by: RangeList): Division {
  const [mine, theirs] = [new RangeCursor(list), new RangeCursor(by)]
  const [common, rest] = [new RangeListBuilder(), new RangeListBuilder()]
  while (!mine.done && !theirs.done) {
    if (mine.skipShared(theirs, common)) continue
    theirs.skipBelow(mine.from, null)
    if (theirs.done) break
    mine.skipBelow(theirs.from, rest)
    if (mine.done) break
    if (mine.from < theirs.from) {
      rest.push(mine.from, theirs.from)
      mine.cut(theirs.from)
    }
    mine.skipBelow(theirs.to, common)
    if (mine.done) break
    if (mine.from < theirs.to) {
      common.push(mine.from, theirs.to)
      mine.cut(theirs.to)
    }
    theirs.next()
  }
  mine.finish(rest)
  return { common: common.finish(), rest: rest.finish() }
}

/** Whether both lists are the same ranges. */
export function equal(left: RangeList, right: RangeList): boolean {
  if (left === right) return true
  if (left.length === 0 || right.length === 0) return left.length === right.length
  if (left[0]?.[0] !== right[0]?.[0] || highestEnd(left) !== highestEnd(right)) return false
  const [mine, theirs] = [new RangeCursor(left), new RangeCursor(right)]
  while (!mine.done && !theirs.done) {
    if (mine.skipShared(theirs, null)) continue
    if (mine.from !== theirs.from || mine.to !== theirs.to) return false
    mine.next()
    theirs.next()
  }
  return mine.done && theirs.done
}

/** Whether the spans of two lists overlap. */
function meet(left: RangeList, right: RangeList): boolean {
  if (left.length === 0 || right.length === 0) return false
  return (left[0]?.[0] as Key) < highestEnd(right) && (right[0]?.[0] as Key) < highestEnd(left)
}

/** Whether the second list is one range that spans the first. */
function isWithin(list: RangeList, by: RangeList): boolean {
  const [range, more] = by
  return !more && range?.length === 2 && (range[0] as Key) <= (list[0]?.[0] as Key) && (range[1] as Key) >= highestEnd(list)
}

function highestEnd(list: RangeList): Key {
  const chunk = list[list.length - 1] as Chunk
  return chunk[chunk.length - 1] as Key
}
