import { AddressSet, type Key } from '../../net/address-set.ts'

export interface Group {
  readonly remotes: AddressSet
  /** Indexes of the sets that hold them, ascending. */
  readonly labels: readonly number[]
}

/** The partition of a universe by the sets that hold its addresses. */
export function overlay(universe: AddressSet, sets: readonly AddressSet[]): readonly Group[] {
  const events: [Key, number][] = []
  for (const [label, set] of sets.entries()) for (const end of set.intersect(universe).ends()) events.push([end, label])
  for (const end of universe.ends()) events.push([end, -1])
  events.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  const inside = new Set<number>()
  const groups = new Map<string, { labels: number[]; ends: Key[] }>()
  for (let at = 0; at < events.length;) {
    const [from] = events[at] as [Key, number]
    for (; at < events.length && (events[at] as [Key, number])[0] === from; at++) {
      const [, label] = events[at] as [Key, number]
      if (!inside.delete(label)) inside.add(label)
    }
    if (!inside.has(-1)) continue
    const labels = [...inside].filter((label) => label >= 0).sort((a, b) => a - b)
    const key = labels.join()
    const group = groups.get(key) ?? { labels, ends: [] }
    groups.set(key, group)
    group.ends.push(from, (events[at] as [Key, number])[0])
  }
  return [...groups.values()].map(({ labels, ends }) => ({ labels, remotes: AddressSet.fromEnds(universe.family, ends) }))
}
