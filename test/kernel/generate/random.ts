/** A small seeded source of randomness (splitmix32): the same seed gives the same draws on every machine. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed | 0
  }

  /** 32 random bits, as a number from 0. */
  bits(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0
    let mixed = this.#state ^ (this.#state >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a2d97)
    return (mixed ^ (mixed >>> 15)) >>> 0
  }

  /** From `first` to `last`, both of them too. */
  int(first: number, last: number): number {
    return first + (this.bits() % (last - first + 1))
  }

  /** That many random bits, at most 128. */
  big(bits: number): bigint {
    let value = 0n
    for (let drawn = 0; drawn < bits; drawn += 32) value = (value << 32n) | BigInt(this.bits())
    return value & ((1n << BigInt(bits)) - 1n)
  }

  chance(probability: number): boolean {
    return this.bits() < probability * 2 ** 32
  }

  pick<T>(from: readonly T[]): T {
    if (from.length === 0) throw new RangeError('nothing to pick from')
    return from[this.bits() % from.length] as T
  }

  /** One of the first members of the pairs, in proportion to the second. */
  weighted<T>(from: readonly (readonly [T, number])[]): T {
    let left = (this.bits() / 2 ** 32) * from.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [what, weight] of from) {
      left -= weight
      if (left < 0) return what
    }
    throw new RangeError('no weights to choose by')
  }

  shuffle<T>(of: readonly T[]): T[] {
    const order = [...of]
    for (let at = order.length - 1; at > 0; at--) {
      const other = this.int(0, at)
      ;[order[at], order[other]] = [order[other] as T, order[at] as T]
    }
    return order
  }

  /** `count` different members, or all where there are fewer, in random order. */
  sample<T>(from: readonly T[], count: number): T[] {
    return this.shuffle(from).slice(0, count)
  }
}
