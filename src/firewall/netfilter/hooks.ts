import type { Hook } from './packet.ts'
import type { Base, Chain, Ruleset, Table } from './ruleset.ts'

/** Priorities at which the kernel itself works on a packet (enum nf_ip_hook_priorities). */
export const CONNTRACK = -200
export const NAT_DST = -100
export const NAT_SRC = 100

export interface BaseChain {
  readonly table: Table
  readonly chain: Chain
  readonly base: Base
}

/** Base chains of one priority. Those of one table are in the kernel's order; that of tables among each other is not in a dump. */
export interface Turn {
  readonly priority: number
  readonly chains: readonly BaseChain[]
}

const SEES: Readonly<Record<4 | 6, readonly string[]>> = { 4: ['ip', 'inet'], 6: ['ip6', 'inet'] }

/**
 * The filter (or nat) chains that a packet meets at a hook, by rising priority. Of chains with equal priority the one registered last comes first
 * (nf_hook_entries_grow); they stand in a dump in the order in which they were registered.
 */
export function turns(ruleset: Ruleset, hook: Hook, family: 4 | 6, type: 'filter' | 'nat'): readonly Turn[] {
  const device = hook === 'ingress' || hook === 'egress'
  const byPriority = new Map<number, BaseChain[]>()
  for (const table of ruleset.tables) {
    if (!SEES[family].includes(table.family) && !(device && table.family === 'netdev')) continue
    for (const chain of table.chains.values()) {
      const { base } = chain
      if (base?.hook !== hook || (base.type === 'nat') !== (type === 'nat')) continue
      const chains = byPriority.get(base.priority)
      if (chains) chains.unshift({ table, chain, base })
      else byPriority.set(base.priority, [{ table, chain, base }])
    }
  }
  return [...byPriority].map(([priority, chains]) => ({ priority, chains })).toSorted((a, b) => a.priority - b.priority)
}

/** Whether NAT is set up at all for the family: then every connection gets its bits of ct status (nf_nat_register_fn hooks all four). */
export function hasNat(ruleset: Ruleset, family: 4 | 6): boolean {
  return ruleset.tables.some(
    (table) => SEES[family].includes(table.family) && [...table.chains.values()].some(({ base }) => base?.type === 'nat'),
  )
}
