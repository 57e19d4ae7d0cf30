import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPrintable } from '../../../src/net/printable.ts'
import { readSshFailure } from '../../../src/ssh/messages/ssh-failure.ts'
import { hostileText } from '../hostile-text.ts'

const RUNS = 100_000
const lines = (...all: readonly string[]): string => all.map((line) => `${line}\r\n`).join('')

describe('why ssh gave up', () => {
  it.each([
    [
      ['debug1: Reading configuration data a', '/c: line 7: Bad configuration option: foo', '/c: terminating, 1 bad configuration options'],
      '/c',
      7,
      'Bad configuration option: foo',
    ],
    [
      [
        '/i line 1: Unsupported option "gssapiauthentication"',
        "/c line 2: Bad port 'x'.",
        '/c line 9: later',
        '/c: terminating, 2 bad configuration options',
      ],
      '/c',
      2,
      "Bad port 'x'.",
    ],
    [
      ['Missing Match criteria for host', '/c line 3: Bad Match condition', '/c: terminating, 1 bad configuration options'],
      '/c',
      3,
      'Bad Match condition',
    ],
    [['/c line 3: missing host in LocalForward'], '/c', 3, 'missing host in LocalForward'],
    [["/c line 3: match exec 'curl -u me:hunter2 x' error"], '/c', 3, "match exec '…' error"],
    [
      ['Bad owner or permissions on /home/a b/.ssh/config'],
      '/home/a b/.ssh/config',
      null,
      'Bad owner or permissions on /home/a b/.ssh/config',
    ],
    [['/c: terminating, 1 bad configuration options'], '/c', null, '/c: terminating, 1 bad configuration options'],
    [['Too many recursive configuration includes'], null, null, 'Too many recursive configuration includes'],
    [['vdollar_percent_expand: unknown key %z'], null, null, 'vdollar_percent_expand: unknown key %z'],
    [['jumphost loop via db1'], null, null, 'jumphost loop via db1'],
  ])('a configuration file: %j', (log, file, line, text) => {
    const failure = readSshFailure(lines(...log))
    expect(failure).toMatchObject({ kind: 'config', file, line, text })
    expect(readSshFailure(failure.lines.join('\n'))).toEqual(failure)
  })

  it.each([
    ['command-line: line 0: Bad configuration option: foo', 'Bad configuration option: foo'],
    ["command-line line 0: Bad port 'x'.", "Bad port 'x'."],
    ["Bad port 'x'", "Bad port 'x'"],
    ["Bad local forwarding specification 'x'", "Bad local forwarding specification 'x'"],
    ["Unknown cipher type 'x'", "Unknown cipher type 'x'"],
    ["Can't open user config file /x: No such file or directory", "Can't open user config file /x: No such file or directory"],
    ['ssh: illegal option -- Z', 'ssh: illegal option -- Z'],
    ['unknown option -- Z', 'unknown option -- Z'],
    ['hostname contains invalid characters', 'hostname contains invalid characters'],
    ['usage: ssh [-46AaCfGgKkMNnqsTtVvXxYy] [-B bind_interface]', 'usage'],
  ])('the command line: %s', (line, text) => {
    expect(readSshFailure(lines('OpenSSH_9.2p1 Debian', line))).toMatchObject({ kind: 'usage', text })
  })

  it.each([
    'OpenSSL version mismatch. Built against 30000020, you have 30500010',
    'ssh: error while loading shared libraries: libcrypto.so.3: cannot open shared object file: No such file or directory',
    "ssh: /lib/libcrypto.so.3: version `OPENSSL_3.2.0' not found (required by ssh)",
    'ssh: symbol lookup error: ssh: undefined symbol: EVP_x',
    'Error loading shared library libcrypto.so.3: No such file or directory (needed by /usr/bin/ssh)',
    'dyld[123]: Library not loaded: /opt/lib/libcrypto.dylib',
  ])('a library: %s', (line) => {
    const failure = readSshFailure(lines(line))
    expect(failure).toMatchObject({ kind: 'library', text: line })
    expect(readSshFailure(failure.lines.join('\n'))).toEqual(failure)
  })

  it('an ssh without -G', () => {
    expect(readSshFailure(lines('unknown option -- G', 'usage: ssh [-1246]')).kind).toBe('no-dash-g')
    expect(readSshFailure(lines("ssh: unrecognized option -- 'G'")).kind).toBe('no-dash-g')
  })

  it('repeats nothing in quotes of what it does not know, nor what is no line of ssh', () => {
    expect(readSshFailure(lines('password is hunter2', 'Something "hunter2" and \'hunter2\' failed'))).toMatchObject({
      kind: 'other',
      text: 'Something "…" and \'…\' failed',
      lines: ['Something "…" and \'…\' failed'],
    })
    expect(readSshFailure('')).toMatchObject({ kind: 'other', text: 'no word of explanation' })
  })

  it(`says nothing unprintable, and reads its own record again (${RUNS} inputs)`, () => {
    const line = fc.oneof(
      hostileText,
      fc
        .tuple(fc.constantFrom('/c line 3: ', '/c: line 3: ', 'Bad owner or permissions on ', 'command-line line 0: ', ''), hostileText)
        .map((parts) => parts.join('')),
      fc.constantFrom(
        '/c: terminating, 1 bad configuration options',
        'OpenSSL version mismatch. Built against 1, you have 2',
        'usage: ssh x',
      ),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), (log) => {
        const failure = readSshFailure(log.join('\r\n'))
        const again = readSshFailure(failure.lines.join('\n'))
        expect(isPrintable(`${failure.text}${failure.file ?? ''}${failure.lines.join('')}`)).toBe(true)
        return failure.kind !== 'config' || again.kind === 'config'
      }),
      { numRuns: RUNS },
    )
  })
})
