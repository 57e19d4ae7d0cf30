import { AddressSet, type Key } from '../../net/address-set.ts'
import { orderOf } from '../../net/key-order.ts'
import { LabelSets } from './label-sets.ts'

/** Remote ends that lie in the same sets. */
export interface Group {
  readonly remotes: AddressSet
  /** The indices of these sets, ascending. Listed anew at each reading. */
  readonly labels: readonly number[]
}

const UNIVERSE = -1

/**
 * Divides a set by others that overlap as they like: a group for each list of sets that some address lies in, by their lowest address. Whoever
 * is in none is a group without labels. Near linear in the ends of the sets: they are sorted and passed once.
 */
export function overlay(universe: AddressSet, sets: readonly AddressSet[]): readonly Group[] {
  const { keys, labels } = endsOf(universe, sets)
  const order = orderOf(keys)
  const known = new LabelSets(sets.length)
  // Sets are numbered as they come: those that go on for long are then neighbours, and what begins among them costs one branch.
  const places = new Int32Array(sets.length).fill(-1)
  const labelAt: number[] = []
  const ends = new Map<number, Key[]>()
  let [now, inside] = [LabelSets.empty, false]
  for (let at = 0; at < order.length; at++) {
    const index = order[at] as number
    const label = labels[index] as number
    if (label === UNIVERSE) inside = !inside
    else {
      if (places[label] === -1) places[label] = labelAt.push(label) - 1
      now = known.toggle(now, places[label] as number)
    }
    const next = at + 1 < order.length ? (keys[order[at + 1] as number] as Key) : null
    const key = keys[index] as Key
    if (!inside || next === null || next === key) continue
    const found = ends.get(now)
    if (!found) ends.set(now, [key, next])
    else if (found.at(-1) === key) found[found.length - 1] = next
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

/** All ends of all sets, and whose they are. */
function endsOf(universe: AddressSet, sets: readonly AddressSet[]): { readonly keys: ArrayLike<Key>; readonly labels: Int32Array } {
  const all = sets.flatMap((set, label) => (set.family === universe.family && !set.isEmpty ? [{ label, ends: set.ends() }] : []))
  all.push({ label: UNIVERSE, ends: universe.ends() })
  const labels = new Int32Array(all.reduce((sum, { ends }) => sum + ends.length, 0))
  const keys = universe.family === 4 ? new Float64Array(labels.length) : Array.from<Key>({ length: labels.length })
  let at = 0
  for (const { label, ends } of all) {
    labels.fill(label, at, at + ends.length)
    for (const end of ends) keys[at++] = end
  }
  return { keys, labels }
}
