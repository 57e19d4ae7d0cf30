import { describe, expect, test } from 'vitest'
import { readInputs } from '../../src/firewall/inputs.ts'
import { judged } from '../../src/firewall/judged.ts'

/** Each rule that is never asked: `index in chain would … by …`. */
function never(rules: string, from?: string): readonly string[] {
  const inputs = readInputs([{ file: null, text: `*filter\n:INPUT DROP [0:0]\n:f2b - [0:0]\n${rules}\nCOMMIT\n` }])
  expect(inputs.ruleset.unread).toEqual([])
  return judged(inputs, from === undefined ? {} : { from }).shadowed.map(
    ({ rule, would, by }) => `${rule.chain} ${rule.index} would ${would} before ${by.map((one) => `${one.chain} ${one.index}`).join(', ')}`,
  )
}

const SSH = '-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT'
const REST = '-A INPUT -p tcp -m tcp --dport 443 -j ACCEPT\n-A INPUT -j DROP'

describe('rules that are never asked about SSH', () => {
  test('a client is denied after everyone was let in', () => {
    expect(never(`${SSH}\n-A INPUT -s 203.0.113.7/32 -j DROP\n${REST}`)).toEqual(['INPUT 2 would drop before INPUT 1'])
  })

  test('SSH is let in after everyone was turned away', () => {
    expect(never(`-A INPUT -j DROP\n${SSH}\n-A INPUT -s 10.0.0.0/8 -j ACCEPT`)).toEqual([
      'INPUT 2 would accept before INPUT 1',
      'INPUT 3 would accept before INPUT 1',
    ])
  })

  test('the chain of fail2ban stands behind the rule that lets in', () => {
    expect(never(`${SSH}\n-A INPUT -p tcp -m tcp --dport 22 -j f2b\n-A f2b -s 203.0.113.7/32 -j DROP`)).toEqual([
      'INPUT 2 would jump f2b before INPUT 1',
    ])
  })

  test('within a chain that is jumped to', () => {
    expect(never(`-A INPUT -j f2b\n-A f2b -s 203.0.113.0/24 -j ACCEPT\n-A f2b -s 203.0.113.7/32 -j DROP\n${SSH}`)).toEqual([
      'f2b 2 would drop before f2b 1',
    ])
  })
})

describe('but not', () => {
  test.each([
    ['a rule about other ports', `${SSH}\n${REST}`],
    ['one that would do the same', `${SSH}\n-A INPUT -s 10.0.0.0/8 -j ACCEPT\n${REST}`],
    ['one that has its use for some', `-A INPUT -s 10.0.0.0/8 -j ACCEPT\n-A INPUT -s 10.0.0.0/7 -j DROP\n${SSH}`],
    ['one for a state that the packet does not have', `${SSH}\n-A INPUT -m conntrack --ctstate INVALID -j DROP\n${REST}`],
    ['one of which it cannot be told', `${SSH}\n-A INPUT -i eth0 -j DROP\n${REST}`],
    ['one that returns', `-A INPUT -j f2b\n-A f2b -j DROP\n-A f2b -s 10.0.0.0/8 -j RETURN`],
  ])('%s', (_, rules) => {
    expect(never(rules)).toEqual([])
  })

  test('of one client, a rule that is not about it', () => {
    const rules = `${SSH}\n-A INPUT -s 203.0.113.7/32 -j DROP`
    expect(never(rules, '203.0.113.7')).toEqual(['INPUT 2 would drop before INPUT 1'])
    expect(never(rules, '203.0.113.8')).toEqual([])
  })
})
