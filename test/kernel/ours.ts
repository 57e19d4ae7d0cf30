import { AddressSet } from '../../src/net/address-set.ts'
import { type Address, parseAddress } from '../../src/net/address.ts'
import type { Ending, Region, RuleRef, Verdict } from '../../src/firewall/region.ts'
import type { Host, Interface } from '../../src/firewall/netfilter/host.ts'
import { readIptables } from '../../src/firewall/netfilter/iptables/read.ts'
import { readIpsets } from '../../src/firewall/netfilter/ipset/read.ts'
import { merge } from '../../src/firewall/netfilter/merge.ts'
import { readNftables } from '../../src/firewall/netfilter/nft/read.ts'
import type { Question } from '../../src/firewall/netfilter/question.ts'
import { EMPTY_RULESET, type Ruleset } from '../../src/firewall/netfilter/ruleset.ts'
import { walk } from '../../src/firewall/netfilter/walk.ts'
import { HOST_ADDRESSES, OPEN_PORTS, type Syn, type Trial } from './trial.ts'

/** What we say of one SYN. */
export interface OurAnswer {
  /** `unknown` also where several are possible. */
  readonly verdict: Verdict
  /** Null where several decide. */
  readonly by: RuleRef | null
  /** Why it is not known; empty where it is. */
  readonly why: string
}

export type Texts = Pick<Trial, 'nft' | 'iptables' | 'ip6tables' | 'iptablesLegacy' | 'ip6tablesLegacy' | 'ipset'>

/** Reads the rules of a trial, or what the tools dump of them. */
export function rulesetOf(texts: Texts): Ruleset {
  const rulesets: Ruleset[] = []
  if (texts.nft !== null) rulesets.push(readNftables(texts.nft))
  for (const [text, family, backend] of [
    [texts.iptables, 4, 'iptables-nft'],
    [texts.ip6tables, 6, 'iptables-nft'],
    [texts.iptablesLegacy, 4, 'iptables-legacy'],
    [texts.ip6tablesLegacy, 6, 'iptables-legacy'],
  ] as const)
    if (text !== null) rulesets.push(readIptables(text, { family, backend }))
  if (texts.ipset !== null) rulesets.push({ ...EMPTY_RULESET, ...readIpsets(texts.ipset) })
  return merge(rulesets)
}

function interfaceOf(name: string, index: number, addresses: readonly (readonly [text: string, length: number])[]): Interface {
  return {
    name,
    index,
    addresses: addresses.map(([text, length]) => {
      const address = addressOf(text)
      const host = BigInt((address.family === 4 ? 32 : 128) - length)
      return { address, prefix: { family: address.family, value: (address.value >> host) << host, length } }
    }),
  }
}

function addressOf(text: string): Address {
  const address = parseAddress(text)
  if (!address) throw new Error(`no address: ${text}`)
  return address
}

/** The host of the stand, as it would have been read there. */
export const HOST: Host = {
  interfaces: [
    interfaceOf('lo', 1, [
      ['127.0.0.1', 8],
      ['::1', 128],
    ]),
    interfaceOf('eth0', 2, [
      ...HOST_ADDRESSES[4].map((text) => [text, 24] as const),
      // `ip addr` shows the youngest IPv6 address first.
      ...HOST_ADDRESSES[6].toReversed().map((text) => [text, 64] as const),
    ]),
    interfaceOf('eth1', 3, [
      ['10.8.0.1', 24],
      ['fd08::1', 64],
    ]),
  ],
  listeners: OPEN_PORTS.map((port) => ({ address: null, families: [4, 6], port, device: null, process: '' })),
  sysctls: new Map([
    ['net.ipv4.ip_forward', '1'],
    ['net.ipv6.conf.all.forwarding', '1'],
    ['net.ipv4.conf.all.rp_filter', '0'],
    ['net.ipv4.conf.eth0.rp_filter', '0'],
    ['net.ipv4.conf.all.accept_local', '0'],
    ['net.ipv4.conf.eth0.accept_local', '0'],
    ['net.ipv4.conf.all.route_localnet', '0'],
    ['net.ipv4.conf.eth0.route_localnet', '0'],
    ['net.ipv4.fwmark_reflect', '0'],
    ['net.ipv6.fwmark_reflect', '0'],
    ['net.ipv4.tcp_fwmark_accept', '0'],
  ]),
  at: null,
  timeZone: null,
  kernel: null,
}

export function questionOf({ destination, port, sourcePort }: Syn): Question {
  return { way: 'in', local: addressOf(destination), port, otherPort: sourcePort, device: 'eth0', state: 'new' }
}

function judged(endings: readonly Ending[]): OurAnswer {
  const [first, ...more] = endings
  if (!first) throw new Error('the walk tells no ending')
  const why = endings.flatMap(({ assuming }) => assuming).join('; ') || 'no reason'
  if (endings.some(({ verdict }) => verdict !== first.verdict)) return { verdict: 'unknown', by: null, why }
  return { verdict: first.verdict, by: more.length > 0 ? null : first.by, why: first.verdict === 'unknown' ? why : '' }
}

/** What our walk says of each SYN, asked for its source alone. */
export function ourAnswers(ruleset: Ruleset, packets: readonly Syn[]): OurAnswer[] {
  return packets.map((packet) => {
    const source = addressOf(packet.source)
    const { regions } = walk(ruleset, HOST, questionOf(packet), AddressSet.of(source))
    if (regions.length !== 1) throw new Error(`the walk of one source tells ${regions.length} regions`)
    return judged(regions[0]?.endings ?? [])
  })
}

/**
 * Where a walk of all sources contradicts walks of single ones, for packets that differ from this one in their source alone.
 * @returns the first such source, or null
 */
export function unlikeItsParts(ruleset: Ruleset, packet: Syn, sources: readonly string[]): string | null {
  const { regions } = walk(ruleset, HOST, questionOf(packet), AddressSet.all(addressOf(packet.source).family))
  for (const source of sources) {
    const [alone] = ourAnswers(ruleset, [{ ...packet, source }])
    const holding = regions.filter(({ remotes }: Region) => remotes.contains(addressOf(source)))
    const among = judged(holding.length === 1 ? (holding[0]?.endings ?? []) : [])
    // Of many at once less may be known, never something else.
    if (among.verdict === 'unknown' || among.by === null) continue
    if (!alone || alone.verdict !== among.verdict || !sameRule(alone.by, among.by)) return source
  }
  return null
}

function sameRule(left: RuleRef | null, right: RuleRef | null): boolean {
  if (left === null || right === null) return left === right
  const { gate, family, table, chain, index } = left
  return gate === right.gate && family === right.family && table === right.table && chain === right.chain && index === right.index
}
