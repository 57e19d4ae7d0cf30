import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { failure } from '../../src/cli/failure.ts'
import { jsonLine } from '../../src/cli/json.ts'
import { isPrintable } from '../../src/net/printable.ts'
import { EVIL } from './diagnoses.ts'
import { RUN, sshwhy } from './sshwhy.ts'

const RECORDING = join(import.meta.dirname, '../fixtures/recorded/closed-port.json')

test.each([
  [['--timeout', 'soon', 'db1'], 'timeout-invalid'],
  [['--timeout=0', 'db1'], 'timeout-invalid'],
  [['--timeout', '61', 'db1'], 'timeout-invalid'],
  [[], 'no-destination'],
  [['--', '-oProxyCommand=x'], null],
  [['--explain', 'sshd-stoped'], 'cause-unknown'],
  [['--record', '/', 'db1'], 'record-not-written'],
  [['doctor', 'db1'], 'word-too-many'],
  [['completion', 'tcsh'], 'shell-unknown'],
])('%j: one line for people, one document for programs', (words, code) => {
  const people = sshwhy(words)
  expect([2, 3]).toContain(people.code)
  expect(people.stdout).toBe('')
  expect(people.stderr).toMatch(/^sshwhy: .*\n( {8}.*\n)*$/)
  const programs = sshwhy(['--json', ...words].filter((word, index, all) => word !== '--json' || all.indexOf(word) === index))
  const document = JSON.parse(programs.stdout) as { error: { code: string } }
  expect(programs).toMatchObject({ code: people.code, stderr: '' })
  expect(document).toEqual({ schema: 1, error: { code: expect.any(String), message: expect.any(String), hint: expect.any(String) } })
  if (code !== null) expect(document.error.code).toMatch(new RegExp(`^(${code}|option-out-of-place)$`))
})

test.each([['ssh://u:hunter2@bad_host$/'], ['u:hunter2@bad host'], ['-J', 'u:hunter2@', 'db1']])(
  '%j: the password is not told',
  (...words) => {
    for (const run of [sshwhy(words), sshwhy(['--json', ...words])]) expect(run.stdout + run.stderr).not.toContain('hunter2')
  },
)

test.runIf(existsSync('/dev/full'))('standard output that takes no more is told on standard error', () => {
  for (const words of [['--version'], ['--help'], ['--json', '--jsno'], ['replay', RECORDING], ['replay', '--json', RECORDING]]) {
    const run = spawnSync('sh', ['-c', 'exec "$@" >/dev/full', 'sh', process.execPath, '-e', RUN, '--', ...words], { encoding: 'utf8' })
    expect([run.status, run.stderr], words.join(' ')).toEqual([3, 'sshwhy: cannot write standard output: ENOSPC\n'])
  }
  const both = spawnSync('sh', ['-c', 'exec "$@" >/dev/full 2>&1', 'sh', process.execPath, '-e', RUN, '--', '--help'])
  expect(both.status).toBe(3)
})

test('a bug says where it happened, and where to report it', () => {
  expect(failure(new TypeError('x is not a function'))).toMatchObject({ code: 'bug', message: 'TypeError: x is not a function', exit: 3 })
})

test('JSON holds the same strings, and nothing that a terminal acts on', () => {
  const line = jsonLine({ EVIL })
  expect(JSON.parse(line)).toEqual({ EVIL })
  expect(isPrintable(line.trimEnd())).toBe(true)
})

test('--version and --help', () => {
  expect(sshwhy(['--version'])).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^sshwhy \d+\.\d+\.\d+\n$/) })
  for (const words of [['--help'], ['-h'], ['help'], ['replay', '--help']]) {
    const { code, stdout } = sshwhy(words)
    expect(code).toBe(0)
    expect(stdout).toContain('--record FILE')
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  }
})
