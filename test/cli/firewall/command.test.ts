import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { HOW } from '../../../src/cli/firewall/read-files.ts'
import { firewall } from '../../../src/cli/firewall.ts'
import { parse } from '../../../src/cli/parse.ts'
import { CodedError } from '../../../src/model/error.ts'
import { sshwhy } from '../sshwhy.ts'
import { NFT, SS, V4 } from './dumps.ts'

const folder = mkdtempSync(join(tmpdir(), 'firewall-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

test('files, standard input, and both', () => {
  const [rules, sockets] = [file('rules', NFT), file('sockets', SS)]
  const first = (words: readonly string[], input = ''): string | undefined => sshwhy(['firewall', 'who', '--quiet', ...words], input).stdout
  const told = first([rules, sockets])
  expect(told).toMatch(/^✓ Port 22/)
  expect(first([], NFT + SS)).toBe(told)
  expect(first(['-'], NFT + SS)).toBe(told)
  expect(first([rules, '-'], SS)).toBe(told)
  expect(sshwhy(['firewall', 'why', '--from', '8.8.8.8', file('v4', V4)]).stdout.replaceAll(/\s+/g, '')).toContain(
    `${join(folder, 'v4')}:12`,
  )
})

test('0 where it is certain that they get in, 1 where not', () => {
  const code = (...words: readonly string[]): number | null => sshwhy(['firewall', ...words, '--quiet'], V4).code
  expect(code('why', '--from', '8.8.8.8')).toBe(0)
  expect(code('why', '--from', '203.0.113.7')).toBe(1)
  expect(code('why', '--from', '198.51.100.1')).toBe(1)
  expect(code('who')).toBe(0)
  expect(code('who', '--port', '25')).toBe(1)
})

describe('misuse is told with the next step', () => {
  const rules = file('misuse', V4)
  const sockets = file('misuse-sockets', SS)

  /** As main() would run it. */
  function coded(...words: readonly string[]): CodedError {
    try {
      const line = parse(['firewall', ...words])
      firewall(line.words, line.options)
    } catch (error) {
      if (error instanceof CodedError) return error
      throw error
    }
    throw new Error(`${words.join(' ')} was accepted`)
  }

  test.each([
    [[], 'firewall-unknown', 'sshwhy firewall why --from ADDRESS [FILE…], or sshwhy firewall who [FILE…]', 2],
    [['wyh', rules], 'firewall-unknown', 'sshwhy firewall why --from ADDRESS [FILE…], or sshwhy firewall who [FILE…]', 2],
    [['why', rules], 'from-missing', 'sshwhy firewall why --from ADDRESS [FILE…]', 2],
    [['why', '--from', 'db1', rules], 'address-invalid', 'such as 203.0.113.7 or 2001:db8::7: a name is not looked up', 2],
    [['why', '--from', '10.0.0.0/8', rules], 'address-invalid', 'sshwhy firewall who --from 10.0.0.0/8', 2],
    [['who', '--from', '10.0.0.0/80', rules], 'address-invalid', 'such as 203.0.113.0/24 or 2001:db8::/32', 2],
    [['who', '--port', 'ssh', rules], 'port-invalid', 'such as --port 22', 2],
    [['who', '--from-port', '0', rules], 'port-invalid', 'such as --from-port 22', 2],
    [['why', '--from', '8.8.8.8', '--to', '2001:db8::2', rules], 'families-differ', 'give the IPv4 address of the server', 2],
    [['who', file('empty', '\n')], 'rules-missing', HOW, 2],
    [['who', sockets], 'rules-missing', HOW, 2],
    [['who', '/nonexistent'], 'rules-unreadable', HOW, 3],
    [['who', '/'], 'rules-unreadable', HOW, 3],
    [['who', '--gentle', rules], 'option-out-of-place', 'the host of that name: sshwhy -- firewall', 2],
  ])('%j', (words, code, hint, exit) => {
    const error = coded(...words)
    expect([error.code, error.hint, error.exit]).toEqual([code, hint, exit])
  })

  test('a listing that hides what decides is told', () => {
    expect(coded('who', file('listing', 'Chain INPUT (policy ACCEPT)\n')).message).toMatch(
      /iptables -L does not show all that rules ask: give iptables-save/,
    )
  })

  test('its options mean nothing where a host is asked', () => {
    expect(() => parse(['--from', '8.8.8.8', 'db1'])).toThrow(
      expect.objectContaining({ code: 'option-out-of-place', hint: 'it is for sshwhy firewall' }),
    )
  })

  test('with --json it is the document of an error', () => {
    expect(JSON.parse(sshwhy(['firewall', 'who', '--json'], SS).stdout)).toMatchObject({ schema: 1, error: { code: 'rules-missing' } })
  })
})
