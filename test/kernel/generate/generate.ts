import type { Trial } from '../trial.ts'
import { ipsets } from './iptables/ipset.ts'
import type { TableName } from './iptables/place.ts'
import { drawTables, iptables } from './iptables/ruleset.ts'
import { nftables } from './nft/ruleset.ts'
import { packets } from './packets.ts'
import type { Random } from './random.ts'
import { Universe } from './universe.ts'

/** Which tools load the rules; `mixed`: nft tables beside those of both iptables, on the same hooks at different priorities. */
export type Kind = 'nft' | 'iptables-nft' | 'iptables-legacy' | 'mixed'

export const KINDS: readonly Kind[] = ['nft', 'iptables-nft', 'iptables-legacy', 'mixed']

export interface GenerateOptions {
  /** Whether rules may count packets; by default a few trials do. */
  readonly counts?: boolean
  /** How many packets; by default 30 to 200, fewer where rules count. */
  readonly packets?: number
}

/** A random ruleset for packets of one family, and SYNs that tell its rules apart. The same draws give the same trial. */
export function generate(random: Random, kind: Kind, family: 4 | 6, options: GenerateOptions = {}): Trial {
  const universe = new Universe(random, family)
  const counts = options.counts ?? random.chance(0.06)
  const known = kind !== 'nft' && random.chance(0.5) ? ipsets(universe) : { sets: [], text: '' }
  // Tables of one name have one priority on a hook, so in a mixed trial each is of one of the two iptables only.
  const tables = drawTables(universe)
  const ofNft = kind === 'iptables-nft' ? tables : kind === 'mixed' ? tables.filter(() => random.chance(0.6)) : []
  const ofLegacy = kind === 'iptables-legacy' || kind === 'mixed' ? tables.filter((name) => !ofNft.includes(name)) : []
  const text = (names: readonly TableName[]): string | null => (names.length === 0 ? null : iptables(universe, names, known.sets, counts))
  const [viaNft, viaLegacy] = [text(ofNft), text(ofLegacy)]
  return {
    nft: kind === 'nft' || kind === 'mixed' ? nftables(universe, counts, kind === 'mixed') : null,
    iptables: family === 4 ? viaNft : null,
    ip6tables: family === 6 ? viaNft : null,
    iptablesLegacy: family === 4 ? viaLegacy : null,
    ip6tablesLegacy: family === 6 ? viaLegacy : null,
    ipset: known.text === '' ? null : known.text,
    counts,
    packets: packets(universe, options.packets ?? (counts ? 12 : random.int(30, 200))),
  }
}
