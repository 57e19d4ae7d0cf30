import type { AddressSet } from '../net/address-set.ts'

/**
 * What becomes of the packet, as the remote end sees it. `drop`: silence. `rst` and `icmp T/C`: it is told so. `forward`: let through to another
 * machine. `unknown`: something decides that is not modelled.
 */
export type Verdict = 'accept' | 'drop' | 'rst' | `icmp ${number}/${number}` | 'forward' | 'unknown'

/** A rule, a chain's policy, or something in the kernel itself that decides. */
export interface RuleRef {
  /** Who evaluates: `nft`, `iptables-nft`, `iptables-legacy`, or `kernel` where no rule decides (a martian source, no listener). */
  readonly gate: string
  /** `ip`, `ip6`, `inet`, `netdev` … as nft names families. */
  readonly family: string
  readonly table: string
  readonly chain: string
  /** From 1 in its chain, in the order of evaluation; 0: the policy of the chain. */
  readonly index: number
  /** The kernel's handle, where the dump tells it. */
  readonly handle: number | null
  /** Where it was read; null: the text had no name. */
  readonly file: string | null
  /** From 1; null where it is not known. */
  readonly line: number | null
  /** The rule as it was written. Hostile text. */
  readonly text: string
}

export interface Ending {
  readonly verdict: Verdict
  readonly by: RuleRef
  /** What must be so for this ending, in words; empty where it is certain. */
  readonly assuming: readonly string[]
  /** What limits it: a rate, a count of connections, under which it holds for a first packet. */
  readonly changes: readonly string[]
  /** Where the packet arrives after NAT, where that differs: `address:port`. */
  readonly at: string | null
}

/** Remote ends that share all their possible endings. One verdict in all endings is certain, although a match on the way was unknown. */
export interface Region {
  readonly remotes: AddressSet
  readonly endings: readonly Ending[]
}
