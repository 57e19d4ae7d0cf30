import { describe, expect, test } from 'vitest'
import type { NftJson } from '../../../../src/firewall/netfilter/nft/ast.ts'
import { readRule } from './read-rule.ts'

const payload = (protocol: string, name: string): NftJson => ({ payload: { protocol, field: name } })
const match = (left: NftJson, right: NftJson, op = '=='): NftJson => ({ match: { op, left, right } })
const ipSaddr = payload('ip', 'saddr')
const dport = payload('tcp', 'dport')
const flags = payload('tcp', 'flags')
const mark: NftJson = { meta: { key: 'mark' } }
const ctMark: NftJson = { ct: { key: 'mark' } }

const RULES: readonly (readonly [rule: string, expr: readonly NftJson[], family?: string])[] = [
  // Comparisons.
  ['tcp dport 22 accept', [match(dport, 22), { accept: null }]],
  ['tcp dport != 22', [match(dport, 22, '!=')]],
  ['tcp dport ne 0x16', [match(dport, 22, '!=')]],
  ['tcp dport 026', [match(dport, 22)]],
  ['tcp dport > 1024 drop', [match(dport, 1024, '>'), { drop: null }]],
  ['tcp dport 22-80', [match(dport, { range: [22, 80] })]],
  ['tcp dport ssh', [match(dport, 22)]],
  ['tcp dport { ssh, http-alt, 90-99 }', [match(dport, { set: [22, 8080, { range: [90, 99] }] })]],
  ['tcp dport {ssh,443}', [match(dport, { set: [22, 443] })]],
  ['ip saddr 10.0.0.0/8', [match(ipSaddr, { prefix: { addr: '10.0.0.0', len: 8 } })]],
  ['ip saddr 10.0.0.1-10.0.0.9', [match(ipSaddr, { range: ['10.0.0.1', '10.0.0.9'] })]],
  ['ip saddr & 255.0.0.255 == 10.0.0.1', [match({ '&': [ipSaddr, '255.0.0.255'] }, '10.0.0.1')]],
  ['ip6 saddr fe80::/10', [match(payload('ip6', 'saddr'), { prefix: { addr: 'fe80::', len: 10 } })]],
  ['ip6 saddr ::ffff:1.2.3.4', [match(payload('ip6', 'saddr'), '::ffff:1.2.3.4')]],
  [
    'ip6 daddr { ::1, 2001:db8::1-2001:db8::9 }',
    [match(payload('ip6', 'daddr'), { set: ['::1', { range: ['2001:db8::1', '2001:db8::9'] }] })],
  ],
  ['ip saddr @bad drop', [match(ipSaddr, '@bad'), { drop: null }]],
  ['iifname "eth*" accept', [match({ meta: { key: 'iifname' } }, 'eth*'), { accept: null }]],
  ['iifname eth* accept', [match({ meta: { key: 'iifname' } }, 'eth*'), { accept: null }]],
  ['iifname { eth0, "ppp*" }', [match({ meta: { key: 'iifname' } }, { set: ['eth0', 'ppp*'] })]],
  ['iif 7', [match({ meta: { key: 'iif' } }, '7')]],
  ['meta l4proto { tcp, udp }', [match({ meta: { key: 'l4proto' } }, { set: ['tcp', 'udp'] })]],
  ['meta l4proto tcp tcp dport 22', [match({ meta: { key: 'l4proto' } }, 'tcp'), match(dport, 22)]],
  ['meta protocol ip ip saddr 1.2.3.4', [match({ meta: { key: 'protocol' } }, 'ip'), match(ipSaddr, '1.2.3.4')]],
  ['ether saddr 0:1:2:a:b:c', [match(payload('ether', 'saddr'), '00:01:02:0a:0b:0c')]],
  ['meta skuid root', [match({ meta: { key: 'skuid' } }, 0)]],
  ['meta hour "22:00"-"06:00"', [match({ meta: { key: 'hour' } }, { range: ['22:00', '06:00'] })]],
  ['ct expiration 1m30s', [match({ ct: { key: 'expiration' } }, 90)]],
  ['meta priority 1:2', [match({ meta: { key: 'priority' } }, '1:2')]],
  ['fib saddr . iif oif 0 drop', [match({ fib: { result: 'oif', flags: ['saddr', 'iif'] } }, '0'), { drop: null }]],
  ['fib iif . saddr oif missing', [match({ fib: { result: 'oif', flags: ['saddr', 'iif'] } }, false)]],
  ['fib daddr type { local, broadcast }', [match({ fib: { result: 'type', flags: ['daddr'] } }, { set: ['local', 'broadcast'] })]],
  ['ct original ip saddr 1.2.3.4', [match({ ct: { key: 'ip saddr', dir: 'original' } }, '1.2.3.4')]],
  ['ct reply packets > 5', [match({ ct: { key: 'packets', dir: 'reply' } }, 5, '>')]],
  ['@nh,96,32 0x01020304', [match({ payload: { base: 'nh', offset: 96, len: 32 } }, 16909060)]],
  ['@th,0,64 0x1122334455667788', [match({ payload: { base: 'th', offset: 0, len: 64 } }, '0x1122334455667788')]],
  ['tcp option maxseg exists', [match({ 'tcp option': { name: 'maxseg' } }, true)]],
  ['tcp option mss size 1400', [match({ 'tcp option': { name: 'maxseg', field: 'size' } }, 1400)]],
  ['ip option lsrr missing', [match({ 'ip option': { name: 'lsrr' } }, false)]],
  ['exthdr frag exists', [match({ exthdr: { name: 'frag' } }, true)]],
  ['rt0 addr[1] ::1', [match({ exthdr: { name: 'rt0', field: 'addr[1]' } }, '::1')]],
  ['rt type 0', [match({ exthdr: { name: 'rt', field: 'type' } }, 0)]],
  ['rt ip6 nexthop ::1', [match({ rt: { key: 'nexthop', family: 'ip6' } }, '::1')]],
  ['ipsec in reqid 1', [match({ ipsec: { key: 'reqid', dir: 'in', spnum: 0 } }, 1)]],
  ['meta ipsec missing', [match({ meta: { key: 'ipsec' } }, false)]],
  ['vxlan ip saddr 1.2.3.4', [match({ payload: { tunnel: 'vxlan', protocol: 'ip', field: 'saddr' } }, '1.2.3.4')]],
  ['arp saddr ip 1.2.3.4', [match(payload('arp', 'saddr ip'), '1.2.3.4')], 'arp'],
  ['socket cgroupv2 level 2 "a/b"', [match({ socket: { key: 'cgroupv2', level: 2 } }, 'a/b')]],
  ['sctp chunk data tsn 1', [match({ 'sctp chunk': { name: 'data', field: 'tsn' } }, 1)]],
  // Flags.
  ['ct state established,related accept', [match({ ct: { key: 'state' } }, ['established', 'related'], 'in'), { accept: null }]],
  ['ct state new', [match({ ct: { key: 'state' } }, 'new', 'in')]],
  ['ct state == new', [match({ ct: { key: 'state' } }, 'new')]],
  ['ct state != invalid', [match({ ct: { key: 'state' } }, 'invalid', '!=')]],
  ['ct state { new, untracked }', [match({ ct: { key: 'state' } }, { set: ['new', 'untracked'] })]],
  ['tcp flags syn', [match(flags, 'syn', 'in')]],
  ['tcp flags ! syn,rst', [match(flags, ['syn', 'rst'], '!')]],
  ['tcp flags syn / syn,ack', [match({ '&': [flags, ['syn', 'ack']] }, 'syn')]],
  ['tcp flags != syn,ack / syn,ack', [match({ '&': [flags, ['syn', 'ack']] }, ['syn', 'ack'], '!=')]],
  ['tcp flags & (fin|syn|rst) == syn', [match({ '&': [flags, { '|': ['fin', 'syn', 'rst'] }] }, 'syn')]],
  // The bits are asked for; nft prints this one with ==.
  ['tcp flags & (syn|ack) syn', [match({ '&': [flags, { '|': ['syn', 'ack'] }] }, 'syn')]],
  // Concatenations, sets and maps.
  [
    'ip saddr . tcp dport { 1.2.3.4 . 22, 10.0.0.0/8 . 80-90 }',
    [
      match(
        { concat: [ipSaddr, dport] },
        { set: [{ concat: ['1.2.3.4', 22] }, { concat: [{ prefix: { addr: '10.0.0.0', len: 8 } }, { range: [80, 90] }] }] },
      ),
    ],
  ],
  [
    'tcp dport vmap { ssh : accept, 80-90 : jump web, * : drop }',
    [
      {
        vmap: {
          key: dport,
          data: {
            set: [
              [22, { accept: null }],
              [{ range: [80, 90] }, { jump: { target: 'web' } }],
              ['*', { drop: null }],
            ],
          },
        },
      },
    ],
  ],
  ['ip saddr vmap @verdicts', [{ vmap: { key: ipSaddr, data: '@verdicts' } }]],
  [
    'ip saddr { 1.2.3.4 timeout 1h expires 59m59s comment "a, b" counter packets 1 bytes 2 }',
    [
      match(ipSaddr, {
        set: [{ elem: { val: '1.2.3.4', timeout: 3600, expires: 3599, comment: 'a, b', counter: { packets: 1, bytes: 2 } } }],
      }),
    ],
  ],
  [
    'meta mark set ip saddr map { 1.2.3.4 : 0x10 }',
    [{ mangle: { key: mark, value: { map: { key: ipSaddr, data: { set: [['1.2.3.4', 16]] } } } } }],
  ],
  // What is set.
  ['meta mark set 0x10', [{ mangle: { key: mark, value: 16 } }]],
  ['meta mark set ct mark and 0xff or 0x100', [{ mangle: { key: mark, value: { '|': [{ '&': [ctMark, 255] }, 256] } } }]],
  ['ct mark set (meta mark | 0x10) << 8', [{ mangle: { key: ctMark, value: { '<<': [{ '|': [mark, 16] }, 8] } } }]],
  ['ip dscp set cs1', [{ mangle: { key: payload('ip', 'dscp'), value: 'cs1' } }]],
  ['ct helper set "ftp"', [{ 'ct helper': 'ftp' }]],
  ['ct timeout set "t"', [{ 'ct timeout': 't' }]],
  ['ct event set new,destroy', [{ mangle: { key: { ct: { key: 'event' } }, value: ['new', 'destroy'] } }]],
  ['meta secmark set "s"', [{ secmark: 's' }]],
  ['ct secmark set meta secmark', [{ mangle: { key: { ct: { key: 'secmark' } }, value: { meta: { key: 'secmark' } } } }]],
  // Counts and limits.
  ['counter', [{ counter: null }]],
  ['counter packets 3 bytes 180', [{ counter: { packets: 3, bytes: 180 } }]],
  ['counter name "c"', [{ counter: 'c' }]],
  ['counter name tcp dport map { 22 : "a" }', [{ counter: { map: { key: dport, data: { set: [[22, 'a']] } } } }]],
  ['limit rate 3/minute', [{ limit: { rate: 3, burst: 5, per: 'minute' } }]],
  ['limit rate over 3/second burst 9 packets', [{ limit: { rate: 3, burst: 9, per: 'second', inv: true } }]],
  [
    'limit rate 10 mbytes/second burst 5 kbytes',
    [{ limit: { rate: 10, burst: 5, per: 'second', rate_unit: 'mbytes', burst_unit: 'kbytes' } }],
  ],
  ['limit name "l"', [{ limit: 'l' }]],
  ['quota over 5 mbytes used 1 kbytes', [{ quota: { val: 5, val_unit: 'mbytes', inv: true, used: 1, used_unit: 'kbytes' } }]],
  ['ct count over 10', [{ 'ct count': { val: 10, inv: true } }]],
  ['ct count until 10', [{ 'ct count': { val: 10 } }]],
  ['last used never', [{ last: null }]],
  [
    'update @seen { ip saddr timeout 1m limit rate 3/minute counter } drop',
    [
      {
        set: {
          op: 'update',
          elem: { elem: { val: ipSaddr, timeout: 60 } },
          set: '@seen',
          stmt: [{ limit: { rate: 3, burst: 5, per: 'minute' } }, { counter: null }],
        },
      },
      { drop: null },
    ],
  ],
  ['add @m { ip saddr : 0x1 }', [{ map: { op: 'add', elem: ipSaddr, data: 1, map: '@m' } }]],
  ['set add ip saddr @seen', [{ set: { op: 'add', elem: ipSaddr, set: '@seen' } }]],
  [
    'meter m size 10 { ip saddr ct count over 3 }',
    [{ meter: { key: ipSaddr, stmt: { 'ct count': { val: 3, inv: true } }, size: 10, name: 'm' } }],
  ],
  // Verdicts, answers and where packets go.
  ['jump f2b-sshd', [{ jump: { target: 'f2b-sshd' } }]],
  ['goto a+b:c', [{ goto: { target: 'a+b:c' } }]],
  ['reject', [{ reject: { type: 'icmpx', expr: 'port-unreachable' } }]],
  ['reject', [{ reject: { type: 'icmp', expr: 'port-unreachable' } }], 'ip'],
  ['reject', [{ reject: { type: 'icmpv6', expr: 'port-unreachable' } }], 'ip6'],
  ['reject with tcp reset', [{ reject: { type: 'tcp reset' } }]],
  ['reject with icmp type host-prohibited', [{ reject: { type: 'icmp', expr: 'host-prohibited' } }]],
  ['reject with icmpx 3', [{ reject: { type: 'icmpx', expr: 3 } }]],
  ['log', [{ log: null }]],
  [
    'log prefix "[UFW BLOCK] " level info flags tcp sequence,options flags skuid',
    [{ log: { prefix: '[UFW BLOCK] ', level: 'info', flags: ['tcp sequence', 'tcp options', 'skuid'] } }],
  ],
  ['log group 2 snaplen 64 queue-threshold 3', [{ log: { group: 2, snaplen: 64, 'queue-threshold': 3 } }]],
  ['dnat to 10.0.0.2:2222', [{ dnat: { addr: '10.0.0.2', port: 2222 } }], 'ip'],
  ['dnat ip6 to [fd00::2]:22', [{ dnat: { family: 'ip6', addr: 'fd00::2', port: 22 } }]],
  [
    'dnat ip to ip saddr . tcp dport map @m',
    [{ dnat: { family: 'ip', addr: { map: { key: { concat: [ipSaddr, dport] }, data: '@m' } } } }],
  ],
  [
    'dnat ip prefix to ip saddr map { 10.0.0.0/8 : 192.0.0.0/8 }',
    [
      {
        dnat: {
          family: 'ip',
          addr: {
            map: { key: ipSaddr, data: { set: [[{ prefix: { addr: '10.0.0.0', len: 8 } }, { prefix: { addr: '192.0.0.0', len: 8 } }]] } },
          },
          flags: 'netmap',
          type_flags: 'prefix',
        },
      },
    ],
  ],
  ['dnat to :ssh', [{ dnat: { port: 22 } }]],
  [
    'snat to 1.2.3.4-1.2.3.9:1024-2048 random,persistent',
    [{ snat: { addr: { range: ['1.2.3.4', '1.2.3.9'] }, port: { range: [1024, 2048] }, flags: ['random', 'persistent'] } }],
  ],
  ['masquerade', [{ masquerade: null }]],
  ['masquerade to :1024-65535 fully-random', [{ masquerade: { port: { range: [1024, 65535] }, flags: 'fully-random' } }]],
  ['redirect to :8080 comment "x"', [{ redirect: { port: 8080 } }]],
  ['redirect to :tcp dport map { ssh : http-alt }', [{ redirect: { port: { map: { key: dport, data: { set: [[22, 8080]] } } } } }]],
  ['redirect to 8080', [{ redirect: { port: 8080 } }]],
  ['tproxy ip to 127.0.0.1:8080', [{ tproxy: { family: 'ip', addr: '127.0.0.1', port: 8080 } }]],
  ['tproxy to :8080', [{ tproxy: { port: 8080 } }], 'ip'],
  ['queue', [{ queue: null }]],
  ['queue num 1-3 bypass,fanout', [{ queue: { num: { range: [1, 3] }, flags: ['bypass', 'fanout'] } }]],
  ['queue flags bypass to jhash ip saddr mod 4', [{ queue: { num: { jhash: { mod: 4, expr: ipSaddr } }, flags: 'bypass' } }]],
  ['dup to 1.2.3.4 device "lo"', [{ dup: { addr: '1.2.3.4', dev: 'lo' } }], 'ip'],
  ['fwd ip to 1.2.3.4 device "lo"', [{ fwd: { dev: 'lo', family: 'ip', addr: '1.2.3.4' } }], 'netdev'],
  ['notrack', [{ notrack: null }]],
  ['flow add @f', [{ flow: { op: 'add', flowtable: '@f' } }]],
  ['synproxy mss 1460 wscale 7 timestamp sack-perm', [{ synproxy: { mss: 1460, wscale: 7, flags: ['timestamp', 'sack-perm'] } }]],
  ['reset tcp option maxseg', [{ reset: { 'tcp option': { name: 'maxseg' } } }]],
  ['xt match "recent"', [{ xt: { type: 'match', name: 'recent' } }]],
  ['xt target TPROXY', [{ xt: { type: 'target', name: 'TPROXY' } }]],
  ['numgen inc mod 4 offset 2 < 3', [match({ numgen: { mode: 'inc', mod: 4, offset: 2 } }, 3, '<')]],
]

test.each(RULES.map(([rule, expr, family = 'inet']) => ({ rule, expr, family })))('$family: $rule', ({ rule, expr, family }) => {
  expect(readRule(rule, family)).toEqual(expr)
})

describe('variables', () => {
  test('stand for what they were defined as, in the form of where they are used', () => {
    const define = 'define PORTS = { ssh, 80 }\ndefine HOST = 1.2.3.4\ndefine BOTH = { $PORTS, 443 }'
    expect(readRule('ip daddr $HOST tcp dport $BOTH', 'inet', define)).toEqual([
      match(payload('ip', 'daddr'), '1.2.3.4'),
      match(dport, { set: [22, 80, 443] }),
    ])
  })

  test('are seen in their block only, and those of a block hide those outside', () => {
    const text = 'define P = 22\ntable ip a {\n define P = 23\n}\n'
    expect(readRule('tcp dport $P', 'ip', text)).toEqual([match(dport, 22)])
  })

  test('that are not defined leave the rule unread', () => {
    expect(() => readRule('tcp dport $P')).toThrow('$P is not defined')
    expect(() => readRule('tcp dport $P', 'ip', 'define P = 22\nundefine P')).toThrow('$P is not defined')
  })
})

test.each([
  'tcp dport',
  'tcp dport 22 accept nonsense',
  'nonsense',
  'ip saddr 1.2.3.4/',
  'ip saddr { 1.2.3.4',
  'tcp dport { 22 : accept',
  'ct state established,',
  'reject with nonsense',
  'limit rate 3/fortnight',
  'limit rate Infinity/second',
  'fib saddr . nonsense oif 0',
  'dnat to',
  'meta nonsense 1',
  'log prefix "open',
  `ip saddr ${'('.repeat(1000)}1.2.3.4`,
  `ip saddr ${'{ '.repeat(1000)}1.2.3.4${' }'.repeat(1000)}`,
  `jump ${'{ jump '.repeat(1000)}`,
])('unread, and never thrown: %.60s', (rule) => {
  expect(() => readRule(rule)).toThrow(/./)
})
