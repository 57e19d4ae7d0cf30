import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Verdict } from '../../src/firewall/region.ts'
import { Kernel, type KernelAnswer } from './kernel.ts'
import { Refused } from './load.ts'
import { kernelMissing } from './needs.ts'
import { NOTHING, type Syn, type Trial } from './trial.ts'

const missing = kernelMissing()
if (missing !== undefined) process.stderr.write(`kernel tests skipped: ${missing}\n`)

let sourcePort = 1024

function syn(source: string, port: number, destination?: string): Syn {
  sourcePort = sourcePort === 65_535 ? 1024 : sourcePort + 1
  return { source, sourcePort, destination: destination ?? (source.includes(':') ? 'fd09::2' : '10.9.0.2'), port, tos: 0, ttl: 64 }
}

/** An inet chain at input with these rules. */
const input = (...rules: readonly string[]): Partial<Trial> => ({
  nft: `table inet t {\nchain c {\ntype filter hook input priority 0\n${rules.join('\n')}\n}\n}\n`,
})
const filter = (...lines: readonly string[]): string => `*filter\n${lines.join('\n')}\nCOMMIT\n`

/** Each packet: source, port, what becomes of it, and `family table chain index` of the rule that decided where that is traced. */
type Case = readonly [source: string, port: number, verdict: Verdict, by?: string | null, destination?: string]

const CASES: readonly (readonly [name: string, rules: Partial<Trial>, ...cases: Case[]])[] = [
  [
    'no rules',
    {},
    ['1.2.3.4', 22, 'accept', null],
    ['1.2.3.4', 23, 'rst', null],
    ['2001:db8::1', 22, 'accept', null],
    ['2001:db8::1', 23, 'rst', null],
    ['1.2.3.4', 22, 'forward', null, '10.8.0.9'],
    ['2001:db8::1', 22, 'forward', null, 'fd08::9'],
    ['1.2.3.4', 22, 'forward', null, '192.0.2.1'],
  ],
  ['drop by nft', input('tcp dport 22 drop'), ['1.2.3.4', 22, 'drop', 'inet t c 1'], ['1.2.3.4', 23, 'rst', 'inet t c 0']],
  [
    'policy of nft',
    { nft: 'table ip t {\nchain c {\ntype filter hook input priority 0; policy drop\nip saddr 10.0.0.0/8 accept\n}\n}\n' },
    ['10.1.1.1', 22, 'accept', 'ip t c 1'],
    ['11.1.1.1', 22, 'drop', 'ip t c 0'],
    ['2001:db8::1', 22, 'accept', null],
  ],
  ...(
    [
      ['icmp type net-unreachable', '3/0'],
      ['icmp type host-unreachable', '3/1'],
      ['icmp type prot-unreachable', '3/2'],
      ['icmp type port-unreachable', '3/3'],
      ['icmp type net-prohibited', '3/9'],
      ['icmp type host-prohibited', '3/10'],
      ['icmp type admin-prohibited', '3/13'],
    ] as const
  ).map(
    ([kind, icmp]) =>
      [`reject with ${kind}`, input(`meta nfproto ipv4 reject with ${kind}`), ['1.2.3.4', 22, `icmp ${icmp}`, 'inet t c 1']] as const,
  ),
  ...(
    [
      ['icmpv6 type no-route', '1/0'],
      ['icmpv6 type admin-prohibited', '1/1'],
      ['icmpv6 type addr-unreachable', '1/3'],
      ['icmpv6 type port-unreachable', '1/4'],
      ['icmpv6 type policy-fail', '1/5'],
      ['icmpv6 type reject-route', '1/6'],
    ] as const
  ).map(
    ([kind, icmp]) =>
      [`reject with ${kind}`, input(`meta nfproto ipv6 reject with ${kind}`), ['2001:db8::1', 22, `icmp ${icmp}`, 'inet t c 1']] as const,
  ),
  [
    'reject with tcp reset, and by icmpx in both families',
    input('tcp dport 22 reject with tcp reset', 'reject with icmpx type no-route'),
    ['1.2.3.4', 22, 'rst', 'inet t c 1'],
    ['1.2.3.4', 23, 'icmp 3/0', 'inet t c 2'],
    ['2001:db8::1', 22, 'rst', 'inet t c 1'],
    ['2001:db8::1', 23, 'icmp 1/0', 'inet t c 2'],
  ],
  [
    'jump, return and goto of nft',
    {
      nft: 'table inet t {\nchain a {\ntcp dport 22 return\ndrop\n}\nchain b {\ntcp dport 8022 accept\n}\nchain c {\ntype filter hook input priority 0; policy drop\ntcp dport 2222 accept\nip saddr 7.0.0.0/8 jump a\ngoto b\ntcp dport 22 accept\n}\n}\n',
    },
    ['1.2.3.4', 2222, 'accept', 'inet t c 1'],
    ['7.2.3.4', 23, 'drop', 'inet t a 2'],
    ['7.2.3.4', 22, 'drop', 'inet t c 0'],
    ['1.2.3.4', 8022, 'accept', 'inet t b 1'],
  ],
  [
    'dropped at ingress, in front of everything',
    { nft: 'table netdev t {\nchain c {\ntype filter hook ingress device "eth0" priority 0\nip saddr 7.0.0.0/8 drop\n}\n}\n' },
    ['7.2.3.4', 22, 'drop', 'netdev t c 1'],
    ['8.2.3.4', 22, 'accept', 'netdev t c 0'],
  ],
  [
    'a netdev policy that drops sentinels as well',
    {
      nft: 'table netdev t {\nchain c {\ntype filter hook ingress device "eth0" priority 0; policy drop\nip saddr 7.0.0.0/8 accept\n}\n}\n',
    },
    ['7.2.3.4', 22, 'accept', 'netdev t c 1'],
    ['8.2.3.4', 22, 'drop', 'netdev t c 0'],
  ],
  [
    'DNAT to another port, to a closed one, and to another host',
    {
      nft: 'table ip t {\nchain c {\ntype nat hook prerouting priority -100\ntcp dport 80 redirect to :22\ntcp dport 81 redirect to :23\ntcp dport 82 dnat to 10.8.0.9:22\n}\n}\n',
    },
    ['1.2.3.4', 80, 'accept', 'ip t c 1'],
    ['1.2.3.4', 81, 'rst', 'ip t c 2'],
    ['1.2.3.4', 82, 'forward', 'ip t c 3'],
  ],
  [
    'iptables-nft',
    {
      iptables: filter(
        ':INPUT DROP [0:0]',
        '-A INPUT -s 7.0.0.0/8 -p tcp -j REJECT --reject-with tcp-reset',
        '-A INPUT -s 8.0.0.0/8 -j ACCEPT',
      ),
    },
    ['7.2.3.4', 22, 'rst', 'ip filter INPUT 1'],
    ['8.2.3.4', 22, 'accept', 'ip filter INPUT 2'],
    ['9.2.3.4', 22, 'drop', 'ip filter INPUT 0'],
    ['2001:db8::1', 22, 'accept', null],
  ],
  [
    'ip6tables-nft',
    { ip6tables: filter(':INPUT ACCEPT [0:0]', '-A INPUT -p tcp --dport 22 -j REJECT --reject-with icmp6-adm-prohibited') },
    ['2001:db8::1', 22, 'icmp 1/1', 'ip6 filter INPUT 1'],
    ['1.2.3.4', 22, 'accept', null],
  ],
  [
    'iptables-legacy',
    {
      iptablesLegacy: filter(
        ':INPUT DROP [0:0]',
        '-A INPUT -s 7.0.0.0/8 -j REJECT --reject-with icmp-admin-prohibited',
        '-A INPUT -m conntrack --ctstate NEW -s 8.0.0.0/8 -j ACCEPT',
      ),
    },
    ['7.2.3.4', 22, 'icmp 3/13'],
    ['8.2.3.4', 22, 'accept'],
    ['9.2.3.4', 22, 'drop'],
  ],
  [
    'ip6tables-legacy',
    { ip6tablesLegacy: filter(':INPUT ACCEPT [0:0]', '-A INPUT -s 2001:db8::/64 -j DROP') },
    ['2001:db8::1', 22, 'drop'],
    ['2001:db9::1', 22, 'accept'],
  ],
  [
    'ipset',
    {
      ipset: 'create banned hash:net\nadd banned 7.0.0.0/8\nadd banned 7.7.7.7/32 nomatch\n',
      iptables: filter(':INPUT ACCEPT [0:0]', '-A INPUT -m set --match-set banned src -j DROP'),
    },
    ['7.2.3.4', 22, 'drop', 'ip filter INPUT 1'],
    ['7.7.7.7', 22, 'accept', 'ip filter INPUT 0'],
  ],
  [
    'nft drops what legacy accepts',
    { ...input('ip saddr 7.0.0.0/8 drop'), iptablesLegacy: filter(':INPUT DROP [0:0]', '-A INPUT -p tcp --dport 22 -j ACCEPT') },
    ['7.2.3.4', 22, 'drop', 'inet t c 1'],
    ['8.2.3.4', 22, 'accept'],
    ['8.2.3.4', 2222, 'drop'],
  ],
  [
    'rules that count are loaded anew for each packet',
    { ...input('limit rate 1/hour burst 1 packets accept', 'drop'), counts: true },
    ['1.2.3.4', 22, 'accept', 'inet t c 1'],
    ['1.2.3.4', 22, 'accept', 'inet t c 1'],
  ],
  [
    'xt_recent forgets between packets',
    {
      iptablesLegacy: filter(
        ':INPUT ACCEPT [0:0]',
        '-A INPUT -m recent --name r --update --hitcount 1 -j DROP',
        '-A INPUT -m recent --name r --set -j ACCEPT',
      ),
      counts: true,
    },
    ['1.2.3.4', 22, 'accept'],
    ['1.2.3.4', 22, 'accept'],
  ],
  [
    'forwarding is rejected',
    { nft: 'table inet t {\nchain c {\ntype filter hook forward priority 0\nreject with icmpx type admin-prohibited\n}\n}\n' },
    ['1.2.3.4', 22, 'icmp 3/13', 'inet t c 1', '10.8.0.9'],
    ['2001:db8::1', 22, 'icmp 1/1', 'inet t c 1', 'fd08::9'],
    ['1.2.3.4', 22, 'accept', null],
  ],
]

const nameOf = ({ by }: KernelAnswer): string | null => (by ? `${by.family} ${by.table} ${by.chain} ${by.index}` : null)

describe.skipIf(missing !== undefined)('the stand', () => {
  let kernel: Kernel
  beforeAll(() => {
    kernel = new Kernel()
  })
  afterAll(() => kernel.close())

  test.each(CASES.map(([name, rules, ...cases]) => ({ name, rules, cases })))('$name', ({ rules, cases }) => {
    const packets = cases.map(([source, port, , , destination]) => syn(source, port, destination))
    const answers = kernel.ask({ ...NOTHING, ...rules, packets }, true)
    expect(answers.map(({ verdict }) => verdict)).toEqual(cases.map(([, , verdict]) => verdict))
    expect(answers.map((answer, index) => (cases[index]?.[3] === undefined ? undefined : nameOf(answer)))).toEqual(
      cases.map(([, , , by]) => by),
    )
  })

  test('ten thousand packets, and every answer finds its own', () => {
    const packets = Array.from({ length: 10_000 }, (_, index) =>
      syn(`${1 + (index % 9)}.${index % 250}.${index >> 8}.1`, index % 3 === 0 ? 23 : 22),
    )
    const rules = input('ip saddr 7.0.0.0/8 drop', 'ip saddr 1.0.0.0/9 tcp dport 22 reject with icmp type admin-prohibited')
    const answers = kernel.ask({ ...NOTHING, ...rules, packets }, true)
    const expected = packets.map(({ source, port }): string => {
      const [first, second] = source.split('.').map(Number)
      if (first === 7) return 'drop by inet t c 1'
      if (first === 1 && (second ?? 0) < 128 && port === 22) return 'icmp 3/13 by inet t c 2'
      return `${port === 22 ? 'accept' : 'rst'} by inet t c 0`
    })
    expect(answers.map((answer) => `${answer.verdict} by ${nameOf(answer)}`)).toEqual(expected)
  })

  test('a ruleset that no tool takes is refused, and the next one is judged alone', () => {
    expect(() => kernel.ask({ ...NOTHING, nft: 'table inet t { nonsense }' }, false)).toThrow(Refused)
    expect(() => kernel.ask({ ...NOTHING, iptablesLegacy: '*filter\n-A INPUT -j NOWHERE\nCOMMIT\n' }, false)).toThrow(Refused)
    expect(kernel.ask({ ...NOTHING, packets: [syn('1.2.3.4', 22)] }, false)).toEqual([{ verdict: 'accept', by: undefined }])
  })

  test('a connection of an earlier trial is forgotten', () => {
    const packet = syn('1.2.3.4', 22)
    const rules = input('ct state new accept', 'drop')
    for (let round = 0; round < 3; round++) {
      expect(kernel.ask({ ...NOTHING, ...rules, packets: [packet] }, false)).toEqual([{ verdict: 'accept', by: undefined }])
    }
  })

  test('what is loaded can be dumped', () => {
    const trial = { ...NOTHING, iptablesLegacy: filter(':INPUT DROP [0:0]', '-A INPUT -s 7.0.0.0/8 -j ACCEPT'), nft: 'table inet t\n' }
    const dumps = kernel.dump(trial)
    expect(dumps.iptablesLegacy).toContain('-A INPUT -s 7.0.0.0/8 -j ACCEPT')
    expect(dumps.nft).toBe('table inet t {\n}\n')
    expect(dumps.iptables).toBeNull()
  })
})
