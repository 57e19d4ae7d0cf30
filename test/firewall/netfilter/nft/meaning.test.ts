import { expect, test } from 'vitest'
import type { Answer } from '../../../../src/firewall/netfilter/answer.ts'
import { UNREAD_HOST } from '../../../../src/firewall/netfilter/host.ts'
import { readNftables } from '../../../../src/firewall/netfilter/nft/read.ts'
import { type Packet, PROTOCOL, TCP_FLAG } from '../../../../src/firewall/netfilter/packet.ts'
import type { Outcome, Rule, Scene } from '../../../../src/firewall/netfilter/ruleset.ts'
import { AddressSet, formatRange } from '../../../../src/net/address-set.ts'
import { parseAddress } from '../../../../src/net/address.ts'
import { parsePrefix } from '../../../../src/net/prefix.ts'
import { synPacket } from '../syn-packet.ts'

const SETS = `
  set nets { type ipv4_addr; flags interval; elements = { 10.0.0.0/8, 192.0.2.1 } }
  set pairs { type ipv4_addr . inet_service; flags interval; elements = { 10.0.0.0/8 . 22, 1.2.3.4 . 80 } }
  set names { type ifname; flags interval; elements = { "eth*" } }
  set seen { type ipv4_addr; flags dynamic,timeout; timeout 1h; elements = { 9.9.9.9 } }
  map marks { type ipv4_addr : mark; flags interval; elements = { 10.0.0.0/8 : 5, 1.2.3.4 : 7 } }
`
const SCENE: Scene = {
  host: {
    ...UNREAD_HOST,
    kernel: '6.18.0',
    interfaces: [{ name: 'eth0', index: 2, addresses: [{ address: parseAddress('10.9.0.2')!, prefix: parsePrefix('10.9.0.0/24')! }] }],
  },
  ipsets: new Map(),
}

function rules(...lines: readonly string[]): readonly Rule[] {
  const text = `table inet t {\n${SETS}\n chain c { }\n chain x {\n type filter hook input priority 0; policy accept;\n${lines.join('\n')}\n }\n}\n`
  const ruleset = readNftables(text)
  expect(ruleset.unread).toEqual([])
  return ruleset.tables[0]?.chains.get('x')?.rules ?? []
}

/** What the steps of a rule do with a packet: the answers of its matches and the outcomes of its actions, for people. */
function said(rule: Rule | undefined, given: Packet): { readonly text: string; readonly packet: Packet } {
  let packet = given
  const words: string[] = []
  for (const step of rule?.steps ?? []) {
    if ('match' in step) {
      const answer = step.match(packet, SCENE)
      words.push(answered(answer))
      if (answer === false) break
    } else {
      const outcome = step.act(packet, SCENE)
      if (Array.isArray(outcome))
        words.push(...outcome.map((one) => `${one.remotes ? ranges(one.remotes) : 'all'}: ${went(one.outcome)}${one.maybe ? '?' : ''}`))
      else {
        const one = outcome as Outcome
        packet = ('packet' in one ? one.packet : undefined) ?? packet
        words.push(went(one))
      }
    }
  }
  return { text: words.join('; '), packet }
}

function answered(answer: Answer): string {
  if (typeof answer === 'boolean') return answer ? 'yes' : 'no'
  return `${ranges(answer.yes)}${answer.maybe.isEmpty ? '' : `?${ranges(answer.maybe)}`}`
}

function ranges(set: AddressSet): string {
  return [...set.ranges()].map(formatRange).join(' ')
}

function went(outcome: Outcome): string {
  if (outcome.go === 'jump' || outcome.go === 'goto') return `${outcome.go} ${outcome.chain}`
  if (outcome.go === 'reject') return outcome.with === 'rst' ? 'rst' : `icmp ${outcome.with.type}/${outcome.with.code}`
  if (outcome.go === 'nat') return `${outcome.manip} ${String(outcome.address)}:${String(outcome.port)}`
  return outcome.go === 'on' && outcome.packet ? `on, mark ${String(outcome.packet.mark)}` : outcome.go
}

const UDP: Partial<Packet> = { protocol: PROTOCOL.udp, tcpFlags: null }
const SIX: Partial<Packet> = { family: 6, daddr: 1n }
const UNTRACKED: Partial<Packet> = { ct: { ...synPacket().ct, state: 'none' } }

// What each rule does, written down by hand: the oracle asks the kernel.
const CASES: readonly (readonly [string, string, Partial<Packet>?])[] = [
  ['tcp dport 22', 'yes'],
  ['tcp dport != 22', 'no'],
  ['tcp dport != 23', 'no', UDP],
  ['tcp dport { 22, 80-90 }', 'yes'],
  ['tcp dport >= 22', 'yes'],
  ['tcp dport < 22', 'no'],
  ['th dport 22', 'yes', UDP],
  ['tcp sport 1024', '?0.0.0.0/0'],
  ['ip saddr 10.0.0.0/8', '10.0.0.0/8'],
  ['ip saddr != 0.0.0.0/1', '128.0.0.0/1'],
  ['ip saddr != 10.0.0.0/8', 'no', SIX],
  ['ip saddr { 10.0.0.1-10.0.0.3, 1.1.1.1 }', '1.1.1.1 10.0.0.1-10.0.0.3'],
  ['ip saddr @nets', '10.0.0.0/8 192.0.2.1'],
  ['ip saddr & 0.0.0.255 == 0.0.0.1', '?0.0.0.0/0'],
  ['ip saddr & 255.255.255.0 == 10.0.0.0', '10.0.0.0/24'],
  ['@nh,96,8 10', '10.0.0.0/8'],
  ['ip saddr . tcp dport @pairs', '10.0.0.0/8'],
  ['ip saddr . tcp dport @pairs', '1.2.3.4', { dport: 80 }],
  ['ip saddr . tcp dport { 1.1.1.1 . 22, 2.2.2.2 . 23 }', '1.1.1.1'],
  ['ip saddr . tcp sport { 1.1.1.1 . 22 }', '?1.1.1.1'],
  ['iifname "eth*"', 'yes'],
  ['iifname "eth\\*"', 'no'],
  ['iifname @names', 'yes'],
  ['oifname ""', 'yes'],
  ['iif "lo"', 'no'],
  ['ct state new', 'yes'],
  ['ct state != new', 'no'],
  ['ct state established,related', 'no'],
  ['ct state ! established,related', 'yes'],
  ['ct state invalid', 'yes', UNTRACKED],
  ['ct mark 0', 'no', UNTRACKED],
  ['ct mark != 1', 'no', UNTRACKED],
  ['ct mark 0', 'yes'],
  ['tcp flags syn', 'yes', { tcpFlags: TCP_FLAG.syn | TCP_FLAG.ack }],
  ['tcp flags == syn', 'no', { tcpFlags: TCP_FLAG.syn | TCP_FLAG.ack }],
  ['tcp flags & (syn|ack) == syn', 'yes'],
  ['tcp flags & (syn|ack) syn', 'no', { tcpFlags: TCP_FLAG.syn | TCP_FLAG.ack }],
  ['tcp flags ! ack', 'yes'],
  ['meta mark & 0xff == 5', 'yes', { mark: 0x105 }],
  ['meta mark 1-9', 'yes', { mark: 5 }],
  ['meta nfproto ipv4', 'no', SIX],
  ['meta l4proto { tcp, udp }', 'yes', UDP],
  ['fib daddr type local', 'yes'],
  ['fib saddr type broadcast', '0.0.0.0/8 10.9.0.255 255.255.255.255'],
  ['meta skuid 0', 'no'],
  ['exthdr frag exists', 'no', SIX],
  ['limit rate 3/minute', 'yes'],
  ['limit rate over 3/minute', 'no'],
  ['ct count over 3', 'no'],
  ['ct count over 0', 'yes'],
  ['quota 5 mbytes', '?0.0.0.0/0'],
  ['numgen inc mod 2 { 0, 1 }', 'yes'],
  ['drop', 'drop'],
  ['counter log jump c', 'jump c'],
  ['reject', 'icmp 3/3'],
  ['reject', 'icmp 1/4', SIX],
  ['reject with icmpx admin-prohibited', 'icmp 3/13'],
  ['reject with icmpx host-unreachable', 'icmp 1/3', SIX],
  ['reject with icmp host-unreachable', 'next', SIX],
  ['reject with tcp reset', 'rst'],
  ['reject with tcp reset', 'next', UDP],
  [
    'ip saddr vmap { 1.1.1.1 : drop, 2.2.2.2 : drop, 10.0.0.0/8 : jump c, * : accept }',
    '1.1.1.1 2.2.2.2: drop; 10.0.0.0/8: jump c; 0.0.0.0-1.1.1.0 1.1.1.2-2.2.2.1 2.2.2.3-9.255.255.255 11.0.0.0-255.255.255.255: accept',
  ],
  ['tcp dport vmap { 22 : accept, 80 : drop }', 'all: accept'],
  ['tcp sport vmap { 22 : accept }', 'all: accept?; 0.0.0.0/0: next?'],
  ['numgen inc mod 2 vmap { 0 : accept, 1 : drop }', 'all: accept?; all: drop?'],
  // Who was added first to a set of ranges is found first (nft_pipapo_lookup).
  [
    'ip saddr . tcp dport vmap { 10.0.0.5-10.0.0.9 . 22 : drop, 10.0.0.0-10.0.0.12 . 22-23 : accept }',
    '10.0.0.0-10.0.0.4 10.0.0.10-10.0.0.12: accept; 10.0.0.5-10.0.0.9: drop',
  ],
  ['meta mark set ip saddr map @marks', '1.2.3.4: on, mark 7; 10.0.0.0/8: on, mark 5'],
  ['meta mark set meta mark | 0x10', 'on, mark 17', { mark: 1 }],
  ['add @seen { ip saddr limit rate over 3/minute } drop', 'yes; on, mark 0; ?9.9.9.9; drop'],
]

test.each(CASES.map(([line, expected, changes = {}]) => ({ line, expected, changes })))(
  '$line → $expected',
  ({ line, expected, changes }) => {
    const [rule] = rules(line)
    const { text } = said(rule, synPacket(changes))
    const listed = text.split('; ').toSorted().join('; ')
    expect(listed).toBe(expected.split('; ').toSorted().join('; '))
  },
)

test('a set that a rule has added to holds the packet from then on', () => {
  const [add, inside, other, gone, outside] = rules(
    'add @seen { ip saddr }',
    'ip saddr @seen',
    'ip daddr @seen',
    'delete @seen { ip saddr }',
    'ip saddr @seen',
  )
  const { packet } = said(add, synPacket())
  expect(said(inside, packet).text).toBe('yes')
  expect(said(other, packet).text).toBe('10.9.0.2')
  expect(said(outside, said(gone, packet).packet).text).toBe('no')
})

test('where not all of a dump is understood, what depends on it is unknown', () => {
  const ruleset = readNftables('table inet t { chain x { type filter hook input priority 0; frobnicate 5 drop\n tcp dport 22 accept\n } }')
  const [odd, plain] = ruleset.tables[0]?.chains.get('x')?.rules ?? []
  expect(ruleset.unread).toHaveLength(1)
  expect(said(odd, synPacket()).text).toBe('?0.0.0.0/0; unknown')
  expect(said(plain, synPacket()).text).toBe('yes; accept')
})
