import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AddressSet, formatRange } from '../../../../src/net/address-set.ts'
import { parseAddress } from '../../../../src/net/address.ts'
import type { Answer } from '../../../../src/firewall/netfilter/answer.ts'
import { UNREAD_HOST } from '../../../../src/firewall/netfilter/host.ts'
import { withNote } from '../../../../src/firewall/netfilter/ipset/noted.ts'
import { readIpsets } from '../../../../src/firewall/netfilter/ipset/read.ts'
import { type Packet, REMOTE } from '../../../../src/firewall/netfilter/packet.ts'
import { synPacket } from '../syn-packet.ts'

const six = { family: 6, daddr: 1n } as const

function ask(text: string, directions: string, packet: Partial<Packet> = {}, exceptions = false): Answer {
  const { ipsets } = readIpsets(text)
  const set = [...ipsets.values()].at(-1)
  if (!set) throw new Error('no set')
  return set.holds(synPacket(packet), directions.split(','), { host: UNREAD_HOST, ipsets }, exceptions)
}

const show = (set: AddressSet): readonly string[] => [...set.ranges()].map(formatRange)

/** The remote ends for which it holds, and those (behind `?`) for which it cannot be told. */
function remotes(answer: Answer): boolean | readonly string[] {
  return typeof answer === 'boolean' ? answer : [...show(answer.yes), ...show(answer.maybe).map((range) => `? ${range}`)]
}

const address = (text: string): number => Number(parseAddress(text)?.value)

describe('every type of set', () => {
  test.each([
    ['create x bitmap:ip range 10.0.0.0-10.0.255.255 netmask 24\nadd x 10.0.2.3', 'src', ['10.0.2.0/24']],
    ['create x bitmap:ip,mac range 10.0.0.0/24\nadd x 10.0.0.3\nadd x 10.0.0.4,00:11:22:33:44:55', 'src,src', ['10.0.0.3', '? 10.0.0.4']],
    ['create x bitmap:port range 0-1000\nadd x 20-30', 'dst', true],
    ['create x bitmap:port range 0-1000\nadd x 23', 'dst', false],
    [
      'create x hash:ip\nadd x 10.0.0.1\nadd x 10.1.0.0/30\nadd x 10.2.0.1-10.2.0.2',
      'src',
      ['10.0.0.1', '10.1.0.0/30', '10.2.0.1-10.2.0.2'],
    ],
    ['create x hash:ip netmask 24\nadd x 10.0.0.1', 'src', ['10.0.0.0/24']],
    ['create x hash:ip bitmask 255.254.255.255\nadd x 10.7.0.1', 'src', ['10.6.0.1', '10.7.0.1']],
    ['create x hash:mac\nadd x 00:11:22:33:44:55', 'src', ['? 0.0.0.0/0']],
    ['create x hash:ip,mac\nadd x 10.0.0.1,00:11:22:33:44:55', 'src,src', ['? 10.0.0.1']],
    ['create x hash:ip,mark markmask 0xff\nadd x 10.0.0.1,0x105', 'src,src', ['10.0.0.1']],
    ['create x hash:ip,mark\nadd x 10.0.0.1,0x6', 'src,src', false],
    ['create x hash:ip,port\nadd x 10.0.0.1,tcp:22\nadd x 10.0.0.2,udp:22\nadd x 10.0.0.3,20-30', 'src,dst', ['10.0.0.1', '10.0.0.3']],
    ['create x hash:ip,port\nadd x 10.0.0.1,22', 'src,src', ['? 10.0.0.1']],
    ['create x hash:ip,port,ip\nadd x 10.0.0.1,ssh,10.9.0.2\nadd x 10.0.0.2,22,10.9.0.3', 'src,dst,dst', ['10.0.0.1']],
    [
      'create x hash:ip,port,net\nadd x 10.9.0.2,22,10.0.0.0/8\nadd x 10.9.0.2,22,10.1.0.0/16 nomatch',
      'dst,dst,src',
      ['10.0.0.0/16', '10.2.0.0-10.255.255.255'],
    ],
    ['create x hash:net\nadd x 10.0.0.0/31\nadd x 10.0.0.4-10.0.0.6', 'src', ['10.0.0.0/31', '10.0.0.4-10.0.0.6']],
    ['create x hash:net,net\nadd x 10.9.0.0/16,10.0.0.0/31\nadd x 10.9.0.2,10.0.0.1 nomatch', 'dst,src', ['10.0.0.0']],
    ['create x hash:net,port\nadd x 10.0.0.0/31,22\nadd x 10.0.0.0,23 nomatch', 'src,dst', ['10.0.0.0/31']],
    ['create x hash:net,port,net\nadd x 10.9.0.2,22,10.0.0.0/31', 'dst,dst,src', ['10.0.0.0/31']],
    ['create x hash:net,iface\nadd x 10.0.0.0/31,eth0\nadd x 10.0.0.0,eth1', 'src,src', ['10.0.0.1']],
    [
      'create x hash:net,iface\nadd x 10.0.0.0/31,eth wildcard\nadd x 0.0.0.0/0,physdev:eth0',
      'src,src',
      ['10.0.0.0/31', '? 0.0.0.0-9.255.255.255', '? 10.0.0.2-255.255.255.255'],
    ],
    ['create a hash:ip\nadd a 10.0.0.1\ncreate b hash:ip family inet6\ncreate x list:set\nadd x a\nadd x b before a', 'src', ['10.0.0.1']],
    ['create x list:set\nadd x gone', 'src', ['? 0.0.0.0/0']],
  ])('%s', (text, directions, expected) => {
    expect(readIpsets(text).unread).toEqual([])
    expect(remotes(ask(text, directions, { mark: 5 }))).toEqual(expected)
  })
})

describe('as ip_set_test does', () => {
  const port = 'create x hash:ip,port\nadd x 10.0.0.1,tcp:22\nadd x 10.0.0.2,icmp:host-unreachable\nadd x 10.0.0.3,gre:0'

  test('a set of another family, or of more dimensions than directions, has nothing', () => {
    expect(ask(port, 'src,dst', six)).toBe(false)
    expect(ask(port, 'src')).toBe(false)
    expect(ask(port, 'src,dst,dst')).not.toBe(false)
  })

  test('a known address is in it or not', () => {
    expect(ask(port, 'src,dst', { saddr: address('10.0.0.1') })).toBe(true)
    expect(ask(port, 'src,dst', { saddr: address('10.0.0.2') })).toBe(false)
    expect(remotes(ask(port, 'dst,dst', { daddr: null }))).toEqual(['? 0.0.0.0/0'])
    expect(remotes(ask('create x hash:ip\nadd x 10.0.0.1', 'dst', { saddr: 1, daddr: REMOTE }))).toEqual(['10.0.0.1'])
  })

  test('the port of ICMP is its type and code, and other protocols have none', () => {
    expect(remotes(ask(port, 'src,dst', { protocol: 1, icmp: { type: 3, code: 1 } }))).toEqual(['10.0.0.2'])
    expect(remotes(ask(port, 'src,dst', { protocol: 1, icmp: { type: 3, code: 2 } }))).toBe(false)
    expect(remotes(ask(port, 'src,dst', { protocol: 1 }))).toEqual(['? 10.0.0.2'])
    expect(remotes(ask(port, 'src,dst', { protocol: 47 }))).toEqual(['10.0.0.3'])
    expect(ask('create x bitmap:port range 0-100\nadd x 0', 'dst', { protocol: 47 })).toBe(false)
  })

  test('--return-nomatch asks for the exceptions', () => {
    const net = 'create x hash:net\nadd x 10.0.0.0/24\nadd x 10.0.0.0/31 nomatch\nadd x 10.0.0.1'
    expect(remotes(ask(net, 'src'))).toEqual(['10.0.0.1-10.0.0.255'])
    expect(remotes(ask(net, 'src', {}, true))).toEqual(['10.0.0.0'])
  })

  test('an entry that is added again stands for the one before', () => {
    expect(remotes(ask('create x hash:net\nadd x 10.0.0.0/31 nomatch\nadd x 10.0.0.1/31', 'src'))).toEqual(['10.0.0.0/31'])
    expect(ask('create x hash:net\nadd x 10.0.0.0/31\nadd x 10.0.0.1/31 nomatch', 'src')).toBe(false)
  })

  test('a packet that is made here has no hardware address, and what the interface is decides for others', () => {
    const mac = 'create x bitmap:ip,mac range 10.0.0.0/24\nadd x 10.0.0.3'
    expect(ask(mac, 'src,src', { hook: 'output', iif: '' })).toBe(false)
    expect(ask(mac, 'src,src', { iif: 'lo' })).toBe(false)
    expect(remotes(ask(mac, 'src,src', { iif: 'wg0' }))).toEqual(['? 10.0.0.3'])
  })

  test('an interface that is not known', () => {
    const iface = 'create x hash:net,iface\nadd x 10.0.0.0/31,eth0\nadd x 10.0.0.0,eth1'
    expect(remotes(ask(iface, 'src,src', { iif: null }))).toEqual(['? 10.0.0.0/31'])
    expect(ask(iface, 'src,dst')).toBe(false)
  })

  test('a rule before has added the packet, or deleted it', () => {
    const text = 'create x hash:ip\nadd x 10.0.0.1'
    const note = (did: 'add' | 'del', directions: string): Packet => withNote(synPacket(), { did, set: 'x', directions: [directions] })
    expect(remotes(ask(text, 'src', note('add', 'src')))).toEqual(['0.0.0.1-255.255.255.255'])
    expect(remotes(ask(text, 'src', note('add', 'dst')))).toEqual(['10.0.0.1', '? 0.0.0.0-10.0.0.0', '? 10.0.0.2-255.255.255.255'])
    expect(ask(text, 'src', note('del', 'src'))).toBe(false)
    expect(remotes(ask(text, 'src', note('del', 'dst')))).toEqual(['? 10.0.0.1'])
    expect(remotes(ask(text.replace('ip', 'ip maxelem 1'), 'src', note('add', 'src')))).toEqual([
      '10.0.0.1',
      '? 0.0.0.0-10.0.0.0',
      '? 10.0.0.2-255.255.255.255',
    ])
    expect(remotes(ask('create x hash:net\nadd x 10.0.0.0/8', 'src', note('del', 'src')))).toEqual(['? 10.0.0.0/8'])
    expect(
      remotes(ask('create y list:set\ncreate z hash:ip', 'src', withNote(synPacket(), { did: 'add', set: 'y', directions: ['src'] }))),
    ).toEqual(['? 0.0.0.0/0'])
  })
})

describe('forms of the text', () => {
  test('ipset list, and a listing that leaves out the entries', () => {
    const head =
      'Name: x\nType: hash:net\nRevision: 7\nHeader: family inet hashsize 1024 maxelem 65536\nSize in memory: 512\nReferences: 0\nNumber of entries: 2\n'
    const listed = `${head}Members:\n10.0.0.0/8 timeout 99 comment "a nomatch b"\n10.1.0.0/16 nomatch\n`
    expect(remotes(ask(listed, 'src'))).toEqual(['10.0.0.0/16', '10.2.0.0-10.255.255.255'])
    expect(readIpsets(`${listed}\n${listed.replaceAll('x', 'y')}`).ipsets.size).toBe(2)
    expect(remotes(ask(head, 'src'))).toEqual(['? 0.0.0.0/0'])
  })

  test('ipset -o xml', () => {
    const text = `<ipsets>
<ipset name="a&amp;b">
<type>hash:net</type>
<revision>7</revision>
<header><family>inet</family><hashsize>1024</hashsize><comment/>
<memsize>848</memsize>
<references>1</references>
<numentries>2</numentries>
</header>
<members>
<member><elem>10.0.0.0/31</elem><comment>"x y"</comment></member>
<member><elem>10.0.0.1</elem><nomatch/></member>
</members>
</ipset>
</ipsets>`
    expect(readIpsets(text)).toMatchObject({ unread: [] })
    expect(readIpsets(text).ipsets.has('a&b')).toBe(true)
    expect(remotes(ask(text, 'src'))).toEqual(['10.0.0.0'])
  })

  test('commands of ipset restore', () => {
    const text =
      'create x hash:ip -exist\r\n# old\n-N y hash:ip\nadd -exist x 10.0.0.1\n-A y 10.0.0.2 timeout 5\nswap x y\nflush y\ndestroy y\nCOMMIT\n'
    expect(readIpsets(text)).toMatchObject({ unread: [] })
    expect([...readIpsets(text).ipsets.keys()]).toEqual(['x'])
    expect(remotes(ask(text, 'src'))).toEqual(['10.0.0.2'])
  })

  test.each(['10.0.0.256', 'example.com', '10.0.0.1,22', '10.0.0.1 nomtch', '0.0.0.0', '10.0.0.1 comment "x', ''])(
    'an entry that is not understood is told, and then nothing of its set is known: "%s"',
    (entry) => {
      const text = `create x hash:ip\nadd x 10.0.0.9\nadd x ${entry}\n`
      expect(readIpsets(text, { file: 'sets' }).unread).toEqual([
        { file: 'sets', line: 3, text: `add x ${entry}`, why: 'not understood as hash:ip' },
      ])
      expect(remotes(ask(text, 'src'))).toEqual(['? 0.0.0.0/0'])
    },
  )

  test.each([
    ['create x hash:odd', 'not a set that is understood'],
    ['create x bitmap:ip range 10.0.0.0', 'not a set that is understood'],
    ['create x hash:ip netmask 33', 'not a set that is understood'],
    ['add y 10.0.0.1', 'there is no set of this name'],
    ['swap y z', 'there is no set of this name'],
    ['del y 10.0.0.1', 'not a command that is understood'],
  ])('%s: %s', (line, why) => {
    expect(readIpsets(line).unread).toEqual([{ file: null, line: 1, text: line, why }])
  })

  test.each(['10.1.0.0', '10.0.255.0-10.1.0.1'])('an entry outside the range of its bitmap: %s', (entry) => {
    expect(readIpsets(`create x bitmap:ip range 10.0.0.0/16\nadd x ${entry}`).unread).toHaveLength(1)
  })

  test('never throws, and keeps each line that it does not understand', () => {
    const word = fc.constantFrom(
      'create',
      'add',
      'x',
      'hash:ip',
      'hash:net,iface',
      'list:set',
      '10.0.0.0/8',
      ',',
      '-',
      ' ',
      '"',
      'nomatch',
      '::1',
      'Name: x',
      'Type: hash:ip',
      'Header: ',
      'Members:',
      '\n',
      '<ipsets>',
      '<member><elem>',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string({ maxLength: 5 })), { maxLength: 30 }), (words) => {
        const text = words.join(' ')
        const { ipsets, unread } = readIpsets(text)
        for (const set of ipsets.values()) set.holds(synPacket(), ['src', 'src', 'dst'], { host: UNREAD_HOST, ipsets })
        for (const { line } of unread) expect(line).toBeGreaterThan(0)
      }),
    )
  })
})

test('the longest prefix decides, as one looks at each address by itself', () => {
  const net = fc.record({ low: fc.nat(255), length: fc.integer({ min: 24, max: 32 }), nomatch: fc.boolean() })
  fc.assert(
    fc.property(fc.array(net, { maxLength: 12 }), fc.nat(255), (nets, low) => {
      const text = nets.map(({ low: at, length, nomatch }) => `add x 10.0.0.${at}/${length}${nomatch ? ' nomatch' : ''}\n`).join('')
      const answer = ask(`create x hash:net\n${text}`, 'src')
      const holding = nets.filter(({ low: at, length }) => at >> (32 - length) === low >> (32 - length))
      const best = holding.reduce((found, one) => (found === undefined || one.length >= found.length ? one : found), holding[0])
      expect(typeof answer === 'boolean' ? answer : answer.yes.has(0x0a000000 + low)).toBe(best !== undefined && !best.nomatch)
      expect(ask(`create x hash:net\n${text}`, 'src', { saddr: 0x0a000000 + low })).toBe(best !== undefined && !best.nomatch)
    }),
  )
})
