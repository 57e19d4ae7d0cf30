import type { AddressSet, Key } from '../../net/address-set.ts'
import type { RuleRef } from '../region.ts'
import type { Answer } from './answer.ts'
import type { Host } from './host.ts'
import type { Hook, Packet } from './packet.ts'

/** Whose machine runs the rules. Both iptables share the hooks with nft. */
export type Backend = 'nft' | 'iptables-nft' | 'iptables-legacy'

export type TableFamily = 'ip' | 'ip6' | 'inet' | 'netdev' | 'bridge' | 'arp'

/** What a match or an action may ask beside the packet. */
export interface Scene {
  readonly host: Host
  /** Sets of ipset(8), by name. */
  readonly ipsets: ReadonlyMap<string, IpSet>
}

/** A set of ipset(8). */
export interface IpSet {
  readonly name: string
  /** Such as `hash:net,port`. */
  readonly type: string
  /**
   * Whether the packet is in it. @param directions `src` or `dst` for each dimension, as iptables was given them (`-m set --match-set NAME src,dst`)
   * @param exceptions whether it is one of the `nomatch` entries instead (`--return-nomatch`); false where it is left out
   */
  readonly holds: (packet: Packet, directions: readonly string[], scene: Scene, exceptions?: boolean) => Answer
}

/** Decides whether a rule goes on. A pure function of packet and scene. */
export interface Match {
  readonly match: (packet: Packet, scene: Scene) => Answer
  /** The answer is that for a first packet, and changes under this rate or count, such as `more than 3/minute, burst 5`. */
  readonly rate?: string
}

/** How a rule ends, or goes on, for remote ends. */
export type Outcome =
  /** Go on with the next step of the rule; `packet`: as it now is. */
  | { readonly go: 'on'; readonly packet?: Packet }
  /** The rule does not match: go on with the next rule. */
  | { readonly go: 'next' }
  | { readonly go: 'accept'; readonly packet?: Packet }
  | { readonly go: 'drop' }
  /** The kernel answers and drops: `rst`, or an ICMP error. */
  | { readonly go: 'reject'; readonly with: 'rst' | { readonly type: number; readonly code: number } }
  | { readonly go: 'jump' | 'goto'; readonly chain: string }
  | { readonly go: 'return' }
  /**
   * NAT is set up, and the chain ends with accept. The walk rewrites the packet and its connection. A null address or port is not changed;
   * `'?'` is not known (one of several). `primary`: the first address of the interface it came in by (redirect).
   * `vague`: where nothing changes it is not told whether the connection counts as translated.
   */
  | {
      readonly go: 'nat'
      readonly manip: 'src' | 'dst'
      readonly address: NatAddress
      readonly port: number | '?' | null
      readonly vague?: boolean
    }
  /** Something decides that is not modelled: userspace (NFQUEUE), SYNPROXY … */
  | { readonly go: 'unknown'; readonly why: string }

export type NatAddress = Key | 'primary' | '?' | null

/** An outcome for some remote ends. Branches of one action do not overlap, but for those with `maybe`; whoever is in none goes to the next rule. */
export interface Branch {
  /** Null: all. */
  readonly remotes: AddressSet | null
  /** The outcome is only possible for them, for this reason; then they also go to the next rule, unless another `maybe` branch says what else. */
  readonly maybe?: string
  readonly outcome: Outcome
}

/** Does something: a verdict, a rewrite. Most have one outcome for all; a verdict map has many. */
export interface Action {
  readonly act: (packet: Packet, scene: Scene) => Outcome | readonly Branch[]
}

export type Step = Match | Action

export interface Rule {
  readonly at: RuleRef
  /** Left to right. A rule without a verdict does something and goes on. */
  readonly steps: readonly Step[]
}

export interface Base {
  readonly hook: Hook
  readonly priority: number
  readonly type: 'filter' | 'nat' | 'route'
  readonly policy: 'accept' | 'drop'
  /** Devices of a netdev or inet ingress chain. */
  readonly devices: readonly string[]
}

export interface Chain {
  readonly name: string
  /** Null: it is only jumped to. */
  readonly base: Base | null
  readonly rules: readonly Rule[]
  /** Its policy, as a rule that decides: index 0. */
  readonly at: RuleRef
}

/** Chains see only their own table. */
export interface Table {
  readonly backend: Backend
  readonly family: TableFamily
  readonly name: string
  readonly chains: ReadonlyMap<string, Chain>
}

/** What a reader could not make sense of: kept, reported, and never skipped in silence. */
export interface UnreadLine {
  readonly file: string | null
  readonly line: number
  readonly text: string
  readonly why: string
}

/** What decides beside rules and is not modelled, such as XDP, IPVS, bridge rules. */
export interface Unmodelled {
  readonly what: string
  readonly hook: Hook
}

/** All that was read of a host's rules, in the order of the dump. */
export interface Ruleset {
  readonly tables: readonly Table[]
  readonly ipsets: ReadonlyMap<string, IpSet>
  readonly unread: readonly UnreadLine[]
  readonly unmodelled: readonly Unmodelled[]
}

export const EMPTY_RULESET: Ruleset = { tables: [], ipsets: new Map(), unread: [], unmodelled: [] }
