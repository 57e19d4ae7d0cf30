import { AddressSet, type Key } from '../../net/address-set.ts'
import { LabelSets } from './label-sets.ts'
import { mergeEnds } from './merged-ends.ts'

/** Remote ends that lie in the same sets. */
export interface Group {
  readonly remotes: AddressSet
  /** The indices of these sets, ascending. Listed anew at each reading. */
  readonly labels: readonly number[]
}

/**
 * Divides a set by others that overlap as they like: a group for each list of sets that some address lies in, by their lowest address. Whoever
 * is in none is a group without labels. Near linear in the ends of the sets: they are sorted and passed once.
 */
export function overlay(universe: AddressSet, sets: readonly AddressSet[]): readonly Group[] {
  const { keys, owners } = mergeEnds(universe.family, [
    ...sets.map((set) => (set.family === universe.family ? set : AddressSet.none(universe.family))),
    universe,
  ])
  const known = new LabelSets(sets.length)
  // Sets are numbered as they come: those that go on for long are then neighbours, and what begins among them costs one branch.
  const places = new Int32Array(sets.length).fill(-1)
  const labelAt: number[] = []
  const ends = new Map<number, Key[]>()
  let [now, inside] = [LabelSets.empty, false]
  for (let at = 0; at + 1 < keys.length; at++) {
    const label = owners[at] as number
    if (label === sets.length) inside = !inside
    else {
      if (places[label] === -1) places[label] = labelAt.push(label) - 1
      now = known.toggle(now, places[label] as number)
    }
    const [key, next] = [keys[at] as Key, keys[at + 1] as Key]
    if (!inside || next === key) continue
    const found = ends.get(now)
    if (!found) ends.set(now, [key, next])
    else if (found[found.length - 1] === key) found[found.length - 1] = next
    else found.push(key, next)
  }
  return [...ends].map(([set, group]) => ({
    remotes: AddressSet.fromEnds(universe.family, group),
    get labels(): readonly number[] {
      return known
        .labels(set)
        .map((place) => labelAt[place] as number)
        .toSorted((a, b) => a - b)
    },
  }))
}
