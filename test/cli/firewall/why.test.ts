import { describe, expect, test } from 'vitest'
import { cells } from '../../../src/cli/cells.ts'
import { type Depth, why as report } from '../../../src/cli/firewall/why.ts'
import type { Asked } from '../../../src/firewall/asked.ts'
import { readInputs } from '../../../src/firewall/inputs.ts'
import { judged } from '../../../src/firewall/judged.ts'
import { NFT, SS, V4 } from './dumps.ts'

const LOOK = { width: 80, colour: false, unicode: true }

function why(text: string, from: string, asked: Asked = {}, depth: Depth = 'normal'): string {
  const inputs = readInputs([{ file: null, text }])
  return report(LOOK, inputs, judged(inputs, { from, ...asked }), from, depth).join('\n')
}

/** The report as one line. */
const flat = (lines: string): string => lines.replaceAll(/\s+/g, ' ').trim()

describe('the first line is the answer', () => {
  test.each([
    [
      '203.0.113.7',
      V4,
      '✗ Rule 1 of f2b-sshd rejects 203.0.113.7: it is told ICMP 3/3 "port unreachable": ssh says "Connection refused"\.',
    ],
    [
      '203.0.113.9',
      V4,
      '✗ Rule 2 of f2b-sshd rejects 203.0.113.9: it is told ICMP 3/13 "communication administratively prohibited": ssh says "No route to host"\.',
    ],
    ['8.8.8.8', V4 + SS, '✓ Rule 6 of INPUT accepts 8.8.8.8 on port 22.'],
    ['192.0.2.7', V4 + SS, '✓ Rule 4 of INPUT accepts 192.0.2.7 on port 22.'],
    ['198.51.100.1', V4, '? It cannot be told: 198.51.100.1 is dropped by rule 5 of INPUT, or accepted by rule 6 of INPUT.'],
    ['127.0.0.1', V4, '✗ The kernel drops 127.0.0.1: a source address that no packet from a network can have (martian).'],
    ['203.0.113.7', NFT, '✗ Rule 5 of input rejects 203.0.113.7 with a RST: ssh says "Connection refused".'],
    ['203.0.113.8', NFT, '✗ The policy of input drops 203.0.113.8 in silence: ssh says "Connection timed out".'],
    [
      '10.1.2.3',
      NFT + SS.replaceAll(':22 ', ':80 '),
      '✗ The rules let 10.1.2.3 in, but nothing listens on this address and port: ssh says "Connection refused"\.',
    ],
    ['2001:db8::7', NFT + SS, '✓ Rule 4 of input accepts 2001:db8::7 on port 22.'],
    ['2001:db8::7', V4, '? No rules of IPv6 were given, so nothing is known of 2001:db8::7.'],
  ])('%s', (from, text, first) => {
    expect(flat(why(text, from)).slice(0, first.length)).toBe(first)
    expect(flat(why(text, from, {}, 'quiet')).startsWith(first)).toBe(true)
  })

  test('and what it must not leave out', () => {
    expect(flat(why(V4, '8.8.8.8', {}, 'quiet'))).toMatch(/on port 22\. Whether anything listens there was not read\.$/)
    expect(flat(why(`${V4}garbage\n`, '8.8.8.8', {}, 'quiet'))).toMatch(/ 1 line could not be read, and may change this\.$/)
  })
})

describe('the report', () => {
  test('follows the packet, and shows the rule that decides where it stands', () => {
    const stdout = why(V4, '203.0.113.9')
    expect(stdout).toContain(`
  input: ip filter INPUT (iptables-nft)
    2 rules do not match
    rule 3: jump f2b-sshd
      1 rule does not match
      rule 2: reject with icmp 3/13
`)
    expect(stdout).toMatch(/\n {2}Decided by ✗ rule 2 of f2b-sshd: table ip filter, chain f2b-sshd\n +\(iptables-nft\), line 16\n/)
    expect(stdout).toMatch(/-A f2b-sshd -s 203\.0\.113\.9\/32 -j REJECT --reject-with \\\n/)
  })

  test('tells what is assumed, until when it holds, and what is never asked', () => {
    expect(flat(why(V4, '192.0.2.7'))).toMatch(/ Until ip filter INPUT rule 4: more than 3\/minute, burst 5/)
    const doubtful = flat(why(V4, '198.51.100.77'))
    expect(doubtful).toMatch(
      / Possible ✗ dropped by rule 5 .* ✓ accepted by rule 6 .* Assuming ip filter INPUT rule 5: what stands in the packet/,
    )
    expect(doubtful).toContain('Unasked Rule 7 of INPUT would drop 198.51.100.77, but rule 5 of INPUT or rule 6 of INPUT decides before')
  })

  test('says what would decide', () => {
    const rules = V4.replace(
      '-A INPUT -p tcp -m tcp --dport 22 -j',
      '-A INPUT -i eth0 -d 192.0.2.2 -p tcp -m tcp --sport 1000 --dport 22 -j',
    )
    const next = flat(why(rules, '8.8.8.8')).replace(/^.* To be sure /, '')
    for (const give of ['--iface INTERFACE', '--to ADDRESS', '--from-port PORT', 'sudo ss -ltnp']) expect(next).toContain(give)
    const told = why(rules + SS, '8.8.8.8', { iface: 'eth0', to: '192.0.2.2', fromPort: 1000 })
    expect(told).toMatch(/^✓ /)
    expect(told).not.toContain('To be sure')
  })

  test('of an open connection, of another port, and in full', () => {
    expect(flat(why(V4, '203.0.113.7', { state: 'established' }))).toMatch(/^✓ Rule 2 of INPUT accepts 203\.0\.113\.7/)
    expect(flat(why(V4, '8.8.8.8', { port: 443 }))).toMatch(/^✓ Rule 8 of INPUT accepts 8\.8\.8\.8 on port 443\./)
    expect(flat(why(V4, '8.8.8.8', { port: 25 }))).toMatch(/^✗ The policy of INPUT drops/)
    expect(why(V4, '203.0.113.9', {}, 'all')).toContain('rule 3: jump f2b-sshd: -A INPUT -p tcp')
  })

  test('is 80 cells wide at most', () => {
    for (const from of ['203.0.113.9', '198.51.100.77', '192.0.2.7'])
      for (const line of why(`${V4}${'garbage '.repeat(40)}\n`, from, {}, 'all').split('\n')) expect(cells(line)).toBeLessThanOrEqual(80)
  })

  test('escapes what is hostile', () => {
    const hostile = V4.replace('f2b-sshd -s 203.0.113.7/32', 'f2b-sshd -s 203.0.113.7/32 -m comment --comment "\u001b[2J\u202e"')
    const stdout = why(`${hostile}\u001b[31mgarbage\n`, '203.0.113.7', {}, 'all')
    expect(stdout).toContain('\\x1b')
    expect(stdout).not.toMatch(/[\u001b\u202e]/)
  })
})
