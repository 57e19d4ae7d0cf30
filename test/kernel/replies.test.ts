import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AddressSet } from '../../src/net/address-set.ts'
import { parseAddress } from '../../src/net/address.ts'
import type { Host } from '../../src/firewall/netfilter/host.ts'
import type { Question } from '../../src/firewall/netfilter/question.ts'
import type { Verdict } from '../../src/firewall/region.ts'
import { walk } from '../../src/firewall/netfilter/walk.ts'
import { Kernel } from './kernel.ts'
import { enter } from './native.ts'
import { kernelMissing } from './needs.ts'
import { HOST, ourAnswers, rulesetOf, type Texts } from './ours.ts'
import { inhabit, WIRE_ADDRESSES } from './stand.ts'
import { accept, dial, echo, listenOn } from './tcp.ts'
import { HOST_ADDRESSES, NOTHING, type Syn, type Trial } from './trial.ts'

const missing = kernelMissing()
if (missing !== undefined) process.stderr.write(`kernel tests skipped: ${missing}\n`)

/** Chains of one nft table: name, what is hooked where, rules. */
const nft = (...chains: readonly (readonly [base: string, ...rules: string[]])[]): Partial<Trial> => ({
  nft: `table inet t {\n${chains.map(([base, ...rules], index) => `chain c${index} {\n${[base, ...rules].join('\n')}\n}\n`).join('')}}\n`,
})
const filter = (...lines: readonly string[]): string => `*filter\n${lines.join('\n')}\nCOMMIT\n`
const OUTPUT = 'type filter hook output priority 0'
const INPUT = 'type filter hook input priority 0'
const POSTROUTING = 'type filter hook postrouting priority 0'

/** A listener that answers, beside those of the stand. */
const PORT = 2200
const CLOSED = 2201

/** Lets all in, and has connections tracked: one that began without that would be new for rules that are loaded later (nf_conntrack_tcp_loose). */
const TRACKED = nft([INPUT, 'ct state new,established accept'])

const addressOf = (text: string): NonNullable<ReturnType<typeof parseAddress>> => {
  const address = parseAddress(text)
  if (!address) throw new Error(text)
  return address
}

const host: Host = {
  ...HOST,
  listeners: [...(HOST.listeners ?? []), { address: null, families: [4, 6], port: PORT, device: null, process: '' }],
}

/** What we say of a packet of the other end of the wire. */
function said(texts: Texts, family: 4 | 6, question: Pick<Question, 'way' | 'port' | 'otherPort' | 'state'>): readonly Verdict[] {
  const whole = { local: addressOf(HOST_ADDRESSES[family][0]), device: 'eth0', ...question }
  const { regions } = walk(rulesetOf(texts), host, whole, AddressSet.of(addressOf(WIRE_ADDRESSES[family])))
  return [...new Set(regions.flatMap(({ endings }) => endings.map(({ verdict }) => verdict)))]
}

describe.skipIf(missing !== undefined)('what answers a packet', () => {
  let kernel: Kernel
  let [here, there] = [-1, -1]
  let ownPort = 20_000
  beforeAll(() => {
    kernel = new Kernel()
    const { native } = kernel.stand
    here = listenOn(native, PORT)
    inhabit(kernel.stand)
    enter(native, kernel.stand.wire)
    there = listenOn(native, PORT)
    enter(native, kernel.stand.host)
  })
  afterAll(() => {
    for (const fd of [here, there]) kernel.stand.native.close(fd)
    kernel.close()
  })

  // One SYN from anywhere; what the host sends back has to pass OUTPUT and POSTROUTING.
  test.each<readonly [name: string, rules: Partial<Trial>, expected: Readonly<Record<number, Verdict>>]>([
    ['a SYN-ACK is dropped', nft([OUTPUT, 'tcp flags & (syn | ack) == syn | ack drop']), { 22: 'drop', 23: 'rst' }],
    ['a RST is dropped', nft([OUTPUT, 'tcp flags & rst != 0 drop']), { 22: 'accept', 23: 'drop' }],
    ['a SYN-ACK is rejected', nft([OUTPUT, 'tcp sport 22 reject with tcp reset']), { 22: 'drop', 2222: 'accept' }],
    ['a policy of output that drops', nft([`${OUTPUT}; policy drop`]), { 22: 'drop', 23: 'drop' }],
    ['… and lets connections out', nft([`${OUTPUT}; policy drop`, 'ct state established accept']), { 22: 'accept', 23: 'rst' }],
    ['… and those alone that it knows as related', nft([`${OUTPUT}; policy drop`, 'ct state related accept']), { 22: 'drop', 23: 'drop' }],
    [
      'a rejection is related: its reset passes no rule for established',
      nft([INPUT, 'tcp dport 2222 reject with tcp reset'], [`${OUTPUT}; policy drop`, 'ct state established accept']),
      { 22: 'accept', 23: 'rst', 2222: 'drop' },
    ],
    [
      'an ICMP error is dropped, because it is related',
      nft([INPUT, 'tcp dport 2222 reject'], [OUTPUT, 'ct state related drop']),
      { 22: 'accept', 23: 'rst', 2222: 'drop' },
    ],
    [
      'an ICMP error is told from others',
      nft([INPUT, 'tcp dport 2222 reject with icmpx type admin-prohibited'], [OUTPUT, 'meta l4proto { icmp, icmpv6 } drop']),
      { 22: 'accept', 2222: 'drop' },
    ],
    ['postrouting drops', nft([POSTROUTING, 'tcp sport 22 drop']), { 22: 'drop', 2222: 'accept' }],
    [
      'a mark of the connection is there on the way back',
      nft([INPUT, 'tcp dport 22 ct mark set 0x7'], [OUTPUT, 'ct mark 0x7 drop']),
      { 22: 'drop', 2222: 'accept' },
    ],
    [
      'a mark of the packet is not',
      nft([INPUT, 'tcp dport 22 meta mark set 0x7'], [OUTPUT, 'meta mark 0x7 drop']),
      { 22: 'accept', 2222: 'accept' },
    ],
    [
      'a mark is restored from the connection',
      nft([INPUT, 'tcp dport 22 ct mark set 0x7'], [OUTPUT, 'meta mark set ct mark', 'meta mark 0x7 drop']),
      { 22: 'drop', 2222: 'accept' },
    ],
    [
      'NAT is undone before the reply is filtered in postrouting, not in output',
      nft(
        ['type nat hook prerouting priority -100', 'tcp dport 2222 redirect to :22'],
        [OUTPUT, 'tcp sport 2222 drop'],
        ['type filter hook postrouting priority 150', 'tcp sport 2222 drop'],
      ),
      { 22: 'accept', 2222: 'drop' },
    ],
    [
      'untracked both ways',
      nft(
        ['type filter hook prerouting priority -300', 'tcp dport 22 notrack'],
        [OUTPUT, 'ct state invalid drop', 'ct state established drop'],
      ),
      { 22: 'drop', 2222: 'drop' },
    ],
    [
      'iptables-nft',
      { iptables: filter(':OUTPUT DROP [0:0]', '-A OUTPUT -p tcp --sport 22 -m conntrack --ctstate ESTABLISHED -j ACCEPT') },
      { 22: 'accept', 2222: 'drop', 23: 'drop' },
    ],
    [
      'iptables-legacy',
      { iptablesLegacy: filter(':OUTPUT DROP [0:0]', '-A OUTPUT -p tcp --sport 22 -m conntrack --ctstate ESTABLISHED -j ACCEPT') },
      { 22: 'accept', 2222: 'drop', 23: 'drop' },
    ],
  ])('%s', (_, rules, expected) => {
    const trial = { ...NOTHING, ...rules }
    const packets = Object.keys(expected).map((port): Syn => {
      return { source: '1.2.3.4', sourcePort: ++ownPort, destination: '10.9.0.2', port: Number(port), tos: 0, ttl: 64 }
    })
    const answers = kernel.ask({ ...trial, packets }, false).map(({ verdict }) => verdict)
    expect(answers).toEqual(Object.values(expected))
    expect(ourAnswers(rulesetOf(trial), packets).map(({ verdict }) => verdict)).toEqual(answers)
  })

  // A connection is made under the first rules, then the second are loaded.
  const open: readonly (readonly [
    name: string,
    before: Partial<Trial>,
    after: Partial<Trial>,
    seen: ReturnType<typeof echo>,
    port?: number,
  ])[] = [
    ['no rules', TRACKED, {}, 'echo'],
    ['established connections are let in', TRACKED, nft([INPUT, 'ct state established accept', 'drop']), 'echo'],
    ['… and nothing is', TRACKED, nft([INPUT, 'drop']), 'silent'],
    ['no new ones are', TRACKED, nft([INPUT, 'ct state new drop']), 'echo'],
    ['only new ones are', TRACKED, nft([`${INPUT}; policy drop`, 'ct state new accept']), 'silent'],
    ['no SYN is', TRACKED, nft([INPUT, 'tcp flags syn drop']), 'echo'],
    ['they are reset', TRACKED, nft([INPUT, 'tcp dport 2200 reject with tcp reset']), 'reset'],
    [
      'they are no longer tracked',
      TRACKED,
      nft(['type filter hook prerouting priority -300', 'notrack'], [INPUT, 'ct state established accept', 'drop']),
      'silent',
    ],
    ['their answers are dropped', TRACKED, nft([OUTPUT, 'tcp sport 2200 drop']), 'silent'],
    ['their answers are established', TRACKED, nft([`${OUTPUT}; policy drop`, 'ct state established accept']), 'echo'],
    [
      'iptables-legacy',
      TRACKED,
      { iptablesLegacy: filter(':INPUT DROP [0:0]', '-A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT') },
      'echo',
    ],
    ['iptables-nft', TRACKED, { iptables: filter(':INPUT DROP [0:0]', '-A INPUT -m state --state RELATED -j ACCEPT') }, 'silent'],
    [
      'their NAT stays',
      nft(['type nat hook prerouting priority -100', 'tcp dport 2300 redirect to :2200']),
      nft(
        ['type nat hook prerouting priority -100', 'tcp dport 2300 redirect to :2200'],
        [`${INPUT}; policy drop`, 'tcp dport 2200 ct status dnat accept'],
      ),
      'echo',
      2300,
    ],
    [
      'what they were sent to is gone from the packet',
      nft(['type nat hook prerouting priority -100', 'tcp dport 2300 redirect to :2200']),
      nft(
        ['type nat hook prerouting priority -100', 'tcp dport 2300 redirect to :2200'],
        [`${INPUT}; policy drop`, 'tcp dport 2300 accept'],
      ),
      'silent',
      2300,
    ],
    [
      'what they were sent to is known of the connection',
      nft(['type nat hook prerouting priority -100', 'tcp dport 2300 redirect to :2200']),
      nft(
        ['type nat hook prerouting priority -100', 'tcp dport 2300 redirect to :2200'],
        [`${INPUT}; policy drop`, 'meta l4proto tcp ct original proto-dst 2300 accept'],
      ),
      'echo',
      2300,
    ],
  ]
  test.each(open.map(([name, before, after, seen, port = PORT]) => ({ name, before, after, seen, port })))(
    'a connection that is open, and then: $name',
    ({ before, after, seen, port }) => {
      const { native, host: inside, wire } = kernel.stand
      const trial = { ...NOTHING, ...after }
      kernel.load({ ...NOTHING, ...before })
      enter(native, wire)
      const { fd, told } = dial(native, WIRE_ADDRESSES[4], ++ownPort, HOST_ADDRESSES[4][0], port)
      enter(native, inside)
      expect(told).toBe('open')
      const far = accept(native, here)
      if (far === null) throw new Error('nothing to accept')
      kernel.load(trial)
      expect(echo(native, fd, far)).toBe(seen)
      native.close(fd)
      native.close(far)
      const verdict = { echo: 'accept', silent: 'drop', reset: 'rst' } as const
      expect(said(trial, 4, { way: 'in', port, otherPort: ownPort, state: 'established' })).toEqual([verdict[seen]])
    },
  )

  // A connection from the host to the other end of the wire.
  const made: readonly (readonly [
    name: string,
    rules: Partial<Trial>,
    told: ReturnType<typeof dial>['told'],
    verdict: Verdict,
    port?: number,
  ])[] = [
    ['no rules', {}, 'open', 'accept'],
    ['output drops', nft([OUTPUT, 'tcp dport 2200 drop']), 'silent', 'drop'],
    ['output resets', nft([OUTPUT, 'tcp dport 2200 reject with tcp reset']), 'refused', 'rst'],
    ['output rejects', nft([OUTPUT, 'tcp dport 2200 reject with icmpx type admin-prohibited']), 'errno 113', 'icmp 3/13'],
    ['postrouting drops', nft([POSTROUTING, 'tcp dport 2200 drop']), 'silent', 'drop'],
    ['the answer is dropped', nft([`${INPUT}; policy drop`]), 'silent', 'drop'],
    ['the answer is established', nft([`${INPUT}; policy drop`, 'ct state established accept']), 'open', 'accept'],
    ['the answer is not new', nft([INPUT, 'ct state != new drop']), 'silent', 'drop'],
    ['DNAT of output', nft(['type nat hook output priority -100', 'tcp dport 2201 dnat ip to 10.9.0.1:2200']), 'open', 'accept', CLOSED],
    [
      'NAT of the answer is not undone before the end of input',
      nft(
        ['type nat hook output priority -100', 'tcp dport 2201 dnat ip to 10.9.0.1:2200'],
        [`${INPUT}; policy drop`, 'tcp sport 2201 accept'],
      ),
      'silent',
      'drop',
      CLOSED,
    ],
    [
      '… and is then',
      nft(
        ['type nat hook output priority -100', 'tcp dport 2201 dnat ip to 10.9.0.1:2200'],
        ['type filter hook input priority 150; policy drop', 'tcp sport 2201 accept'],
      ),
      'open',
      'accept',
      CLOSED,
    ],
    [
      'iptables-nft',
      {
        iptables: filter(
          ':INPUT DROP [0:0]',
          ':OUTPUT ACCEPT [0:0]',
          '-A INPUT -i eth0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
        ),
      },
      'open',
      'accept',
    ],
    [
      'iptables-legacy',
      { iptablesLegacy: filter(':OUTPUT ACCEPT [0:0]', '-A OUTPUT -o eth0 -p tcp -j REJECT --reject-with tcp-reset') },
      'refused',
      'rst',
    ],
  ]
  test.each(made.map(([name, rules, told, verdict, port = PORT]) => ({ name, rules, told, verdict, port })))(
    'a connection from here: $name',
    ({ rules, told, verdict, port }) => {
      const { native } = kernel.stand
      const trial = { ...NOTHING, ...rules }
      kernel.load(trial)
      const dialled = dial(native, HOST_ADDRESSES[4][0], ++ownPort, WIRE_ADDRESSES[4], port)
      native.close(dialled.fd)
      expect(dialled.told).toBe(told)
      expect(said(trial, 4, { way: 'out', port, otherPort: ownPort, state: 'new' })).toEqual([verdict])
    },
  )
})
