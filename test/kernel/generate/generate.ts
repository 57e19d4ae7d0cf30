import type { Trial } from '../trial.ts'
import { nftables } from './nft/ruleset.ts'
import { packets } from './packets.ts'
import type { Random } from './random.ts'
import { Universe } from './universe.ts'

/** Which tools load the rules; `mixed`: nft tables beside those of both iptables, on the same hooks at different priorities. */
export type Kind = 'nft' | 'iptables-nft' | 'iptables-legacy' | 'mixed'

export interface GenerateOptions {
  /** Whether rules may count packets; by default a few trials do. */
  readonly counts?: boolean
  /** How many packets; by default 30 to 200, fewer where rules count. */
  readonly packets?: number
}

const NOTHING = { nft: null, iptables: null, ip6tables: null, iptablesLegacy: null, ip6tablesLegacy: null, ipset: null } as const

/** A random ruleset for packets of one family, and SYNs that tell its rules apart. The same draws give the same trial. */
export function generate(random: Random, kind: Kind, family: 4 | 6, options: GenerateOptions = {}): Trial {
  const universe = new Universe(random, family)
  const counts = options.counts ?? random.chance(0.06)
  const rules = { nft: nftables(universe, counts) }
  return {
    ...NOTHING,
    ...rules,
    counts,
    packets: packets(universe, options.packets ?? (counts ? random.int(10, 30) : random.int(30, 200))),
  }
}
