import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Setting } from '../../src/ssh/config-origin.ts'
import { expandPath, type PathTokens } from '../../src/ssh/expand-path.ts'
import { keyKind } from '../../src/ssh/key-kind.ts'
import { configWarnings } from '../../src/ssh/messages/config-warning.ts'
import { shadowed } from '../../src/ssh/shadowed.ts'
import { isPrintable } from '../../src/net/printable.ts'
import { hostileText } from './hostile-text.ts'

const RUNS = 100_000
const TOKENS: PathTokens = {
  home: '/home/ann',
  uid: 1000,
  localUser: 'ann',
  remoteUser: 'root',
  host: 'db1.lan',
  typed: 'db1',
  port: 22,
  env: { KEYS: '/keys' },
}

describe('a path of ssh_config', () => {
  test.each([
    ['~/.ssh/id', '/home/ann/.ssh/id'],
    ['%d/.ssh/%r@%h:%p-%n-%u-%i-%%', '/home/ann/.ssh/root@db1.lan:22-db1-ann-1000-%'],
    ['${KEYS}/a', '/keys/a'],
    ['key', 'key'],
    ['~bob/key', null],
    ['%C', null],
    ['${NONE}/a', null],
    ['a%', null],
    ['a\0b', null],
  ])('%s', (text, path) => expect(expandPath(text, TOKENS)).toBe(path))

  test('hostile ones never throw', () => {
    fc.assert(
      fc.property(fc.oneof(hostileText, fc.string()), (text) => {
        if (expandPath(text, TOKENS)?.includes('\0')) throw new Error(text)
      }),
      { numRuns: RUNS },
    )
  }, 240_000)
})

describe('what a key file is by its first line', () => {
  test.each([
    ['-----BEGIN OPENSSH PRIVATE KEY-----\nb3', 'private-key'],
    ['-----BEGIN RSA PRIVATE KEY-----\n', 'private-key'],
    ['-----BEGIN ENCRYPTED PRIVATE KEY-----', 'private-key'],
    ['-----BEGIN PRIVATE KEY-----', 'private-key'],
    ['ssh-ed25519 AAAA ann', 'public-key'],
    ['ecdsa-sha2-nistp256 AAAA', 'public-key'],
    ['sk-ssh-ed25519@openssh.com AAAA', 'public-key'],
    ['ssh-ed25519-cert-v01@openssh.com AAAA', 'certificate'],
    ['PuTTY-User-Key-File-2: ssh-rsa', 'ppk'],
    ['', 'empty'],
    [' \n', 'empty'],
    ['hello', 'other'],
  ])('%j', (head, kind) => expect(keyKind(head)).toBe(kind))

  test('hostile ones never throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 128 }), (head) => void keyKind(head)),
      { numRuns: RUNS },
    )
  }, 240_000)
})

describe('options that ssh passes over', () => {
  test('of OpenSSH 9.2', () => {
    const log = [
      'debug1: /home/ann/.ssh/config line 3: Ignored unknown option "foo"',
      'debug1: /home/ann/.ssh/config line 5: Deprecated option "useprivilegedport"',
      '/home/ann/.ssh/config line 6: Unsupported option "rhostsrsaauthentication"',
      'debug1: /home/ann/.ssh/config line 1: Applying options for *',
    ]
    expect(configWarnings(log.join('\r\n'))).toEqual([
      '/home/ann/.ssh/config line 3: Ignored unknown option "foo"',
      '/home/ann/.ssh/config line 5: Deprecated option "useprivilegedport"',
      '/home/ann/.ssh/config line 6: Unsupported option "rhostsrsaauthentication"',
    ])
  })

  test('hostile logs never throw, and are shown printable', () => {
    const line = fc.oneof(
      hostileText,
      hostileText.map((text) => `debug1: ${text} line 3: Deprecated option "${text}"`),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 3 }), (lines) => {
        for (const one of configWarnings(lines.join('\n'))) if (!isPrintable(one) || one.length > 3000) throw new Error(one)
      }),
      { numRuns: RUNS },
    )
  }, 240_000)
})

describe('a general line before one for the host', () => {
  const set = (keyword: string, value: string, line: number, general: boolean, final = false): Setting => ({
    keyword,
    value,
    line,
    general,
    final,
    file: 'config',
  })

  test('is told once a keyword, with both places', () => {
    const settings = [set('user', 'root', 1, true), set('user', 'ann', 5, false), set('user', 'bob', 9, false), set('port', '22', 2, true)]
    expect(shadowed(settings)).toEqual([{ wins: settings[0], lost: settings[1] }])
  })

  test.each([
    ['the same value', [set('user', 'ann', 1, true), set('user', 'ann', 5, false)]],
    ['the usual order', [set('user', 'ann', 1, false), set('user', 'root', 5, true)]],
    ['two for the host', [set('user', 'ann', 1, false), set('user', 'root', 5, false)]],
    ['what adds up', [set('identityfile', 'a', 1, true), set('identityfile', 'b', 5, false)]],
    ['the second pass', [set('user', 'ann', 1, true), set('user', 'root', 5, false, true)]],
  ])('%s is none', (_, settings) => expect(shadowed(settings)).toEqual([]))
})
