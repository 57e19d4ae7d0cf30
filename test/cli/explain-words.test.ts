import { describe, expect, test } from 'vitest'
import { cells } from '../../src/cli/cells.ts'
import type { Diagnosis } from '../../src/model/diagnosis.ts'
import { sshwhy } from './sshwhy.ts'

const REFUSED = 'ssh: connect to host db1 port 22: Connection refused'

describe('sshwhy explain', () => {
  test('says what the words mean, rules out what they do, and offers the probe', () => {
    const { code, stdout, stderr } = sshwhy(['explain', REFUSED])
    expect([code, stderr]).toEqual([1, ''])
    expect(stdout).toMatch(/^✗ OpenSSH says that db1 refused the connection to port 22\.\n {2}It could be that no SSH server listens/)
    expect(stdout).toMatch(/\n {2}Said {7}ssh: connect to host db1/)
    expect(stdout).toMatch(/\n {2}Ruled out {2}/)
    expect(stdout).toMatch(/\n {2}Look .*\n {13}sshwhy db1\n/)
    for (const line of stdout.split('\n')) expect(cells(line)).toBeLessThanOrEqual(80)
  })

  test('reads words, a log on standard input, and - alike', () => {
    const first = (words: readonly string[], input?: string): string | undefined => sshwhy(words, input).stdout.split('\n')[0]
    const told = first(['explain', REFUSED])
    expect(first(['explain', ...REFUSED.split(' ')])).toBe(told)
    expect(first(['explain'], `${REFUSED}\r\n`)).toBe(told)
    expect(first(['explain', '-'], `noise\n${REFUSED}\nfatal: Could not read from remote repository.\n`)).toBe(told)
  })

  test('takes of a long log its end', () => {
    const noise = `${'x'.repeat(99)}\n`.repeat(1 << 15)
    expect(sshwhy(['explain', '--quiet'], `${noise}${REFUSED}\n`)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('db1 refused'),
    })
  })

  test('the document has the message, and no target where none is named', () => {
    const document = JSON.parse(sshwhy(['explain', 'Network error: Connection refused', '--json']).stdout) as Diagnosis
    expect(document).toMatchObject({
      target: null,
      message: { program: 'PuTTY', id: 'putty-connect-refused' },
      contacted: [],
      works: false,
    })
    const named = JSON.parse(sshwhy(['explain', '--json', 'ann@db1: Permission denied (publickey).']).stdout) as Diagnosis
    expect(named.target).toMatchObject({ input: 'ann@db1', host: 'db1', user: 'ann', resolvedBy: 'literal' })
  })

  test('0 where the text shows that it worked', () => {
    expect(sshwhy(['explain', 'Authenticated to db1 ([10.0.0.5]:22) using "publickey".'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^✓ /),
    })
    // That a port is open tells nothing of SSH yet.
    expect(sshwhy(['explain', 'Connection to db1 (10.0.0.5) 22 port [tcp/ssh] succeeded!'])).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^\? /),
    })
  })

  test.each([
    ['', 'there is no text to explain'],
    ['\n \n', 'there is no text to explain'],
    ['all is well\nsomething failed oddly\u001b[2J\nbye', 'something failed oddly'],
  ])('2 where nothing is understood: %j', (input, says) => {
    const { code, stdout, stderr } = sshwhy(['explain'], input)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(says)
    expect(stderr).not.toContain('\u001b')
  })

  test('an id of a cause tells what it is', () => {
    expect(sshwhy(['explain', 'host-down']).stdout).toBe(sshwhy(['--explain', 'host-down']).stdout)
  })

  test('a text may begin with dashes; an unknown option is still one', () => {
    expect(sshwhy(['explain', `-- ${REFUSED}`]).code).toBe(1)
    expect(sshwhy(['explain', `--jsno ${REFUSED}`]).code).toBe(1)
    expect(sshwhy(['explain', '--jsno', REFUSED])).toMatchObject({ code: 2, stderr: expect.stringContaining('--json') })
  })

  test('a password that was pasted is not repeated', () => {
    const { stdout } = sshwhy(['explain', '--json', `password=hunter2 ssh://ann:hunter2@db1 ${REFUSED}`])
    expect(stdout).toContain('[redacted]')
    expect(stdout).not.toContain('hunter2')
  })
})
