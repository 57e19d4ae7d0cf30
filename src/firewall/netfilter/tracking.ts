import type { Ruleset, Table } from './ruleset.ts'

/**
 * Words of rules that have connection tracking switched on (nf_ct_netns_get). Taken wide: a word in a comment does no harm, as all but a few
 * rulesets have one.
 */
const WORDS =
  /\b(?:ct|dnat|snat|masquerade|redirect|synproxy|flow|conntrack|state|conn\w+|helper|cluster|[DS]NAT|MASQUERADE|REDIRECT|NETMAP|CONN\w+|SYNPROXY|CT)\b/

const known = new WeakMap<Ruleset, Map<4 | 6, boolean>>()

/**
 * Whether packets of the family are tracked: only where a rule needs it. A nat chain alone does not; untracked packets pass it unasked
 * (nf_nat_inet_fn).
 */
export function tracks(ruleset: Ruleset, family: 4 | 6): boolean {
  const families = known.get(ruleset) ?? new Map<4 | 6, boolean>()
  known.set(ruleset, families)
  const told = families.get(family)
  if (told !== undefined) return told
  const found = ruleset.unread.length > 0 || ruleset.unmodelled.length > 0 || ruleset.tables.some((table) => needsTracking(table, family))
  families.set(family, found)
  return found
}

function needsTracking({ family: of, chains }: Table, family: 4 | 6): boolean {
  if (of === (family === 4 ? 'ip6' : 'ip') || of === 'arp' || of === 'netdev') return false
  return [...chains.values()].some(({ rules }) => rules.some(({ at }) => at.text === '' || WORDS.test(at.text)))
}
