import type { RuleRef } from '../../src/firewall/region.ts'
import type { KernelAnswer } from './kernel.ts'
import type { TracedRule } from './nftrace.ts'
import type { OurAnswer } from './ours.ts'
import type { Syn } from './trial.ts'

/** In what the kernel and we differ. */
export type Difference = 'verdict' | 'rule'

export interface Disagreement {
  readonly packet: Syn
  readonly kernel: KernelAnswer
  readonly ours: OurAnswer
  readonly over: Difference
}

export interface Comparison {
  readonly pairs: number
  /** Why it is not known, for each pair of which we said so. */
  readonly unknown: readonly string[]
  /** Pairs that were compared by their rule, too. */
  readonly rules: number
  readonly disagreements: readonly Disagreement[]
}

/**
 * @param kernel its answers to the first of the packets
 * @param legacy whether rules are loaded that the kernel does not trace
 */
export function compare(packets: readonly Syn[], kernel: readonly KernelAnswer[], ours: readonly OurAnswer[], legacy: boolean): Comparison {
  const unknown: string[] = []
  let rules = 0
  const disagreements: Disagreement[] = []
  for (const [index, theirs] of kernel.entries()) {
    const [packet, our] = [packets[index], ours[index]]
    if (!packet || !our) throw new Error('an answer without a packet')
    if (our.verdict === 'unknown') {
      unknown.push(our.why)
      continue
    }
    if (our.verdict !== theirs.verdict) {
      disagreements.push({ packet, kernel: theirs, ours: our, over: 'verdict' })
      continue
    }
    const same = sameRule(theirs, our.by, legacy)
    if (same !== null) rules++
    if (same === false) disagreements.push({ packet, kernel: theirs, ours: our, over: 'rule' })
  }
  return { pairs: kernel.length, unknown, rules, disagreements }
}

/** Whether both name the same rule; null where the trace does not tell who decided. */
function sameRule({ verdict, by: traced }: KernelAnswer, ours: RuleRef | null, legacy: boolean): boolean | null {
  if (traced === undefined || ours === null) return null
  if (traced?.did === 'drop') return isRule(traced, ours)
  // Nothing of nf_tables stopped it. A rule of the legacy machine may have, or one that stopped the answer, which is not traced.
  if (legacy || verdict === 'drop') return null
  // It went on to the socket: a reset is that of a closed port.
  if (verdict === 'rst') return ours.gate === 'kernel'
  // No rule let it pass, but policies did, and which was the last is not sure: iptables-save shows base chains that nobody has made, too
  // (nft_xt_fake_builtin_chains), and nat chains are asked while tracking, which an earlier trial switched on, is not yet taken down.
  if (ours.index === 0 && (traced === null || traced.index === 0)) return null
  return traced === null ? ours.gate === 'kernel' : isRule(traced, ours)
}

function isRule({ family, table, chain, index }: TracedRule, ours: RuleRef): boolean {
  return ours.family === family && ours.table === table && ours.chain === chain && ours.index === index
}

/** One line that says who said what. */
export function inWords({ packet, kernel, ours }: Disagreement): string {
  const to = packet.destination.includes(':') ? `[${packet.destination}]` : packet.destination
  const traced = kernel.by ? ` by ${kernel.by.family} ${kernel.by.table} ${kernel.by.chain} ${kernel.by.index}` : ''
  const by = ours.by ? ` by ${[ours.by.gate, ours.by.family, ours.by.table, ours.by.chain, ours.by.index].join(' ')}` : ''
  return `${packet.source} port ${packet.sourcePort} to ${to}:${packet.port}: kernel ${kernel.verdict}${traced}, we ${ours.verdict}${by}`
}
