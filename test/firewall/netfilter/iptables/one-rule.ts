import type { Part } from '../../../../src/firewall/netfilter/answer.ts'
import { type Answer, and } from '../../../../src/firewall/netfilter/answer.ts'
import { UNREAD_HOST } from '../../../../src/firewall/netfilter/host.ts'
import { type Packet, REMOTE } from '../../../../src/firewall/netfilter/packet.ts'
import { readIptables } from '../../../../src/firewall/netfilter/iptables/read.ts'
import type { Rule, Scene } from '../../../../src/firewall/netfilter/ruleset.ts'
import { keyOf } from '../../../../src/net/address-set.ts'
import { type Address, parseAddress } from '../../../../src/net/address.ts'
import { parsePrefix, type Prefix } from '../../../../src/net/prefix.ts'

/** One rule at a time, without the walk. */

export function address(text: string): Address {
  const parsed = parseAddress(text)
  if (!parsed) throw new Error(`no address: ${text}`)
  return parsed
}

const HERE = { 4: '10.9.0.2', 6: 'fd09::2' } as const

/** A first SYN from a remote end at port 40000 to this host's port 22, in INPUT. */
export function syn(family: 4 | 6, changes: Partial<Packet> = {}): Packet {
  const daddr = keyOf(address(HERE[family]))
  return {
    hook: 'input',
    family,
    protocol: 6,
    saddr: REMOTE,
    daddr,
    sport: 40_000,
    dport: 22,
    tcpFlags: 2,
    icmp: null,
    iif: 'eth0',
    oif: '',
    ct: {
      state: 'new',
      direction: 'original',
      status: 0,
      mark: 0,
      original: { saddr: REMOTE, daddr, sport: 40_000, dport: 22 },
      reply: { saddr: daddr, daddr: REMOTE, sport: 22, dport: 40_000 },
    },
    mark: 0,
    fields: new Map(),
    passedIn: 0,
    noted: new Set(),
    ...changes,
  }
}

function interfaceOf(name: string, index: number, prefixes: readonly string[]) {
  const addresses = prefixes.map((text) => ({ address: address(text.split('/')[0] ?? ''), prefix: parsePrefix(text) as Prefix }))
  return { name, index, addresses }
}

/** The host of the kernel tests: eth0 with two addresses of IPv4 and one of IPv6. */
export const SCENE: Scene = {
  host: {
    ...UNREAD_HOST,
    interfaces: [interfaceOf('lo', 1, ['127.0.0.1/8', '::1/128']), interfaceOf('eth0', 2, ['10.9.0.2/24', '10.9.0.3/24', 'fd09::2/64'])],
    kernel: '6.18.44',
    timeZone: 0,
  },
  ipsets: new Map(),
}

/** The rules of INPUT in the table filter; all of them must be read. */
export function rulesOf(rules: readonly string[], family: 4 | 6 = 4): readonly Rule[] {
  const { tables, unread } = readIptables(['*filter', ...rules.map((rule) => `-A INPUT ${rule}`), 'COMMIT', ''].join('\n'), { family })
  if (unread.length > 0) throw new Error(unread.map(({ text, why }) => `${text}: ${why}`).join('\n'))
  return tables.find(({ name }) => name === 'filter')?.chains.get('INPUT')?.rules ?? []
}

export interface Asked {
  readonly answer: Answer
  /** As it goes on to the next rule, if the source matches. */
  readonly packet: Packet
}

/** Asks a rule as the walk does, for one source. */
export function askOne(rule: Rule, given: Packet, source: Address, scene: Scene = SCENE): Asked {
  let packet = given.saddr === REMOTE ? { ...given, saddr: keyOf(source) } : given
  let answer: Answer = true
  for (const step of rule.steps) {
    if ('match' in step) answer = and(answer, step.match(packet, scene))
    else if (forSource(answer, source) === 'yes') {
      const outcome = step.act(packet, scene)
      if ('go' in outcome && outcome.go === 'on') packet = outcome.packet ?? packet
    }
  }
  return { answer, packet }
}

export function forSource(answer: Answer, source: Address): 'yes' | 'no' | 'maybe' {
  if (typeof answer === 'boolean') return answer ? 'yes' : 'no'
  return answer.yes.contains(source) ? 'yes' : answer.maybe.contains(source) ? 'maybe' : 'no'
}

/** What a rule says of all sources. */
export function ask(rule: string, packet: Packet = syn(4), scene: Scene = SCENE): Answer {
  const [read] = rulesOf([rule], packet.family)
  if (!read) throw new Error(`no rule: ${rule}`)
  return read.steps.reduce<Answer>((answer, step) => ('match' in step ? and(answer, step.match(packet, scene)) : answer), true)
}

/** `yes`, `no`, why it is not known, or `some` where it depends on the source. */
export function inWords(answer: Answer): string {
  if (typeof answer === 'boolean') return answer ? 'yes' : 'no'
  const { yes, maybe, why }: Part = answer
  return maybe.isEmpty ? (yes.isAll ? 'yes' : yes.isEmpty ? 'no' : 'some') : maybe.isAll ? why : `some, ${why}`
}
