import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isPrintable } from '../../../src/net/printable.ts'
import { errorOf } from '../../../src/ssh/messages/errno-words.ts'
import { decisive, readLog } from '../../../src/ssh/messages/log.ts'
import { namedTarget } from '../../../src/ssh/messages/named-target.ts'
import { recogniseLine } from '../../../src/ssh/messages/recognise.ts'
import { hostileText } from '../hostile-text.ts'

const deciding = (...lines: readonly string[]): string | undefined => decisive(readLog(lines.join('\n')).messages)?.id

const REFUSED = 'ssh: connect to host db1 port 22: Connection refused'
const UNKNOWN = ['kex_exchange_identification: Connection closed by remote host', 'Connection closed by UNKNOWN port 65535']

describe('the message that decides', () => {
  test('is the real error before that of the pipe to a jump host', () => {
    expect(deciding(REFUSED, ...UNKNOWN)).toBe('openssh-connect-refused')
    expect(deciding('ann@bastion: Permission denied (publickey).', ...UNKNOWN)).toBe('openssh-denied-key')
    expect(deciding(...UNKNOWN)).toBe('openssh-jump-failed')
  })

  test('is that of the last attempt', () => {
    expect(deciding(REFUSED, 'ann@db1: Permission denied (publickey).')).toBe('openssh-denied-key')
    expect(deciding('ann@db1: Permission denied (publickey).', REFUSED)).toBe('openssh-connect-refused')
    expect(deciding(REFUSED, 'Authenticated to db1 ([10.0.0.5]:22) using "publickey".')).toBe('openssh-authenticated')
  })

  test('is what went wrong after what worked', () => {
    const login = 'Authenticated to db1 ([10.0.0.5]:22) using "publickey".'
    expect(deciding(login, 'subsystem request failed on channel 0', 'scp: Connection closed')).toBe('openssh-subsystem')
    expect(deciding(login, 'Connection reset by 10.0.0.5 port 22')).toBe('openssh-reset')
  })

  test('is not the one that wraps it', () => {
    expect(deciding(REFUSED, 'fatal: Could not read from remote repository.')).toBe('openssh-connect-refused')
    expect(deciding(REFUSED, 'lost connection', 'rsync error: unexplained error (code 255) at io.c(232)')).toBe('openssh-connect-refused')
  })

  test('is found in colours, after prefixes, in JSON and among carriage returns', () => {
    expect(deciding(`\u001b[31m[12:00:00] > ${REFUSED}\u001b[0m\r`)).toBe('openssh-connect-refused')
    expect(deciding(`{"msg": "Failed: \\r\\n${REFUSED}\\r\\n", "unreachable": true}`)).toBe('openssh-connect-refused')
    expect(deciding(`${'x'.repeat(9000)} ${REFUSED}`)).toBe('openssh-connect-refused')
  })
})

describe('near misses', () => {
  test.each([
    [
      'go resolves by a name server that refuses',
      'dial tcp: lookup db1 on [::1]:53: read udp [::1]:3->[::1]:53: read: connection refused',
      'name-not-looked-up',
    ],
    ['connect() and the login say "Permission denied" alike', 'ssh: connect to host db1 port 22: Permission denied', 'connect-denied'],
    ['paramiko tells refused and unreachable alike', 'Unable to connect to port 22 on 10.0.0.5', 'refused-or-unreachable'],
    ['a host that closes, not telnet\'s own "foreign host"', 'Connection closed by foreign host.', 'closed-by-foreign-host'],
    ['an old build for Windows words no error', 'ssh: connect to host db1 port 22: Unknown error', 'connect-failed'],
  ])('%s', (_, line, meaning) => {
    expect(recogniseLine(line)?.meaning.id).toBe(meaning)
  })

  test.each([
    'bash: ./x: Permission denied',
    'mount: permission denied (os error 13)',
    'nginx: connect() failed (111: Connection refused)',
    '',
  ])('%j is no message', (line) => {
    expect(recogniseLine(line)).toBeNull()
  })
})

test.each([
  ['Connexion refusée', 'ECONNREFUSED'],
  ['连接超时', 'ETIMEDOUT'],
  ['Aucun chemin d\u2019accès pour atteindre l\u2019hôte cible', 'EHOSTUNREACH'],
  ['Connection reset by peer', 'ECONNRESET'],
  ['No such host is known. ', 'EAI_NONAME'],
  ['Undefined error: 0', null],
])('%s is %s', (text, errno) => {
  expect(errorOf(text)).toBe(errno)
})

const PIECES = [
  'ssh: connect to host ', 'db1', ' port 22: ', 'Connection refused', 'Connection closed by ', '10.0.0.5', 'UNKNOWN port 65535', '\n', '\r', '\u001b[31m',
  '\u001b]0;x', 'kex_exchange_identification: ', 'banner line 0: ', 'Permission denied (', 'publickey', ').', 'dial tcp ', 'debug1: ', 'Connecting to ',
  ' [', '] ', '{"msg": "', '\\r\\n', '\\"', 'Load key "', '"', ': ', 'read tcp ', 'telnet: ', 'Trying ', '...', '-oProxyCommand=x', '\u202e', '\0', 'ann@',
  'fatal: ', 'REMOTE HOST IDENTIFICATION HAS CHANGED!', 'Host key for ', ' has changed and you have requested strict checking',
] // prettier-ignore
const line = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.constantFrom('', '> ', '\u001b[1m', 'debug1: '),
        hostileText,
        fc.constantFrom('Connection refused', 'Unknown error', 'Connexion refusée'),
      )
      .map(([before, host, why]) => `${before}ssh: connect to host ${host} port 22: ${why}`),
  },
  { weight: 4, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }).map((pieces) => pieces.join('')) },
  { weight: 2, arbitrary: hostileText },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(...PIECES), fc.integer({ min: 0, max: 60 })).map(([piece, times]) => piece.repeat(times)),
  },
)

test('hostile logs never throw, and give only what can be shown and connected to', () => {
  let found = 0
  fc.assert(
    fc.property(fc.array(line, { maxLength: 3 }), (lines) => {
      const log = readLog(lines.join('\n'))
      const first = decisive(log.messages)
      const target = namedTarget(log.messages)
      if (first) found++
      if ((first === undefined) !== (log.messages.length === 0)) throw new Error('nothing decides')
      if (target.host.startsWith('-') || /\s/.test(target.host) || target.user?.startsWith('-')) throw new Error(target.input)
      if (first && recogniseLine(first.text)?.id !== first.id && first.text.length < 1000) throw new Error(`not read again: ${first.text}`)
      for (const { text, host, address, user } of log.messages) {
        if (!isPrintable(`${text}${host}${address}${user}`) || text.length > 1024) throw new Error(text)
      }
      if (log.errorLike !== null && !isPrintable(log.errorLike)) throw new Error(log.errorLike)
    }),
    { numRuns: 100_000 },
  )
  expect(found).toBeGreaterThan(10_000)
}, 240_000)

// Where the time were not linear, this would not end within the limit of the test.
test('a mebibyte of any one piece is read', () => {
  for (const piece of [
    'a',
    ' ',
    '(',
    '"',
    '\\n',
    'ssh: connect to host ',
    'Connection closed by a',
    'Load key "',
    'debug1: connect to address ',
    '[1',
    'read tcp ',
  ]) {
    const { messages } = readLog(piece.repeat(Math.floor((1 << 20) / piece.length)))
    expect(messages.length, JSON.stringify(piece)).toBeLessThan(1000)
  }
}, 120_000)
