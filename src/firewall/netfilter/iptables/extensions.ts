import { MATCHES } from './matches/all.ts'
import type { MatchPart } from './match.ts'
import type { Arity } from './option.ts'
import type { TargetPart } from './target.ts'
import { TARGETS } from './targets/all.ts'

/** A part and its options, safe to look up by words of a dump. */
export interface Extension<Part> {
  readonly part: Part
  /** How many words follow each option. */
  readonly options: ReadonlyMap<string, Arity>
}

function byName<Part extends MatchPart | TargetPart>(parts: readonly Part[], family: 4 | 6): ReadonlyMap<string, Extension<Part>> {
  return new Map(
    parts
      .filter((part) => part.families.includes(family))
      .map((part) => [part.name, { part, options: new Map(Object.entries(part.options)) }]),
  )
}

/** Names that xtables_find_match() takes for another. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['icmpv6', 'icmp6'],
  ['ipv6-icmp', 'icmp6'],
  ['ipv6-mh', 'mh'],
  ['mobility-header', 'mh'],
])

const matches = { 4: byName(MATCHES, 4), 6: byName(MATCHES, 6) } as const
const targets = { 4: byName(TARGETS, 4), 6: byName(TARGETS, 6) } as const

export function findMatch(family: 4 | 6, name: string): Extension<MatchPart> | undefined {
  return matches[family].get(ALIASES.get(name) ?? name)
}

export function findTarget(family: 4 | 6, name: string): Extension<TargetPart> | undefined {
  return targets[family].get(name)
}
