import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
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

describe('misuse is told with the next step', () => {
  test.each([
    [[], V4, 2, /firewall does nothing by itself.*sshwhy firewall why --from ADDRESS/],
    [['wyh'], V4, 2, /firewall knows no wyh/],
    [['why'], V4, 2, /why needs the address of the client.*--from ADDRESS/],
    [['why', '--from', 'db1'], V4, 2, /"db1" is no address.*a name is not looked up/],
    [['why', '--from', '10.0.0.0/8'], V4, 2, /--from is a prefix.*sshwhy firewall who --from 10\.0\.0\.0\/8/],
    [['who', '--from', '10.0.0.0/80'], V4, 2, /"10\.0\.0\.0\/80" is no prefix/],
    [['who', '--port', 'ssh'], V4, 2, /--port ssh is no port.*--port 22/],
    [['who', '--from-port', '0'], V4, 2, /--from-port 0 is no port/],
    [['why', '--from', '8.8.8.8', '--to', '2001:db8::2'], V4, 2, /2001:db8::2 is IPv6.*give the IPv4 address of the server/],
    [['who'], '', 2, /no rules were given.*iptables-save; .*sshwhy firewall who/],
    [['who'], SS, 2, /nothing in what was given is rules/],
    [['who'], 'Chain INPUT (policy ACCEPT)\n', 2, /iptables -L does not show all that rules ask: give iptables-save/],
    [['who', '/nonexistent'], '', 3, /cannot read \/nonexistent: ENOENT/],
    [['who', '/'], '', 3, /cannot read \/: EISDIR/],
    [['who', '--gentle'], V4, 2, /--gentle means nothing to firewall/],
  ])('%j', (words, input, code, says) => {
    const ran = sshwhy(['firewall', ...words], input)
    expect([ran.code, ran.stdout]).toEqual([code, ''])
    expect(ran.stderr.replaceAll(/\s+/g, ' ')).toMatch(says)
  })

  test('its options mean nothing where a host is asked', () => {
    const ran = sshwhy(['--from', '8.8.8.8', 'db1'])
    expect([ran.code, ran.stdout]).toEqual([2, ''])
    expect(ran.stderr.replaceAll(/\s+/g, ' ')).toMatch(/--from means nothing where a host is asked.*it is for sshwhy firewall/)
  })

  test('with --json it is the document of an error', () => {
    expect(JSON.parse(sshwhy(['firewall', 'who', '--json'], SS).stdout)).toMatchObject({ schema: 1, error: { code: 'rules-missing' } })
  })
})
