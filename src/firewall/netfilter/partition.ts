import { AddressSet, type Key } from '../../net/address-set.ts'
import { RangeListBuilder } from '../../net/range-list.ts'
import { LabelSets } from './label-sets.ts'
import { MergedEnds } from './merged-ends.ts'

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
  const within = sets.map((set) => set.intersect(universe))
  const sweep = new Sweep(universe.family, within)
  const { some, gaps } = sweep.segments()
  const groups = some.map(({ set, remotes }): Group => new SweptGroup(remotes, sweep, set))
  const rest = gaps.intersect(universe)
  if (rest.isEmpty) return groups
  const before = groups.findIndex(({ remotes }) => (remotes.lowest as Key) > (rest.lowest as Key))
  return groups.toSpliced(before < 0 ? groups.length : before, 0, new SweptGroup(rest, sweep, LabelSets.empty))
}

/** Ranges that come in order, of which one may touch the next. Most groups have but one. */
class Ranges {
  #from: Key
  #to: Key
  #more: RangeListBuilder | null = null

  constructor(from: Key, to: Key) {
    this.#from = from
    this.#to = to
  }

  push(from: Key, to: Key): void {
    if (from !== this.#to) {
      this.#more ??= new RangeListBuilder()
      this.#more.push(this.#from, this.#to)
      this.#from = from
    }
    this.#to = to
  }

  finish(family: 4 | 6): AddressSet {
    this.#more?.push(this.#from, this.#to)
    return AddressSet.fromList(family, this.#more?.finish() ?? [[this.#from, this.#to]])
  }
}

/** Goes over the ends of all sets, from the lowest to the highest. */
class Sweep {
  readonly #family: 4 | 6
  readonly #ends: MergedEnds
  readonly #known: LabelSets
  /** Of each set: whether it is in there. */
  readonly #inside: Uint8Array
  /** Sets are numbered as they come: those that go on for long are then neighbours, and what begins among them costs one branch. */
  readonly #places: Int32Array
  readonly #setAt: number[] = []
  /** The sets that begin here; for one step only. */
  readonly #begun: number[] = []
  /** The sets that it is in. */
  #now = LabelSets.empty

  /** @param sets of the family, or empty */
  constructor(family: 4 | 6, sets: readonly AddressSet[]) {
    this.#family = family
    this.#ends = new MergedEnds(family, sets)
    this.#known = new LabelSets(sets.length)
    this.#inside = new Uint8Array(sets.length)
    this.#places = new Int32Array(sets.length).fill(-1)
  }

  /** What lies in the same sets, and what lies in none. Once. */
  segments(): { readonly some: readonly { readonly set: number; readonly remotes: AddressSet }[]; readonly gaps: AddressSet } {
    const ends = this.#ends
    const found = new Map<number, Ranges>()
    const [start, end] = AddressSet.all(this.#family).ends() as [Key, Key]
    let from = start
    for (let more = ends.next(); more;) {
      const { key } = ends
      if (from !== key) this.#add(found, from, key)
      from = key
      more = this.#cross()
    }
    if (from !== end) this.#add(found, from, end)
    const gaps = found.get(LabelSets.empty)?.finish(this.#family) ?? AddressSet.none(this.#family)
    found.delete(LabelSets.empty)
    return { some: [...found].map(([set, ranges]) => ({ set, remotes: ranges.finish(this.#family) })), gaps }
  }

  /** The sets of a number that `segments` came by, ascending. */
  labelsOf(set: number): readonly number[] {
    const labels = this.#known.labels(set)
    for (let at = 0; at < labels.length; at++) labels[at] = this.#setAt[labels[at] as number] as number
    return labels.length < 2 ? labels : labels.toSorted((a, b) => a - b)
  }

  #add(found: Map<number, Ranges>, from: Key, to: Key): void {
    const ranges = found.get(this.#now)
    if (ranges) ranges.push(from, to)
    else found.set(this.#now, new Ranges(from, to))
  }

  /** Passes all ends at this key. Sets end before others begin, so that those which follow each other do not seem to overlap. False: these are the last. */
  #cross(): boolean {
    const ends = this.#ends
    const { key } = ends
    const begun = this.#begun
    let more = true
    for (; more && ends.key === key; more = ends.next()) {
      if (this.#inside[ends.owner]) this.#toggle(ends.owner)
      else begun.push(ends.owner)
    }
    for (const owner of begun) this.#toggle(owner)
    begun.length = 0
    return more
  }

  #toggle(owner: number): void {
    this.#inside[owner] = this.#inside[owner] ? 0 : 1
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
