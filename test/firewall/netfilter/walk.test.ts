import { describe, expect, test } from 'vitest'
import { AddressSet, formatRange } from '../../../src/net/address-set.ts'
import { type Host, UNREAD_HOST } from '../../../src/firewall/netfilter/host.ts'
import { readIptables } from '../../../src/firewall/netfilter/iptables/read.ts'
import { walk } from '../../../src/firewall/netfilter/walk.ts'
import {
  accept,
  back,
  drop,
  endings,
  from,
  go,
  goto,
  jump,
  mark,
  prohibited,
  rst,
  ruleset,
  SERVER,
  table,
  unsure,
  when,
} from './hand-made.ts'

const A = '192.0.2.1'
const B = '198.51.100.1'

const state = (...states: readonly (string | null)[]) => when(({ ct }) => states.includes(ct.state))
const marked = (value: number) => when((packet) => packet.mark === value)
const dnat = (address: number | null, port: number | null) => go({ go: 'nat', manip: 'dst', address, port })

describe('chains', () => {
  test('the first rule that decides wins, then the policy', () => {
    const rules = ruleset(
      table({
        chains: {
          'input filter 0 drop': [
            [from('192.0.2.0/24'), accept],
            [from('192.0.2.1/32'), drop],
          ],
        },
      }),
    )
    expect(endings(rules, A)).toEqual(['accept input/1'])
    expect(endings(rules, B)).toEqual(['drop input/0'])
  })

  test('no chain at all', () => {
    expect(endings(ruleset(), A)).toEqual(['accept kernel socket'])
  })

  test('accept ends only its base chain; drop ends all', () => {
    const first = table({ name: 'a', chains: { 'input filter -5': [[accept]] } })
    const second = table({ name: 'b', chains: { 'input filter 5': [[from('192.0.2.0/24'), drop]] } })
    expect(endings(ruleset(second, first), A)).toEqual(['drop input/1'])
    expect(endings(ruleset(second, first), B)).toEqual(['accept input/1'])
  })

  test('a rule that accepts outranks policies of later chains', () => {
    const first = table({ name: 'a', chains: { 'input filter -5': [[back], []], other: [] } })
    const second = table({ name: 'b', chains: { 'input filter 0 drop': [[from('192.0.2.0/24'), accept]] } })
    const third = table({ name: 'c', chains: { 'input filter 5': [[from('192.0.2.1/32'), mark(7)]] } })
    expect(endings(ruleset(first, second, third), A)).toEqual(['accept input/1'])
  })

  test('jump returns, goto does not, return leaves one chain', () => {
    const chains = {
      'input filter 0 drop': [
        [from('192.0.2.0/24'), jump('inner')],
        [from('192.0.2.1/32'), accept],
        [from('198.51.100.0/24'), goto('inner')],
        [accept],
      ],
      inner: [[from('192.0.2.9/32'), drop], [back], [drop]],
    }
    const rules = ruleset(table({ chains }))
    expect(endings(rules, A)).toEqual(['accept input/2'])
    expect(endings(rules, '192.0.2.9')).toEqual(['drop inner/1'])
    // After a goto the end of the chain is the end of the base chain: its policy.
    expect(endings(rules, B)).toEqual(['drop input/0'])
    expect(endings(rules, '203.0.113.1')).toEqual(['accept input/4'])
  })

  test('a goto in a chain that was jumped to returns to who jumped', () => {
    const chains = { 'input filter 0 drop': [[jump('one')], [accept]], one: [[goto('two')], [drop]], two: [[back], [drop]] }
    expect(endings(ruleset(table({ chains })), A)).toEqual(['accept input/2'])
  })

  test('chains of one priority in one table: the one registered last is asked first', () => {
    const chains = { 'input-a filter 0': [[rst]], 'input-b filter 0': [[prohibited]] }
    expect(endings(ruleset(table({ chains })), A)).toEqual(['icmp 3/13 input-b/1'])
  })

  test('chains of one priority in two tables: both orders', () => {
    const one = table({ name: 'a', chains: { 'input filter 0': [[from('192.0.2.0/24'), drop]] } })
    const two = table({ name: 'b', chains: { 'input filter 0': [[rst]] } })
    expect(endings(ruleset(one, two), A)).toEqual(['drop input/1?', 'rst input/1?'])
    expect(endings(ruleset(one, two), B)).toEqual(['rst input/1'])
  })

  test('the end of the kernel at jumps that loop, or lead nowhere', () => {
    const loop = table({ chains: { 'input filter 0': [[jump('a')]], a: [[jump('b')]], b: [[jump('a')]] } })
    expect(endings(ruleset(loop), A)).toEqual(['unknown b/1?'])
    expect(endings(ruleset(table({ chains: { 'input filter 0': [[jump('nowhere')], [drop]] } })), A)).toEqual(['unknown input/1?'])
  })

  test('jumps 50,000 deep', () => {
    const deep = Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`c${n}`, [[n === 49_999 ? drop : jump(`c${n + 1}`)]]]))
    expect(endings(ruleset(table({ chains: { 'input filter 0': [[jump('c0')]], ...deep } })), A)).toEqual(['drop c49999/1'])
  })

  test('chains that double their work end it, and say so', () => {
    const doubling = Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [`c${n}`, n === 39 ? [[back]] : [[jump(`c${n + 1}`)], [jump(`c${n + 1}`)]]]),
    )
    expect(endings(ruleset(table({ chains: { 'input filter 0': [[jump('c0')]], ...doubling } })), A).join()).toContain('unknown')
  })
})

describe('what is not known', () => {
  test('goes both ways; where both end alike it did not matter', () => {
    const rules = ruleset(table({ chains: { 'input filter 0': [[unsure('the time'), accept], [from('192.0.2.0/24'), drop], [accept]] } }))
    expect(endings(rules, A)).toEqual(['drop input/2?', 'accept input/1?'])
    const alike = ruleset(table({ chains: { 'input filter 0': [[unsure('the time'), mark(1)], [drop]] } }))
    expect(endings(alike, A)).toEqual(['drop input/2'])
  })

  test('of a part of the remote ends', () => {
    const some = AddressSet.range(4, 0xc0000200, 0xc00002ff)
    const rules = ruleset(
      table({ chains: { 'input filter 0': [[when(() => ({ yes: AddressSet.none(4), maybe: some, why: 'x' })), drop]] } }),
    )
    expect(endings(rules, A)).toEqual(['drop input/1?', 'accept input/0?'])
    expect(endings(rules, B)).toEqual(['accept input/0'])
  })

  test('what is beside the rules and not modelled', () => {
    const rules = { ...ruleset(), unmodelled: [{ what: 'an XDP program', hook: 'ingress' as const }] }
    expect(endings(rules, A)).toEqual(['unknown kernel ingress?', 'accept kernel socket'])
  })
})

describe('the partition', () => {
  test('is disjoint, whole, and in the order of the addresses', () => {
    const rules = ruleset(
      table({
        chains: {
          'input filter 0 drop': [
            [from('10.0.0.0/8'), accept],
            [from('10.1.0.0/16'), drop],
            [from('9.0.0.0/8'), rst],
          ],
        },
      }),
    )
    const { regions, trace } = walk(
      rules,
      SERVER,
      { way: 'in', local: null, port: 22, otherPort: null, device: null, state: 'new' },
      AddressSet.all(4),
    )
    const shown = regions.map(
      ({ remotes, endings: [ending] }) => `${[...remotes.ranges()].map(formatRange).join(' ')}: ${ending?.verdict} ${ending?.by.chain}`,
    )
    expect(shown).toEqual([
      '0.0.0.0/8 10.0.0.2 127.0.0.0/8 224.0.0.0/4 255.255.255.255: drop routing',
      '1.0.0.0-8.255.255.255 11.0.0.0-126.255.255.255 128.0.0.0-223.255.255.255 240.0.0.0-255.255.255.254: drop input',
      '9.0.0.0/8: rst input',
      '10.0.0.0/31 10.0.0.3-10.255.255.255: accept input',
    ])
    expect(trace).toEqual([])
  })
})

describe('the kernel itself', () => {
  test.each(['127.0.0.1', '0.1.2.3', '224.0.0.1', '255.255.255.255', '10.0.0.2'])('takes nothing from %s', (source) => {
    expect(endings(ruleset(), source)).toEqual(['drop kernel routing'])
  })

  test.each(['::', '::1', 'ff02::1', '::ffff:192.0.2.1'])('takes nothing from %s', (source) => {
    expect(endings(ruleset(), source, { local: null })).toEqual(['drop kernel routing'])
  })

  test('refuses where nobody listens; unread sockets are none of its business', () => {
    expect(endings(ruleset(), A, { port: 23 })).toEqual(['rst kernel socket'])
    expect(endings(ruleset(), A, { port: 23 }, UNREAD_HOST)).toEqual(['accept kernel socket'])
  })

  test('tracks connections between -300 and -150', () => {
    const at = (priority: number) =>
      ruleset(
        table({
          chains: {
            [`prerouting filter ${priority}`]: [
              [state('new'), drop],
              [state('none'), rst],
            ],
          },
        }),
      )
    expect(endings(at(-300), A)).toEqual(['rst prerouting/2'])
    expect(endings(at(-150), A)).toEqual(['drop prerouting/1'])
    expect(endings(at(-200), A)).toEqual(['drop prerouting/1?', 'rst prerouting/2?'])
  })
})

describe('NAT', () => {
  const nat = table({
    name: 'nat',
    chains: {
      'prerouting nat -100': [
        [from('192.0.2.0/24'), dnat(null, 2222)],
        [from('198.51.100.0/24'), dnat(0x0a000009, 22)],
      ],
    },
  })

  test('to a port where nobody listens', () => {
    expect(endings(ruleset(nat), A)).toEqual(['rst kernel socket at 10.0.0.2:2222'])
  })

  test('later chains see the new port, earlier ones the old', () => {
    const filter = table({
      chains: {
        'prerouting filter -150': [[when(({ dport }) => dport === 2222), drop]],
        'input filter 0': [[when(({ dport }) => dport === 2222), drop]],
      },
    })
    expect(endings(ruleset(nat, filter), A)).toEqual(['drop input/1'])
  })

  test('to another machine is forwarded, if this one forwards', () => {
    expect(endings(ruleset(nat), B)).toEqual(['drop kernel routing'])
    const router: Host = { ...SERVER, sysctls: new Map([['net.ipv4.ip_forward', '1']]) }
    expect(endings(ruleset(nat), B, {}, router)).toEqual(['forward prerouting/2 at 10.0.0.9:22'])
    expect(endings(ruleset(nat), B, {}, UNREAD_HOST)).toHaveLength(3)
  })

  test('is not set up for what is not tracked', () => {
    const untracked = table({
      name: 'raw',
      chains: {
        'prerouting filter -300': [[{ act: (packet) => ({ go: 'on', packet: { ...packet, ct: { ...packet.ct, state: 'untracked' } } }) }]],
      },
    })
    expect(endings(ruleset(nat, untracked), A)).toEqual(['accept prerouting/0'])
  })

  test('to the loopback address is martian', () => {
    const local = table({ chains: { 'prerouting nat -100': [[dnat(0x7f000001, null)]] } })
    expect(endings(ruleset(local), A)).toEqual(['drop kernel routing'])
  })
})

describe('the answer', () => {
  const output = (...rules: Parameters<typeof table>[0]['chains'][string]) => table({ name: 'o', chains: { 'output filter 0': rules } })

  test('a SYN-ACK that OUTPUT drops or rejects is silence', () => {
    expect(endings(ruleset(output([state('established'), drop])), A)).toEqual(['drop output/1'])
    expect(endings(ruleset(output([state('established'), prohibited])), A)).toEqual(['drop output/1'])
    expect(endings(ruleset(output([state('new'), drop])), A)).toEqual(['accept kernel socket'])
  })

  test('a rejection is related to what it rejects, and silent where OUTPUT drops it', () => {
    const input = table({ chains: { 'input filter 0': [[from('192.0.2.0/24'), rst], [prohibited]] } })
    const strict = output([state('established'), accept], [drop])
    expect(endings(ruleset(input, strict), A)).toEqual(['drop output/2'])
    expect(endings(ruleset(input, output([state('related'), accept], [drop])), B)).toEqual(['icmp 3/13 input/2'])
    expect(endings(ruleset(input, output([when(({ protocol }) => protocol === 1), drop])), B)).toEqual(['drop output/1'])
  })

  test('the reset of a closed port passes OUTPUT, too', () => {
    expect(endings(ruleset(output([when(({ tcpFlags }) => tcpFlags === 20), drop])), A, { port: 23 })).toEqual(['drop output/1'])
  })

  test('carries the mark of its connection, not that of the packet', () => {
    const input = table({
      chains: { 'input filter 0': [[mark(5), { act: (packet) => ({ go: 'on', packet: { ...packet, ct: { ...packet.ct, mark: 9 } } }) }]] },
    })
    const host = { ...SERVER, sysctls: new Map([...SERVER.sysctls, ['net.ipv4.tcp_fwmark_accept', '0']]) }
    expect(endings(ruleset(input, output([marked(5), drop], [when(({ ct }) => ct.mark === 9), rst])), A, {}, host)).toEqual([
      'drop output/2',
    ])
  })

  test('comes from the address that was asked, after POSTROUTING', () => {
    const nat = table({ name: 'nat', chains: { 'prerouting nat -100': [[dnat(null, 22)]] } })
    const seen = (hook: string, priority: number, port: number) =>
      table({ name: hook, chains: { [`${hook} filter ${priority}`]: [[when(({ sport }) => sport === port), drop]] } })
    expect(endings(ruleset(nat, seen('output', 0, 22)), A, { port: 2222 })).toEqual(['drop output/1'])
    expect(endings(ruleset(nat, seen('postrouting', 50, 22)), A, { port: 2222 })).toEqual(['drop postrouting/1'])
    expect(endings(ruleset(nat, seen('postrouting', 150, 22)), A, { port: 2222 })).toEqual(['accept prerouting/1 at 10.0.0.2:22'])
    expect(endings(ruleset(nat, seen('postrouting', 150, 2222)), A, { port: 2222 })).toEqual(['drop postrouting/1'])
  })
})

describe('other ways', () => {
  const strict = table({
    chains: {
      'input filter 0 drop': [
        [state('established'), accept],
        [from('192.0.2.0/24'), accept],
      ],
      'output filter 0 drop': [
        [state('established'), accept],
        [from('192.0.2.0/24'), accept],
      ],
    },
  })

  test('established connections', () => {
    expect(endings(ruleset(strict), B)).toEqual(['drop input/0'])
    expect(endings(ruleset(strict), B, { state: 'established' })).toEqual(['accept input/1'])
  })

  test('a connection made here, and its answer', () => {
    expect(endings(ruleset(strict), A, { way: 'out' })).toEqual(['accept output/2'])
    expect(endings(ruleset(strict), B, { way: 'out' })).toEqual(['drop output/0'])
    const deaf = table({ chains: { 'input filter 0 drop': [] } })
    expect(endings(ruleset(deaf), A, { way: 'out' })).toEqual(['drop input/0'])
    const told = table({ chains: { 'output filter 0': [[rst]] } })
    expect(endings(ruleset(told), A, { way: 'out' })).toEqual(['rst output/1'])
  })

  test('a reply alone', () => {
    expect(endings(ruleset(strict), B, { way: 'reply' })).toEqual(['accept output/1'])
  })
})

test('the trace of one remote end', () => {
  const chains = {
    'input filter 0 drop': [[from('10.0.0.0/8'), drop], [jump('inner')], [accept]],
    inner: [[from('9.0.0.0/8'), drop], [mark(1)]],
  }
  const { trace } = walk(
    ruleset(table({ chains })),
    SERVER,
    { way: 'in', local: null, port: 22, otherPort: null, device: null, state: 'new' },
    AddressSet.range(4, 0xc0000201, 0xc0000201),
  )
  expect(trace.map(({ depth, passed, did, by }) => `${'  '.repeat(depth)}${by.chain}/${by.index} ${did} after ${passed}`)).toEqual([
    'input/2 jump inner after 1',
    '  inner/2 goes on after 1',
    'input/3 accept after 0',
    'socket/0 accept after 0',
  ])
})

test('a line without a target that can be read may hold one: nothing is certain behind it', () => {
  const { tables, unread } = readIptables('*filter\n:INPUT ACCEPT [0:0]\n-A INPUT \u00ff junk\nCOMMIT\n')
  expect(unread).toHaveLength(1)
  expect(endings(ruleset(...tables), A)).toEqual(['unknown INPUT/1??', 'accept INPUT/0?'])
})
