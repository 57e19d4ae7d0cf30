import { AddressSet, type Key } from '../../net/address-set.ts'
import { LabelSets } from './label-sets.ts'
import { type MergedEnds, mergeEnds } from './merged-ends.ts'

/** Remote ends that lie in the same sets. */
export interface Group {
  readonly remotes: AddressSet
  /** The indices of these sets, ascending. Listed anew at each reading. */
  readonly labels: readonly number[]
}

/**
 * Divides a set by others that overlap as they like: a group for each list of sets that some address lies in, by their lowest address. Whoever
 * is in none is a group without labels. Near linear in the ends of the sets: they are merged and passed once.
 */
export function overlay(universe: AddressSet, sets: readonly AddressSet[]): readonly Group[] {
  const { family } = universe
  const all = sets.map((set) => (set.family === family ? set : AddressSet.none(family)))
  return new Sweep(mergeEnds(family, [...all, universe]), all.length).groups(family)
}

const [OUT, IN, ENDS] = [0, 1, 2]

/** Goes over all ends, from the lowest to the highest. */
class Sweep {
  readonly #ends: MergedEnds
  /** The number of the universe among the sets: the last one. */
  readonly #universe: number
  readonly #known: LabelSets
  /** Of each set: OUT, IN, or ENDS, which is in until here. */
  readonly #state: Uint8Array
  /** Sets are numbered as they come: those that go on for long are then neighbours, and what begins among them costs one branch. */
  readonly #places: Int32Array
  readonly #setAt: number[] = []
  /** The sets that it is in. */
  #now = LabelSets.empty

  constructor(ends: MergedEnds, universe: number) {
    this.#ends = ends
    this.#universe = universe
    this.#known = new LabelSets(universe)
    this.#state = new Uint8Array(universe + 1)
    this.#places = new Int32Array(universe).fill(-1)
  }

  groups(family: 4 | 6): readonly Group[] {
    const { keys } = this.#ends
    const groups = new Map<number, Key[]>()
    let at = this.#cross(0)
    while (at < keys.length) {
      const [key, set] = [keys[at - 1] as Key, this.#now]
      const inside = this.#state[this.#universe] === IN
      const next = keys[at] as Key
      at = this.#cross(at)
      if (!inside) continue
      const ends = groups.get(set)
      if (!ends) groups.set(set, [key, next])
      else if (ends[ends.length - 1] === key) ends[ends.length - 1] = next
      else ends.push(key, next)
    }
    return [...groups].map(([set, ends]) => new SweptGroup(AddressSet.fromEnds(family, ends), this, set))
  }

  /** The sets of a number that `groups` came by, ascending. */
  labelsOf(set: number): readonly number[] {
    const labels = this.#known.labels(set).map((place) => this.#setAt[place] as number)
    return labels.length < 2 ? labels : labels.toSorted((a, b) => a - b)
  }

  /** Passes all ends at the key of this one. Sets end before others begin, so that those which follow each other do not seem to overlap. */
  #cross(start: number): number {
    const { keys, owners } = this.#ends
    let end = start
    for (; end < keys.length && keys[end] === keys[start]; end++) {
      const owner = owners[end] as number
      if (this.#state[owner] === IN) {
        this.#toggle(owner)
        this.#state[owner] = ENDS
      }
    }
    for (let at = start; at < end; at++) {
      const owner = owners[at] as number
      if (this.#state[owner] === ENDS) this.#state[owner] = OUT
      else {
        this.#toggle(owner)
        this.#state[owner] = IN
      }
    }
    return end
  }

  #toggle(owner: number): void {
    if (owner === this.#universe) return
    if (this.#places[owner] === -1) this.#places[owner] = this.#setAt.push(owner) - 1
    this.#now = this.#known.toggle(this.#now, this.#places[owner] as number)
  }
}

class SweptGroup implements Group {
  readonly remotes: AddressSet
  readonly #sweep: Sweep
  readonly #set: number

  constructor(remotes: AddressSet, sweep: Sweep, set: number) {
    this.remotes = remotes
    this.#sweep = sweep
    this.#set = set
  }

  get labels(): readonly number[] {
    return this.#sweep.labelsOf(this.#set)
  }
}
