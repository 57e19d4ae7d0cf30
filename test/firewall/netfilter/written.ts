import type { Ending, Region, RuleRef } from '../../../src/firewall/region.ts'
import type { AddressSet } from '../../../src/net/address-set.ts'
import { formatRange } from '../../../src/net/address-set.ts'

/** How a rule is named where partitions are compared; null: not at all. */
export type Name = (by: RuleRef) => string | null

/** The same in every form of a dump. */
export const byIndex: Name = ({ table, chain, index }) => `${table} ${chain} ${index}`

/** The same before and after other rules were added. */
export const byText: Name = ({ table, chain, index, text }) => `${table} ${chain} ${index === 0 ? 'policy' : text}`

/** Every possible ending once. */
export function ended(endings: readonly Ending[], name: Name): string[] {
  const words = endings.map(({ verdict, by, at }) => [verdict, name(by), at].filter((word) => word !== null).join(' '))
  return [...new Set(words)].toSorted()
}

/** A partition, so that two can be compared: for what may become of them, the ranges of those that share it. */
export function written(regions: readonly Region[], name: Name): string[] {
  const together = new Map<string, AddressSet>()
  for (const { remotes, endings } of regions) {
    const words = ended(endings, name).join(' or ')
    together.set(words, together.get(words)?.union(remotes) ?? remotes)
  }
  return [...together].map(([words, remotes]) => `${words}: ${[...remotes.ranges()].map(formatRange).join(' ')}`).toSorted()
}
