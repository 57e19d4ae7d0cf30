import { describe, expect, test } from 'vitest'
import { parseAddress } from '../../../../src/net/address.ts'
import { parsePrefix } from '../../../../src/net/prefix.ts'
import { type Host, UNREAD_HOST } from '../../../../src/firewall/netfilter/host.ts'
import { findTarget } from '../../../../src/firewall/netfilter/iptables/extensions.ts'
import { readIptables } from '../../../../src/firewall/netfilter/iptables/read.ts'
import { TARGETS } from '../../../../src/firewall/netfilter/iptables/targets/all.ts'
import { readIpsets } from '../../../../src/firewall/netfilter/ipset/read.ts'
import { CT_STATUS, type Packet, PROTOCOL, TCP_FLAG } from '../../../../src/firewall/netfilter/packet.ts'
import type { Action, Outcome, Scene } from '../../../../src/firewall/netfilter/ruleset.ts'
import { synPacket } from '../syn-packet.ts'

const scene: Scene = { host: UNREAD_HOST, ipsets: new Map() }
const six = { family: 6, daddr: 1n } as const
const address = (text: string): number => Number(parseAddress(text)?.value)
const key = (text: string): bigint => parseAddress(text)?.value ?? -1n

/** What the target makes of a packet. @param target as it follows `-j` */
function act(target: string, packet: Partial<Packet> = {}, at: Scene = scene): Outcome {
  const family = packet.family ?? 4
  const { tables, unread } = readIptables(`*mangle\n-A INPUT -p tcp -j ${target}\nCOMMIT\n`, { family })
  if (unread.length > 0) throw new Error(unread[0]?.why)
  const action = tables[0]?.chains.get('INPUT')?.rules[0]?.steps.at(-1) as Action
  const outcome = action.act(synPacket(packet), at)
  if (!('go' in outcome)) throw new Error('branches')
  return outcome
}

/** The packet that goes on. */
function after(target: string, packet: Partial<Packet> = {}, at: Scene = scene): Packet {
  const outcome = act(target, packet, at)
  if (outcome.go !== 'on') throw new Error(outcome.go)
  return outcome.packet ?? synPacket(packet)
}

describe('the list', () => {
  test('has every target of iptables 1.8', () => {
    const all =
      'AUDIT CHECKSUM CLASSIFY CONNMARK CONNSECMARK CT DNAT DSCP HMARK IDLETIMER LED LOG MARK MASQUERADE NETMAP NFLOG NFQUEUE NOTRACK RATEEST ' +
      'REDIRECT REJECT SECMARK SET SNAT SYNPROXY TCPMSS TCPOPTSTRIP TEE TOS TPROXY TRACE'
    for (const name of `${all} CLUSTERIP ECN TTL ULOG`.split(' ')) expect([name, findTarget(4, name)?.part.name]).toEqual([name, name])
    for (const name of `${all} DNPT HL SNPT`.split(' ')) expect([name, findTarget(6, name)?.part.name]).toEqual([name, name])
    expect(new Set(TARGETS.map(({ name }) => name)).size).toBe(TARGETS.length)
  })
})

describe('REJECT', () => {
  test.each([
    ['REJECT', { type: 3, code: 3 }],
    ['REJECT --reject-with icmp-net-unreachable', { type: 3, code: 0 }],
    ['REJECT --reject-with net-unreach', { type: 3, code: 0 }],
    ['REJECT --reject-with icmp-host-unreachable', { type: 3, code: 1 }],
    ['REJECT --reject-with icmp-proto-unreachable', { type: 3, code: 2 }],
    ['REJECT --reject-with icmp-port-unreachable', { type: 3, code: 3 }],
    ['REJECT --reject-with icmp-net-prohibited', { type: 3, code: 9 }],
    ['REJECT --reject-with icmp-host-prohibited', { type: 3, code: 10 }],
    ['REJECT --reject-with icmp-admin-prohibited', { type: 3, code: 13 }],
    ['REJECT --reject-with ADMIN-PROHIB', { type: 3, code: 13 }],
    ['REJECT --reject-with tcp-reset', 'rst'],
    ['REJECT --reject-with tcp-rst', 'rst'],
  ])('%s', (target, kind) => {
    expect(act(target)).toEqual({ go: 'reject', with: kind })
  })

  test.each([
    ['REJECT', { type: 1, code: 4 }],
    ['REJECT --reject-with icmp6-no-route', { type: 1, code: 0 }],
    ['REJECT --reject-with no-route', { type: 1, code: 0 }],
    ['REJECT --reject-with icmp6-adm-prohibited', { type: 1, code: 1 }],
    ['REJECT --reject-with icmp6-addr-unreachable', { type: 1, code: 3 }],
    ['REJECT --reject-with icmp6-port-unreachable', { type: 1, code: 4 }],
    ['REJECT --reject-with icmp6-policy-fail', { type: 1, code: 5 }],
    ['REJECT --reject-with icmp6-reject-route', { type: 1, code: 6 }],
    ['REJECT --reject-with tcp-reset', 'rst'],
  ])('IPv6: %s', (target, kind) => {
    expect(act(target, six)).toEqual({ go: 'reject', with: kind })
  })

  test('a reset answers no reset, and only TCP', () => {
    expect(act('REJECT --reject-with tcp-reset', { tcpFlags: TCP_FLAG.rst | TCP_FLAG.ack })).toEqual({ go: 'drop' })
    expect(act('REJECT --reject-with tcp-reset', { protocol: PROTOCOL.udp, tcpFlags: null })).toEqual({ go: 'drop' })
    expect(act('REJECT', { tcpFlags: TCP_FLAG.rst })).toMatchObject({ go: 'reject' })
  })
})

describe('NAT', () => {
  const [dst, src] = [
    (a: unknown, port: unknown) => ({ go: 'nat', manip: 'dst', address: a, port }),
    (a: unknown, port: unknown) => ({ go: 'nat', manip: 'src', address: a, port }),
  ]

  test.each([
    ['DNAT --to-destination 10.0.0.2', dst(address('10.0.0.2'), null)],
    ['DNAT --to-destination 10.0.0.2:2222', dst(address('10.0.0.2'), 2222)],
    ['DNAT --to-destination 10.0.0.2:ssh', dst(address('10.0.0.2'), 22)],
    ['DNAT --to-destination :2222', dst(null, 2222)],
    ['DNAT --to-destination 10.0.0.2-10.0.0.3', dst('?', null)],
    ['DNAT --to-destination 10.0.0.2-10.0.0.2 --random --persistent', dst(address('10.0.0.2'), null)],
    ['DNAT --to-destination :2000-2010', dst(null, '?')],
    ['DNAT --to-destination :20-30', dst(null, null)],
    ['DNAT --to-destination :20-30 --random', dst(null, '?')],
    ['DNAT --to-destination :1000-2000/500', dst(null, 1994)],
    ['DNAT --to-destination :1000-2000/5', dst(null, 1017)],
    ['REDIRECT', dst('primary', null)],
    ['REDIRECT --to-ports 2222', dst('primary', 2222)],
    ['REDIRECT --to-ports 2000-2010', dst('primary', '?')],
    ['REDIRECT --to-ports ftp-data', dst('primary', 20)],
    ['SNAT --to-source 10.0.0.2', src(address('10.0.0.2'), null)],
    ['SNAT --to-source 10.0.0.2:2000-2010', src(address('10.0.0.2'), '?')],
    ['SNAT --to-source 10.0.0.2 --random-fully', src(address('10.0.0.2'), '?')],
    ['SNAT --to-source 10.0.0.2-10.0.0.3', src('?', null)],
    ['MASQUERADE', src('?', null)],
    ['MASQUERADE --to-ports 80', src('?', 80)],
  ])('%s', (target, outcome) => {
    expect(act(target)).toEqual(outcome)
  })

  test.each([
    ['DNAT --to-destination fd00::2', dst(key('fd00::2'), null)],
    ['DNAT --to-destination [fd00::2]:2222', dst(key('fd00::2'), 2222)],
    ['DNAT --to-destination [fd00::2-fd00::3]:1-2', dst('?', '?')],
    ['DNAT --to-destination :2222', dst(null, 2222)],
    ['DNAT --to-destination ::2', dst(2n, null)],
  ])('IPv6: %s', (target, outcome) => {
    expect(act(target, six)).toEqual(outcome)
  })

  test('a source that is in the range stays, and ports are those of TCP and UDP', () => {
    expect(act('SNAT --to-source 10.0.0.2-10.0.0.9', { saddr: address('10.0.0.5') })).toEqual(src(null, null))
    expect(act('SNAT --to-source 10.0.0.2-10.0.0.9', { saddr: address('10.0.0.1') })).toEqual(src('?', null))
    expect(act('DNAT --to-destination :2222', { protocol: 47, dport: null })).toEqual(dst(null, null))
  })

  test('MASQUERADE knows the only address of the interface it leaves by', () => {
    const own = (text: string): Host['interfaces'] => [
      { name: 'eth1', index: 3, addresses: [`${text}`, 'fd00::1/64'].flatMap((prefix) => addressesOf(prefix)) },
    ]
    const at = { ...scene, host: { ...UNREAD_HOST, interfaces: own('10.8.0.1/24') } }
    expect(act('MASQUERADE', { oif: 'eth1' }, at)).toEqual(src(address('10.8.0.1'), null))
    expect(act('MASQUERADE', { oif: 'eth2' }, at)).toEqual(src('?', null))
  })

  test('NETMAP keeps the host part of the destination before routing, and of the source after', () => {
    expect(act('NETMAP --to 10.8.0.0/24', { hook: 'prerouting' })).toEqual(dst(address('10.8.0.2'), null))
    expect(act('NETMAP --to 10.8.0.0/24', { hook: 'postrouting', saddr: address('1.2.3.4') })).toEqual(src(address('10.8.0.4'), null))
    expect(act('NETMAP --to 10.8.0.0/24', { hook: 'input' })).toEqual(src('?', null))
    expect(act('NETMAP --to 10.8.0.7', { hook: 'input' })).toEqual(src(address('10.8.0.7'), null))
    expect(act('NETMAP --to fd00::/64', { ...six, hook: 'output' })).toEqual(dst(key('fd00::1'), null))
  })

  test('SNPT and DNPT leave an address that is not known', () => {
    expect(after('DNPT --src-pfx fd01::/64 --dst-pfx fd02::/64', six).daddr).toBeNull()
    expect(after('SNPT --src-pfx fd01::/64 --dst-pfx fd02::/64', six)).toMatchObject({ saddr: null, daddr: 1n })
  })
})

function addressesOf(text: string): readonly {
  readonly address: NonNullable<ReturnType<typeof parseAddress>>
  readonly prefix: NonNullable<ReturnType<typeof parsePrefix>>
}[] {
  const [parsed, prefix] = [parseAddress(text.split('/')[0] ?? ''), parsePrefix(text)]
  return parsed && prefix ? [{ address: parsed, prefix }] : []
}

describe('marks', () => {
  test.each([
    ['MARK --set-mark 0x5', 5],
    ['MARK --set-mark 0x5/0xf', 0xf5],
    ['MARK --set-mark 0x10/0xf', 0xf0],
    ['MARK --set-xmark 0x10/0xf', 0xe0],
    ['MARK --set-xmark 7', 7],
    ['MARK --and-mark 0xf', 0xf],
    ['MARK --or-mark 0x100', 0x1ff],
    ['MARK --xor-mark 0xf', 0xf0],
    ['MARK --set-mark 0xffffffff', 0xffffffff],
    ['HMARK --hmark-tuple src --hmark-mod 4 --hmark-rnd 1', null],
  ])('%s', (target, mark) => {
    expect(after(target, { mark: 0xff }).mark).toBe(mark)
  })

  test('of a mark that is not known, only what covers it all is known', () => {
    expect(after('MARK --set-mark 5', { mark: null }).mark).toBe(5)
    expect(after('MARK --or-mark 5', { mark: null }).mark).toBeNull()
  })

  const ct = { ...synPacket().ct, mark: 0xab }
  test.each([
    ['CONNMARK --set-mark 0x5', 0x12, 5],
    ['CONNMARK --set-xmark 0x5/0xf', 0x12, 0xa5],
    ['CONNMARK --set-mark 0x50/0xf', 0x12, 0xf0],
    ['CONNMARK --and-mark 0xf', 0x12, 0xb],
    ['CONNMARK --or-mark 0x100', 0x12, 0x1ab],
    ['CONNMARK --xor-mark 0xff', 0x12, 0x54],
    ['CONNMARK --save-mark', 0x12, 0x12],
    ['CONNMARK --save-mark --nfmask 0xf --ctmask 0xf0', 0x12, 0xb ^ 2],
    ['CONNMARK --save-mark --mask 0xf', 0x12, 0xa2],
    ['CONNMARK --restore-mark', 0xab, 0xab],
    ['CONNMARK --restore-mark --nfmask 0xff --ctmask 0xf', 0xb, 0xab],
    ['CONNMARK --restore-mark --left-shift-mark 4', 0xab0, 0xab],
    ['CONNMARK --save-mark --right-shift-mark 4', 0x12, 0x1],
  ])('%s', (target, mark, connection) => {
    const now = after(target, { mark: 0x12, ct })
    expect([now.mark, now.ct.mark]).toEqual([mark, connection])
  })

  test('CONNMARK does nothing without a connection, and one that is not known leaves no mark known', () => {
    expect(after('CONNMARK --restore-mark', { mark: 0x12, ct: { ...ct, state: 'untracked' } }).mark).toBe(0x12)
    expect(after('CONNMARK --restore-mark', { mark: 0x12, ct: { ...ct, state: null } }).mark).toBeNull()
    expect(after('CONNMARK --save-mark', { mark: null, ct }).ct.mark).toBeNull()
    expect(after('CONNMARK --restore-mark --ctmask 0', { mark: 0x12, ct: { ...ct, mark: null } }).mark).toBe(0)
  })
})

describe('headers', () => {
  const fields = new Map([
    ['ip dscp', 0x0a],
    ['ip ecn', 1],
    ['ip ttl', 60],
  ])

  test.each([
    ['DSCP --set-dscp 0x2e', { 'ip dscp': 0x2e, 'ip ecn': 1 }],
    ['DSCP --set-dscp-class AF11', { 'ip dscp': 0x0a }],
    ['TOS --set-tos 0x12', { 'ip dscp': 0x04, 'ip ecn': 2 }],
    ['TOS --set-tos Minimize-Delay', { 'ip dscp': 4, 'ip ecn': 0 }],
    ['TOS --and-tos 0x09', { 'ip dscp': 2, 'ip ecn': 1 }],
    ['TOS --or-tos 0x12', { 'ip dscp': 0x0e, 'ip ecn': 3 }],
    ['TOS --xor-tos 0x29', { 'ip dscp': 0, 'ip ecn': 0 }],
    ['ECN --ecn-ip-ect 2', { 'ip ecn': 2 }],
    ['TTL --ttl-set 5', { 'ip ttl': 5 }],
    ['TTL --ttl-inc 250', { 'ip ttl': 255 }],
    ['TTL --ttl-dec 61', { 'ip ttl': 0 }],
    ['CLASSIFY --set-class 1:a', { 'meta priority': 0x1000a }],
  ])('%s', (target, expected) => {
    expect(Object.fromEntries(after(target, { fields }).fields)).toMatchObject(expected)
  })

  test('what was not known is known where all of it is set', () => {
    expect([...after('TOS --set-tos 0x12').fields]).toEqual([
      ['ip dscp', 4],
      ['ip ecn', 2],
    ])
    expect([...after('TOS --set-tos 0x12/0x3f').fields]).toEqual([['ip ecn', 2]])
    expect(after('TTL --ttl-dec 1').fields.size).toBe(0)
    expect([...after('HL --hl-set 5', six).fields]).toEqual([['ip6 hoplimit', 5]])
    expect([...after('DSCP --set-dscp 1', six).fields]).toEqual([['ip6 dscp', 1]])
  })

  test('ECN in the flags of TCP', () => {
    const flags = TCP_FLAG.syn | TCP_FLAG.ecn | TCP_FLAG.cwr
    expect(after('ECN --ecn-tcp-remove', { tcpFlags: flags }).tcpFlags).toBe(TCP_FLAG.syn)
    expect(after('ECN --ecn-tcp-cwr 0', { tcpFlags: flags }).tcpFlags).toBe(TCP_FLAG.syn | TCP_FLAG.ecn)
    expect(after('ECN --ecn-tcp-ece 1', { tcpFlags: TCP_FLAG.syn }).tcpFlags).toBe(TCP_FLAG.syn | TCP_FLAG.ecn)
  })
})

describe('connection tracking', () => {
  const none = { ...synPacket().ct, state: 'none' as const }

  test.each(['NOTRACK', 'CT --notrack'])('%s', (target) => {
    expect(after(target, { ct: none }).ct.state).toBe('untracked')
    expect(after(target, { ct: { ...none, state: 'new', status: CT_STATUS.snat } }).ct.state).toBe('new')
  })

  test('CT with anything else leaves it tracked', () => {
    expect(after('CT --helper ftp --zone 5', { ct: none }).ct.state).toBe('none')
  })
})

describe('SET', () => {
  const { ipsets } = readIpsets('create a hash:ip\nadd a 10.0.0.1\ncreate b hash:ip,port\n')
  const at = { host: UNREAD_HOST, ipsets }
  const packet = { saddr: address('10.0.0.9') }

  test('what it adds is found by the rules that follow, until it is deleted', () => {
    const added = after('SET --add-set a src --exist --timeout 5', packet, at)
    expect(ipsets.get('a')?.holds(added, ['src'], at)).toBe(true)
    expect(ipsets.get('b')?.holds(added, ['src', 'dst'], at)).toBe(false)
    const deleted = after('SET --del-set a src', added, at)
    expect(ipsets.get('a')?.holds(deleted, ['src'], at)).toBe(false)
  })

  test('--map-set leaves a mark that is not known where the set may have the packet', () => {
    const target = 'SET --map-set a src --map-mark --map-prio'
    expect(after(target, { saddr: address('10.0.0.1'), fields: new Map([['meta priority', 1]]) }, at)).toMatchObject({
      mark: null,
      fields: new Map(),
    })
    expect(after(target, { ...packet, mark: 5 }, at).mark).toBe(5)
    expect(after(target, packet).mark).toBeNull()
  })
})

describe('the others', () => {
  test.each([
    'AUDIT --type accept',
    'CHECKSUM --checksum-fill',
    'CONNSECMARK --save',
    'IDLETIMER --timeout 42 --label foo',
    'LED --led-trigger-id foo',
    'LOG --log-prefix "a b" --log-level 4',
    'NFLOG --nflog-group 1',
    'RATEEST --rateest-name a --rateest-interval 250ms --rateest-ewmalog 500ms',
    'SECMARK --selctx a',
    'TCPMSS --clamp-mss-to-pmtu',
    'TCPOPTSTRIP --strip-options 2,3',
    'TEE --gateway 10.0.0.1',
    'TRACE',
    'ULOG --ulog-nlgroup 1',
  ])('%s goes on with the packet as it is', (target) => {
    expect(act(target)).toEqual({ go: 'on' })
  })

  test.each([
    ['NFQUEUE --queue-num 5', 'a program decides (NFQUEUE 5; without one it is dropped)'],
    ['NFQUEUE --queue-balance 0:3 --queue-bypass', 'a program decides (NFQUEUE 0:3; without one it passes)'],
    ['SYNPROXY --mss 1460', 'the kernel answers in the place of the server (SYNPROXY)'],
    ['TPROXY --on-port 1 --tproxy-mark 1/1', 'whether a transparent proxy listens (TPROXY)'],
    ['CLUSTERIP --new --hashmode sourceip', 'which node of the cluster answers (CLUSTERIP)'],
  ])('%s', (target, why) => {
    expect(act(target)).toEqual({ go: 'unknown', why })
  })
})

test.each([
  'REJECT --reject-with icmp-nonsense',
  'DNAT',
  'DNAT --to-destination 1.1.1.1 --to-destination 2.2.2.2',
  'DNAT --to-destination fd00::1',
  'DNAT --to-destination :70000',
  'DNAT --to-destination :20-10',
  'DNAT --to-destination :1-2/0',
  'SNAT --to-source nowhere',
  'REDIRECT --to-ports 42-1234/567',
  'MASQUERADE --to-ports x',
  'NETMAP --to x',
  'MARK',
  'MARK --set-mark x',
  'MARK --and-mark 1/1',
  'CONNMARK',
  'CONNMARK --save-mark --mask x',
  'DSCP --set-dscp 64',
  'DSCP --set-dscp-class AF50',
  'TOS --set-tos 256',
  'TTL --ttl-set 256',
  'TTL --ttl-inc 0',
  'ECN',
  'CLASSIFY --set-class x',
  'SET',
  'SET --add-set a up',
])('what cannot be read is told: %s', (target) => {
  expect(() => act(target)).toThrow(/^target /)
})
