import { type Message, Nfnetlink, attributesOf, textOf } from './nfnetlink.ts'
import type { Native } from './native.ts'

/** linux/netfilter/nfnetlink.h, linux/netfilter/nf_tables.h */
const NFNLGRP_NFTRACE = 9
const NFNL_SUBSYS_NFTABLES = 10
const NFT_MSG_GETRULE = (NFNL_SUBSYS_NFTABLES << 8) | 7
const NFT_MSG_TRACE = (NFNL_SUBSYS_NFTABLES << 8) | 17
const NFTA_RULE = { table: 1, chain: 2, handle: 3 } as const
const NFTA_TRACE = { table: 1, chain: 2, handle: 3, type: 4, verdict: 5, id: 6, transport: 9, nfproto: 15, policy: 16 } as const
const NFT_TRACETYPE = { policy: 1, return: 2, rule: 3 } as const
const NFTA_VERDICT_CODE = 1
const [NF_DROP, NF_ACCEPT] = [0, 1]
const FAMILIES: Readonly<Record<number, string>> = { 1: 'inet', 2: 'ip', 3: 'arp', 5: 'netdev', 7: 'bridge', 10: 'ip6' }

/** The rule of nf_tables that decided. */
export interface TracedRule {
  readonly did: 'accept' | 'drop'
  readonly family: string
  readonly table: string
  readonly chain: string
  /** From 1 in its chain; 0: the policy. */
  readonly index: number
}

/** What makes the kernel trace every packet that comes in by eth0, before any other chain. */
export const TRACING =
  'table netdev sshwhy_oracle { chain first { type filter hook ingress device "eth0" priority -2147483648; meta nftrace set 1; }; }'
const TRACING_TABLE = 'sshwhy_oracle'

interface Deciding {
  drop: TracedRule | null
  /** The last rule that accepted. */
  accept: TracedRule | null
  /** The last policy that accepted. */
  policy: TracedRule | null
}

/** Reads which rules of nf_tables decide (nft(8), `monitor trace`). */
export class Tracer {
  readonly #events: Nfnetlink
  readonly #requests: Nfnetlink
  #indexes: ReadonlyMap<string, number> = new Map()

  constructor(native: Native) {
    this.#events = new Nfnetlink(native, NFNLGRP_NFTRACE)
    this.#requests = new Nfnetlink(native)
  }

  /** Learns where each rule stands that is loaded now. */
  learn(): void {
    const indexes = new Map<string, number>()
    const lengths = new Map<string, number>()
    for (const { family, attributes } of this.#requests.dump(NFT_MSG_GETRULE, 0)) {
      const chain = `${family} ${textOf(attributes.get(NFTA_RULE.table))} ${textOf(attributes.get(NFTA_RULE.chain))}`
      const index = (lengths.get(chain) ?? 0) + 1
      lengths.set(chain, index)
      indexes.set(`${chain} ${attributes.get(NFTA_RULE.handle)?.readBigUInt64BE(0)}`, index)
    }
    this.#indexes = indexes
  }

  /**
   * Who decided, for packets that were sent since the last call.
   * @param first sequence number of the first SYN
   * @returns for each SYN: the rule or policy that dropped it; else the last rule that accepted; else the last policy; null: no chain saw it
   */
  deciding(first: number, count: number): (TracedRule | null)[] {
    const packets = new Map<number, Deciding>()
    const sequences = new Map<number, number>()
    for (const message of this.#events.pending()) {
      if (message.type !== NFT_MSG_TRACE) continue
      const id = message.attributes.get(NFTA_TRACE.id)?.readUInt32BE(0) ?? 0
      // The headers are told with the first event of each base chain; the same id may come back for another packet.
      const transport = message.attributes.get(NFTA_TRACE.transport)
      if (transport && transport.length >= 8) sequences.set(id, transport.readUInt32BE(4))
      const index = ((sequences.get(id) ?? first - 1) - first) >>> 0
      if (index < count) this.#note(packets, index, message)
    }
    return Array.from({ length: count }, (_, index) => {
      const { drop, accept, policy } = packets.get(index) ?? { drop: null, accept: null, policy: null }
      return drop ?? accept ?? policy
    })
  }

  #note(packets: Map<number, Deciding>, index: number, { family, attributes }: Message): void {
    const table = textOf(attributes.get(NFTA_TRACE.table))
    if (table === TRACING_TABLE) return
    const chain = textOf(attributes.get(NFTA_TRACE.chain))
    const seen = packets.get(index) ?? { drop: null, accept: null, policy: null }
    packets.set(index, seen)
    const by = (did: TracedRule['did'], at: number): TracedRule => ({
      did,
      family: FAMILIES[family] ?? String(family),
      table,
      chain,
      index: at,
    })
    const type = attributes.get(NFTA_TRACE.type)?.readUInt32BE(0)
    if (type === NFT_TRACETYPE.policy) {
      const policy = attributes.get(NFTA_TRACE.policy)?.readUInt32BE(0)
      if (policy === NF_DROP) seen.drop = by('drop', 0)
      else seen.policy = by('accept', 0)
    } else if (type === NFT_TRACETYPE.rule) {
      const verdict = attributesOf(attributes.get(NFTA_TRACE.verdict) ?? Buffer.alloc(0))
        .get(NFTA_VERDICT_CODE)
        ?.readInt32BE(0)
      if (verdict !== NF_DROP && verdict !== NF_ACCEPT) return
      const handle = attributes.get(NFTA_TRACE.handle)?.readBigUInt64BE(0)
      const at = this.#indexes.get(`${family} ${table} ${chain} ${handle}`)
      if (at === undefined) throw new Error(`a rule that was not listed decided: ${table} ${chain} handle ${handle}`)
      if (verdict === NF_DROP) seen.drop = by('drop', at)
      else seen.accept = by('accept', at)
    }
  }

  close(): void {
    this.#events.close()
    this.#requests.close()
  }
}
