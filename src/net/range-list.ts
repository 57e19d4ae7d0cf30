/**
 * The number of an address as sets keep it: a `number` for IPv4 (0 to 2^32 - 1), a `bigint` for IPv6. The ends of half-open ranges go up to
 * 2^32 and 2^128.
 */
export type Key = number | bigint

/**
 * Half-open ranges as sorted ends `[from, to, from, to, …]`, the ranges apart from each other, cut into chunks of whole ranges. No chunk is empty
 * and none is ever changed, so lists share them: an edit copies one or two chunks, and the list of chunks.
 */
export type RangeList = readonly Chunk[]
export type Chunk = readonly Key[]

/** Ends of a chunk as it is made. */
const CHUNK = 256
export const LONGEST_CHUNK = 2 * CHUNK

/** Builds a list from ranges that come in order and apart from each other. */
export class RangeListBuilder {
  #list: Chunk[] = []
  #open: Key[] = []

  push(from: Key, to: Key): void {
    this.#open.push(from, to)
    if (this.#open.length >= LONGEST_CHUNK) this.#close()
  }

  /** The ends of a chunk from `start` to before `end`, both even. */
  pushPart(chunk: Chunk, start: number, end: number): void {
    if (this.#open.length === 0) this.#open = chunk.slice(start, end)
    else for (let at = start; at < end; at++) this.#open.push(chunk[at] as Key)
    if (this.#open.length >= LONGEST_CHUNK) this.#close()
  }

  /** Whole chunks, shared. */
  pushChunks(list: RangeList, start: number, end: number): void {
    if (start === end) return
    this.#close()
    if (this.#list.length === 0) {
      this.#list = list.slice(start, end)
      return
    }
    this.#add(list[start] as Chunk)
    this.#list = this.#list.concat(list.slice(start + 1, end))
  }

  finish(): RangeList {
    this.#close()
    return this.#list
  }

  #close(): void {
    const { length } = this.#open
    if (length === 0) return
    const half = length > 1.5 * CHUNK ? (length >>> 2) * 2 : length
    this.#add(this.#open.slice(0, half))
    if (half < length) this.#list.push(this.#open.slice(half))
    this.#open = []
  }

  /** Small neighbours become one chunk, so that a list does not fall to pieces. */
  #add(chunk: Chunk): void {
    const last = this.#list.at(-1)
    if (last && last.length + chunk.length <= CHUNK / 2) this.#list[this.#list.length - 1] = last.concat(chunk)
    else this.#list.push(chunk)
  }
}

/** The index of the first chunk from `start` on whose last end is not below `key`; the length of the list where there is none. */
export function chunkAt(list: RangeList, start: number, key: Key): number {
  let [low, high] = [start, list.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const chunk = list[middle] as Chunk
    if ((chunk[chunk.length - 1] as Key) < key) low = middle + 1
    else high = middle
  }
  return low
}

/** The same for the first chunk whose last end is above `key`. */
export function chunkAbove(list: RangeList, key: Key): number {
  const at = chunkAt(list, 0, key)
  return list[at]?.at(-1) === key ? at + 1 : at
}

/** The index of the first end in a chunk, from `start` on, that is not below `key`; the length of the chunk where there is none. */
export function endAt(chunk: Chunk, start: number, key: Key): number {
  let [low, high] = [start, chunk.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((chunk[middle] as Key) < key) low = middle + 1
    else high = middle
  }
  return low
}

/** The same for the first end above `key`. */
export function endAbove(chunk: Chunk, key: Key): number {
  const at = endAt(chunk, 0, key)
  return chunk[at] === key ? at + 1 : at
}
