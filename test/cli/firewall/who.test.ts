import { describe, expect, test } from 'vitest'
import { cells } from '../../../src/cli/cells.ts'
import { who as report } from '../../../src/cli/firewall/who.ts'
import type { Depth } from '../../../src/cli/firewall/why.ts'
import type { Asked } from '../../../src/firewall/asked.ts'
import { readInputs } from '../../../src/firewall/inputs.ts'
import { judgedFamilies } from '../../../src/firewall/judged.ts'
import { NFT, SS, V4 } from './dumps.ts'

const LOOK = { width: 80, colour: false, unicode: true }

function who(text: string, depth: Depth = 'normal', asked: Asked = {}): string {
  const inputs = readInputs([{ file: null, text }])
  return report(LOOK, inputs, judgedFamilies(inputs, asked), depth).join('\n')
}

const flat = (lines: string): string => lines.replaceAll(/\s+/g, ' ').trim()

const CLOSED = '*filter\n:INPUT DROP [0:0]\n-A INPUT -s 10.0.0.0/8 -p tcp -m tcp --dport 22 -j ACCEPT\nCOMMIT\n'
const OPEN = '*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n'

describe('the first line says who gets in', () => {
  test.each([
    [V4, '✓ Port 22 can be reached over IPv4 from most of the Internet. Of IPv6 no rules were given.'],
    [NFT, '✓ Port 22 can be reached over IPv4 from 10.0.0.0/8, and over IPv6 from anywhere.'],
    [CLOSED, '✓ Port 22 can be reached over IPv4 from 10.0.0.0/8. Of IPv6 no rules were given.'],
    [OPEN, '✓ Port 22 can be reached over IPv4 from anywhere. Of IPv6 no rules were given.'],
    [OPEN.replace('ACCEPT', 'DROP'), '? Port 22 can be reached over IPv4 from nowhere. Of IPv6 no rules were given.'],
    [NFT.replaceAll(/.*dport.*\n/g, ''), '✗ Port 22 can be reached over IPv4 from nowhere, and over IPv6 from nowhere.'],
    [CLOSED.replace('-s', '-i eth0 -s'), '? Port 22 can be reached over IPv4 perhaps from 10.0.0.0/8. Of IPv6 no rules were given.'],
  ])('%#', (text, first) => {
    expect(flat(who(text, 'quiet'))).toBe(first)
  })
})

test('everyone is told apart by what becomes of them', () => {
  const stdout = who(V4)
  expect(stdout).toContain(`
  IPv4       ✓ everyone else
             accepted by rule 6 of INPUT, table ip filter, chain INPUT
               (iptables-nft), line 12
             ✓ 192.0.2.0/24
             accepted by rule 4 of INPUT, table ip filter, chain INPUT
               (iptables-nft), line 10
             until ip filter INPUT rule 4: more than 3/minute, burst 5
             ? 198.51.100.0/24
`)
  expect(stdout).toMatch(/✗ 203\.0\.113\.7\n +rejected by rule 1 of f2b-sshd/)
  for (const line of stdout.split('\n')) expect(cells(line)).toBeLessThanOrEqual(80)
})

test('many rules of a chain are one line, and --all shows each', () => {
  const banned = Array.from({ length: 500 }, (_, index) => `-A INPUT -s 203.0.${index >> 7}.${2 * (index & 127)}/32 -j DROP\n`).join('')
  const text = OPEN.replace('COMMIT', `${banned}COMMIT`)
  expect(flat(who(text))).toContain('✗ 203.0.0.0, 203.0.0.2, 203.0.0.4, 203.0.0.6, 203.0.0.8 … 495 more dropped by 500 rules of INPUT')
  expect(who(text, 'all').match(/dropped by rule \d+ of INPUT/g)).toHaveLength(500)
})

describe('warnings', () => {
  test.each([
    ['the world', OPEN, 'The Internet can reach port 22 over IPv4: is that meant?'],
    ['IPv6 alone', NFT, 'IPv6 is open where IPv4 is closed'],
    ['no rules of IPv6', CLOSED, 'No rules of IPv6 were given: give ip6tables-save or nft list ruleset, too.'],
    [
      'a rule that is never asked',
      V4,
      'Unasked Rule 7 of INPUT would drop 198.51.100.77, but rule 5 of INPUT or rule 6 of INPUT decides before',
    ],
    ['a line that was not read', `${V4}garbage\n`, 'Not read line 20: garbage'],
    ['no listeners', V4, 'Whether anything listens on port 22 was not read.'],
  ])('%s', (_, text, says) => {
    expect(flat(who(text))).toContain(says)
  })

  test('not without reason', () => {
    const text = NFT.replace('meta nfproto ipv6 tcp dport 22 accept', '').replace('ip saddr 203.0.113.7 reject with tcp reset', '') + SS
    expect(who(text)).not.toMatch(/Beware|Unasked|Not read|To be sure/)
  })
})

test('of a prefix, or of one family, alone', () => {
  expect(flat(who(V4, 'quiet', { from: '203.0.113.0/29' }))).toBe('✓ Port 22 can be reached over IPv4 from 203.0.113.0-203.0.113.6.')
  expect(flat(who(NFT, 'quiet', { to: '192.0.2.2' }))).toBe('✓ Port 22 can be reached over IPv4 from 10.0.0.0/8.')
})
