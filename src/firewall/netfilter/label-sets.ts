/** Fits two numbers of sets into one that a double keeps exactly: a Map holds 2^24 at most. */
const MOST = 2 ** 26

/**
 * Sets of labels, each known by a number: equal sets have the same one, so that comparing and grouping them costs nothing. Big-endian Patricia
 * tries (Okasaki, Gill: Fast Mergeable Integer Maps, 1998), whose shape depends on nothing but the labels, with every node kept once. Adding or
 * removing a label makes as many nodes as there are branches on its way.
 */
export class LabelSets {
  static readonly empty = 0
  /** A set of one label is 1 + label; a branch is FIRST_BRANCH + its index in these. */
  readonly #firstBranch: number
  readonly #left: number[] = []
  readonly #right: number[] = []
  /** Where the labels of both sides differ: a power of two. */
  readonly #bit: number[] = []
  /** A label that is like those below in all that is above `bit`. */
  readonly #label: number[] = []
  readonly #known = new Map<number, number>()

  /** @param labels how many there are, from 0 on; at most 2^24 */
  constructor(labels: number) {
    this.#firstBranch = labels + 1
  }

  /** The set with the label, where it was without, and without where it was with. */
  toggle(set: number, label: number): number {
    if (set === LabelSets.empty) return label + 1
    if (set === label + 1) return LabelSets.empty
    const branch = set - this.#firstBranch
    const differs = label ^ this.#labelIn(set)
    if (branch < 0 || differs >= 2 * (this.#bit[branch] as number)) {
      const bit = 1 << (31 - Math.clz32(differs))
      return label & bit ? this.#branch(set, label + 1, bit, label) : this.#branch(label + 1, set, bit, label)
    }
    const bit = this.#bit[branch] as number
    const [left, right] = [this.#left[branch] as number, this.#right[branch] as number]
    if (label & bit) {
      const now = this.toggle(right, label)
      return now === LabelSets.empty ? left : this.#branch(left, now, bit, label)
    }
    const now = this.toggle(left, label)
    return now === LabelSets.empty ? right : this.#branch(now, right, bit, label)
  }

  /** The labels of a set, ascending. */
  labels(set: number): number[] {
    const [found, open]: [number[], number[]] = [[], set === LabelSets.empty ? [] : [set]]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const branch = next - this.#firstBranch
      if (branch < 0) found.push(next - 1)
      else open.push(this.#right[branch] as number, this.#left[branch] as number)
    }
    return found
  }

  #labelIn(set: number): number {
    return set < this.#firstBranch ? set - 1 : (this.#label[set - this.#firstBranch] as number)
  }

  #branch(left: number, right: number, bit: number, label: number): number {
    const key = left * MOST + right
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const id = this.#firstBranch + this.#left.length
    this.#left.push(left)
    this.#right.push(right)
    this.#bit.push(bit)
    this.#label.push(label)
    this.#known.set(key, id)
    return id
  }
}
