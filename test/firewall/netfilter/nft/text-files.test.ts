import { describe, expect, test } from 'vitest'
import { parseNftText } from '../../../../src/firewall/netfilter/nft/text.ts'

/** Kind and name of each object, and the text of each rule behind its chain. */
function outline(text: string): readonly string[] {
  return parseNftText(text).objects.map(({ kind, object, text: rule }) =>
    kind === 'rule' ? `  ${rule}` : `${kind} ${String(object['name'])}`,
  )
}

const CHAIN = 'add table inet t; add chain inet t c\n'

describe('blocks', () => {
  const text = `#!/usr/sbin/nft -f
flush ruleset
table inet filter { # handle 4
	comment "mine"
	flags dormant
	set bad { # handle 5
		type ipv4_addr . inet_service
		flags interval,timeout
		timeout 1d2h
		gc-interval 10s
		size 65535
		policy memory
		auto-merge
		counter
		comment "those"
		elements = { 1.2.3.4 . 22 timeout 1m,
			     10.0.0.0/8 . 80-90, }
	}
	chain input { # handle 1
		comment "in"
		type filter hook input priority filter - 5; policy drop;
		tcp dport 22 \\
			accept comment "ssh" # handle 7
		jump {
			ip saddr 1.2.3.4 accept
			drop
		} # handle 9
	}
}
`
  const { objects, unread } = parseNftText(text)

  test('all is read, with handles and lines', () => {
    expect(unread).toEqual([])
    expect(objects.map(({ kind, object, line }) => [line, kind, object['handle']])).toEqual([
      [3, 'table', 4],
      [6, 'set', 5],
      [19, 'chain', 1],
      [22, 'rule', 7],
      [24, 'rule', 9],
      [24, 'chain', undefined],
      [25, 'rule', undefined],
      [26, 'rule', undefined],
    ])
  })

  test('the table, the set and the chain say what they are', () => {
    expect(objects[0]?.object).toEqual({ family: 'inet', name: 'filter', handle: 4, comment: 'mine', flags: 'dormant' })
    expect(objects[1]?.object).toEqual({
      family: 'inet',
      name: 'bad',
      table: 'filter',
      handle: 5,
      type: ['ipv4_addr', 'inet_service'],
      flags: ['interval', 'timeout'],
      timeout: 93_600,
      'gc-interval': 10,
      size: 65_535,
      policy: 'memory',
      'auto-merge': true,
      stmt: [{ counter: null }],
      comment: 'those',
      elem: [
        { elem: { val: { concat: ['1.2.3.4', 22] }, timeout: 60 } },
        { concat: [{ prefix: { addr: '10.0.0.0', len: 8 } }, { range: [80, 90] }] },
      ],
    })
    expect(objects[2]?.object).toEqual({
      family: 'inet',
      table: 'filter',
      name: 'input',
      handle: 1,
      comment: 'in',
      type: 'filter',
      hook: 'input',
      prio: -5,
      policy: 'drop',
    })
  })

  test('a rule keeps its text as it was written, without its handle', () => {
    expect(objects[3]?.text).toBe('tcp dport 22 \\\n\t\t\taccept comment "ssh"')
    expect(objects[3]?.object).toMatchObject({ comment: 'ssh', expr: [{}, { accept: null }] })
  })

  test('an anonymous chain is a chain of its own', () => {
    expect(objects[4]?.object['expr']).toEqual([{ jump: { target: '__chain0' } }])
    expect(objects[7]?.object).toMatchObject({ chain: '__chain0', expr: [{ drop: null }] })
  })

  test('on one line, with semicolons', () => {
    expect(
      outline('table t { chain c { type filter hook input priority 0; policy accept; counter; drop }; set s { type mark; } }'),
    ).toEqual(['table t', 'set s', 'chain c', '  counter', '  drop'])
  })
})

test.each([
  ['ip', 'filter', 0],
  ['inet', 'dstnat + 7', -93],
  ['ip6', 'raw', -300],
  ['bridge', 'filter', -200],
  ['bridge', 'out - 1', 99],
  ['ip', '-17', -17],
  ['ip', '$prio', -5],
])('the priority in a table of %s: %s is %i', (family, priority, prio) => {
  const { objects } = parseNftText(`define prio = -5\ntable ${family} t { chain c { type filter hook prerouting priority ${priority}; }; }`)
  expect(objects[1]?.object['prio']).toBe(prio)
})

describe('objects', () => {
  test('of every kind', () => {
    const { objects, unread } = parseNftText(`table ip t {
  counter c { packets 1 bytes 2 }
  quota q { over 2 kbytes used 3 bytes }
  limit l { rate over 3/second burst 7 packets }
  limit b { rate 1 mbytes/second }
  ct helper h { type "ftp" protocol tcp; }
  ct timeout ct { protocol udp; l3proto ip; policy = { unreplied : 2m3s, replied : 14 } }
  ct expectation e { protocol tcp; dport 22; timeout 1m; size 3; }
  synproxy s { mss 1460; wscale 7; timestamp sack-perm; }
  secmark m { "system_u:object_r:ssh_t:s0" }
  flowtable f { hook ingress priority filter; devices = { lo, "eth0" }; counter; }
}
add counter ip t d
add quota ip t r 25 mbytes
`)
    expect(unread).toEqual([])
    const found = Object.fromEntries(objects.map(({ kind, object }) => [`${kind} ${String(object['name'])}`, object]))
    expect(found).toMatchObject({
      'table t': { name: 't' },
      'counter c': { name: 'c', packets: 1, bytes: 2 },
      'quota q': { name: 'q', bytes: 2048, used: 3, inv: true },
      'limit l': { name: 'l', rate: 3, per: 'second', burst: 7, inv: true },
      'limit b': { name: 'b', rate: 1, per: 'second', rate_unit: 'mbytes' },
      'ct helper h': { name: 'h', type: 'ftp', protocol: 'tcp', l3proto: 'ip' },
      'ct timeout ct': { name: 'ct', protocol: 'udp', l3proto: 'ip', policy: { unreplied: 123, replied: 14 } },
      'ct expectation e': { name: 'e', protocol: 'tcp', dport: 22, timeout: 60_000, size: 3, l3proto: 'ip' },
      'synproxy s': { name: 's', mss: 1460, wscale: 7, flags: ['timestamp', 'sack-perm'] },
      'secmark m': { name: 'm', context: 'system_u:object_r:ssh_t:s0' },
      'flowtable f': { name: 'f', hook: 'ingress', prio: 0, dev: ['lo', 'eth0'] },
      'counter d': { name: 'd', packets: 0, bytes: 0 },
      'quota r': { name: 'r', bytes: 26_214_400, used: 0, inv: false },
    })
  })

  test('maps, by their types and by expressions of such types', () => {
    const { objects, unread } = parseNftText(`table ip t {
  map a { type inet_service : verdict; elements = { ssh : accept } }
  map b { typeof ip saddr . tcp dport : meta mark; elements = { 1.2.3.4 . ssh : 0x1 } }
  map c { type ipv4_addr : interval ipv4_addr . inet_service; elements = { 1.2.3.4 : 5.6.7.8 . ssh } }
  map d { typeof ip saddr : ct helper; elements = { 1.2.3.4 : "h" } }
}`)
    expect(unread).toEqual([])
    expect(objects.slice(1).map(({ object }) => [object['type'], object['map'], object['elem']])).toEqual([
      ['inet_service', 'verdict', [[22, { accept: null }]]],
      [
        { typeof: { concat: [{ payload: { protocol: 'ip', field: 'saddr' } }, { payload: { protocol: 'tcp', field: 'dport' } }] } },
        'mark',
        [[{ concat: ['1.2.3.4', 22] }, 1]],
      ],
      ['ipv4_addr', ['ipv4_addr', 'inet_service'], [['1.2.3.4', { concat: ['5.6.7.8', 22] }]]],
      [{ typeof: { payload: { protocol: 'ip', field: 'saddr' } } }, 'ct helper', [['1.2.3.4', 'h']]],
    ])
  })
})

describe('commands', () => {
  test.each([
    ['add rule', 'add rule inet t c counter\nadd rule inet t c drop', ['  counter', '  drop']],
    ['insert rule', 'add rule inet t c counter\ninsert rule inet t c drop', ['  drop', '  counter']],
    [
      'insert at an index',
      'add rule inet t c counter\nadd rule inet t c log\ninsert rule inet t c index 1 drop',
      ['  counter', '  drop', '  log'],
    ],
    [
      'add after an index',
      'add rule inet t c counter\nadd rule inet t c log\nadd rule inet t c index 0 drop',
      ['  counter', '  drop', '  log'],
    ],
    [
      'add after, insert before, replace and delete by handle',
      'table inet t { chain c {\ncounter # handle 4\nlog # handle 5\nreject # handle 6\n}\n}\nadd rule inet t c handle 4 accept\n' +
        'insert rule inet t c position 4 notrack\nreplace rule inet t c handle 5 drop\ndelete rule inet t c handle 6',
      ['  notrack', '  counter', '  accept', '  drop'],
    ],
    ['flush chain', 'add rule inet t c counter\nflush chain inet t c\nadd rule inet t c drop', ['  drop']],
    ['flush table', 'add rule inet t c counter\nflush table inet t', []],
  ])('%s', (_, text, rules) => {
    expect(parseNftText(CHAIN + text).unread).toEqual([])
    expect(outline(CHAIN + text)).toEqual(['table t', 'chain c', ...rules])
  })

  test('a block that stands twice adds to what is there', () => {
    const text = 'table inet t { chain c { counter; }; }\n'
    expect(outline(text + text)).toEqual(['table t', 'chain c', '  counter', '  counter'])
  })

  test('what is flushed and deleted is gone', () => {
    expect(outline(`${CHAIN}flush ruleset\ntable ip a`)).toEqual(['table a'])
    expect(outline(`${CHAIN}add table ip a\nflush ruleset inet`)).toEqual(['table a'])
    expect(outline(`${CHAIN}delete table inet t`)).toEqual([])
    expect(outline(`${CHAIN}delete chain inet t c`)).toEqual(['table t'])
    expect(outline('destroy table inet t')).toEqual([])
  })

  test('elements are added and deleted', () => {
    const set = 'table ip t { set s { type inet_service; elements = { ssh, 80 }; }; }\n'
    const elements = (text: string): unknown => parseNftText(set + text).objects[1]?.object['elem']
    expect(elements('add element ip t s { https, 8080 timeout 1m }')).toEqual([22, 80, 443, { elem: { val: 8080, timeout: 60 } }])
    expect(elements('delete element ip t s { ssh }')).toEqual([80])
    expect(elements('flush set ip t s')).toBeUndefined()
  })
})

describe('what cannot be read', () => {
  test('a rule is noted, and stands in its chain all the same', () => {
    const { objects, unread } = parseNftText(
      'table ip t {\n chain c {\n  counter\n  ip saddr 1.2.3.4 frobnicate { a; b } # handle 6\n  drop\n }\n}\n',
    )
    const why = '"frobnicate" begins no statement'
    expect(unread).toEqual([{ line: 4, text: 'ip saddr 1.2.3.4 frobnicate { a; b }', why }])
    expect(objects.slice(2).map(({ object }) => object['expr'])).toEqual([[{ counter: null }], [{ unread: why }], [{ drop: null }]])
    expect(objects[3]).toMatchObject({ line: 4, text: 'ip saddr 1.2.3.4 frobnicate { a; b }', object: { handle: 6 } })
  })

  test('a file that is included', () => {
    const { objects, unread } = parseNftText('include "/etc/nftables.d/*.nft"\ntable ip t\n')
    expect(unread).toEqual([{ line: 1, text: 'include "/etc/nftables.d/*.nft"', why: 'the file that is included was not read' }])
    expect(objects).toHaveLength(1)
  })

  test('rules and elements that are included are unread where they would stand', () => {
    const { objects } = parseNftText(
      'table ip t {\n include "a"\n chain c {\n  include "b"\n  drop\n }\n set s {\n  type ipv4_addr\n  include "c"\n }\n}\n',
    )
    const why = 'the file that is included was not read'
    expect(objects.map(({ object }) => object['unread'] ?? object['expr'] ?? object['elem'] ?? null)).toEqual([
      'a file that is included in it was not read',
      why,
      null,
      [{ unread: why }],
      [{ drop: null }],
    ])
    expect(objects[1]?.object['elem']).toEqual([{ unread: why }])
  })

  test('a rule whose place is not known may do all it does before the others', () => {
    const { objects, unread } = parseNftText(`${CHAIN}add rule inet t c drop\nadd rule inet t c handle 7 accept`)
    const why = 'the rule beside which it stands is not known'
    expect(unread).toEqual([{ line: 3, text: 'accept', why }])
    expect(objects.slice(2).map(({ object }) => object['expr'])).toEqual([[{ unread: why }], [{ drop: null }]])
  })

  test('a chain whose hook is not understood says so', () => {
    const { objects, unread } = parseNftText('table ip t { chain c { type filter hook input priority nonsense; drop; }; }')
    expect(unread).toHaveLength(1)
    expect(objects[1]?.object['unread']).toBe('the priority is not known')
  })

  test('a set of which something is not understood has one element, that says so', () => {
    const { objects, unread } = parseNftText('table ip t { set s { type ipv4_addr; elements = { 1.2.3.4, 5.6.7.8 frobnicate }; }; }')
    expect(unread).toHaveLength(1)
    expect(objects[1]?.object['elem']).toEqual([{ unread: unread[0]?.why }])
  })

  test('a rule in a chain that is declared elsewhere: the chain may be hooked anywhere', () => {
    const { objects } = parseNftText('add rule ip filter input drop')
    expect(objects.map(({ kind, object }) => [kind, object['unread']])).toEqual([
      ['table', undefined],
      ['chain', 'the chain is not declared here'],
      ['rule', undefined],
    ])
  })

  test.each([
    'delete rule inet t c handle 5',
    'replace rule inet t c handle 5 drop',
    'delete table ip t',
    'delete flowtable inet t f',
    'delete element inet t s { 1.2.3.4 }',
    'flush chain inet t d',
    'flush meter inet t m',
    'rename chain inet t c d',
    'list ruleset',
    'add nonsense',
    'inet t c drop',
    '}',
    'define = 3',
    'add set inet t s { type ipv4_addr; nonsense; }',
    'add limit inet t l { rate 3 }',
    'add table inet t {',
    'add element inet t s $x',
  ])('%s', (command) => {
    const { unread } = parseNftText(CHAIN + command)
    expect(unread.map(({ line }) => line)).toContain(2)
  })

  test('what follows is read again', () => {
    expect(outline(`frobnicate { table ip no { }; }\n${CHAIN}`)).toEqual(['table t', 'chain c'])
  })
})

describe('variables of variables', () => {
  test('do not grow without bounds', () => {
    const doubling = Array.from({ length: 60 }, (_, at) => `define A${at + 1} = { $A${at}, $A${at} }`).join('\n')
    const { unread } = parseNftText(`define A0 = 1\n${doubling}\n`)
    expect(unread.at(-1)?.why).toMatch(/stand for too much|is not defined/)
  })

  test('do not nest without bounds', () => {
    const nesting = Array.from({ length: 20_000 }, (_, at) => `define A${at + 1} = $A${at} . 1`).join('\n')
    const { unread } = parseNftText(`define A0 = 1\n${nesting}\n`)
    expect(unread[0]?.why).toBe('variables stand for too much')
  })
})
