import { type Chunk, chunkAt, endAt, type Key, type RangeList, type RangeListBuilder } from './range-list.ts'

/** Goes through the ranges of a list in order, in steps that may be long. */
export class RangeCursor {
  readonly #list: RangeList
  #at = 0
  #chunk: Chunk
  #end = 0
  /** The range it stands at, or what is left of it; meaningless when `done`. */
  from: Key
  to: Key

  /** @param list not empty */
  constructor(list: RangeList) {
    this.#list = list
    this.#chunk = list[0] as Chunk
    this.from = this.#chunk[0] as Key
    this.to = this.#chunk[1] as Key
  }

  get done(): boolean {
    return this.#at >= this.#list.length
  }

  next(): void {
    this.#end += 2
    if (this.#end >= this.#chunk.length) this.#open(this.#at + 1, 0)
    else this.#read()
  }

  /** Drops what the range has below `from`, which is above its own and at most its end. */
  cut(from: Key): void {
    if (from === this.to) this.next()
    else this.from = from
  }

  /** Moves on past all ranges that begin at or below `to`, or below the end of one of them. Returns the highest end, at least `to`. */
  swallow(to: Key): Key {
    let reached = to
    this.skipBelow(reached, null)
    while (!this.done && this.from <= reached) {
      if (this.to > reached) reached = this.to
      this.next()
      this.skipBelow(reached, null)
    }
    return reached
  }

  /** Moves on to the first range that does not end below `key`, and adds those before it to `passed`. */
  skipBelow(key: Key, passed: RangeListBuilder | null): void {
    if (this.done || this.to >= key) return
    // What is left of a range that was begun.
    if (this.from !== this.#chunk[this.#end]) {
      passed?.push(this.from, this.to)
      this.next()
      if (this.done) return
    }
    if ((this.#chunk[this.#chunk.length - 1] as Key) < key) {
      if (this.#end > 0) {
        passed?.pushPart(this.#chunk, this.#end, this.#chunk.length)
        this.#at++
      }
      const at = chunkAt(this.#list, this.#at, key)
      passed?.pushChunks(this.#list, this.#at, at)
      this.#open(at, 0)
      if (this.done) return
    }
    const end = endAt(this.#chunk, this.#end, key) & ~1
    passed?.pushPart(this.#chunk, this.#end, end)
    this.#end = end
    this.#read()
  }

  /** Adds all that is left to `passed`. */
  finish(passed: RangeListBuilder): void {
    if (this.done) return
    if (this.from !== this.#chunk[this.#end]) {
      passed.push(this.from, this.to)
      this.#end += 2
    }
    if (this.#end > 0) {
      passed.pushPart(this.#chunk, this.#end, this.#chunk.length)
      this.#at++
    }
    passed.pushChunks(this.#list, this.#at, this.#list.length)
    this.#at = this.#list.length
  }

  /** Where both stand at the start of a chunk that they share: moves both on past all they share from here, and adds that to `shared`. */
  skipShared(other: RangeCursor, shared: RangeListBuilder | null): boolean {
    if (this.#chunk !== other.#chunk || this.#end > 0 || other.#end > 0) return false
    if (this.from !== this.#chunk[0] || other.from !== this.#chunk[0]) return false
    let length = 1
    while (this.#at + length < this.#list.length && this.#list[this.#at + length] === other.#list[other.#at + length]) length++
    shared?.pushChunks(this.#list, this.#at, this.#at + length)
    this.#open(this.#at + length, 0)
    other.#open(other.#at + length, 0)
    return true
  }

  #open(at: number, end: number): void {
    this.#at = at
    if (this.done) return
    this.#chunk = this.#list[at] as Chunk
    this.#end = end
    this.#read()
  }

  #read(): void {
    this.from = this.#chunk[this.#end] as Key
    this.to = this.#chunk[this.#end + 1] as Key
  }
}
