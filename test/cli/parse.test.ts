import { describe, expect, test } from 'vitest'
import { CodedError } from '../../src/model/error.ts'
import { OPTIONS } from '../../src/cli/options.ts'
import { parse } from '../../src/cli/parse.ts'

const coded = (argv: readonly string[]): CodedError => {
  try {
    parse(argv)
  } catch (error) {
    if (error instanceof CodedError) return error
    throw error
  }
  throw new Error(`${argv.join(' ')} was accepted`)
}

describe('our options and those of ssh', () => {
  test('ours may stand before the host, and after it up to the remote command', () => {
    expect(parse(['--json', '-p', '2222', 'db1', '--all', '-4', 'uptime', '--json', '-p'])).toEqual({
      options: { json: true, all: true },
      command: null,
      words: ['-p', '2222', 'db1', '-4', 'uptime', '--json', '-p'],
    })
  })

  test('the value of an option of ssh is never ours, in the same word or the next', () => {
    expect(parse(['-o', '--json', '-oProxyCommand=--all', '-4vp', '--gentle', 'db1']).words).toEqual([
      '-o',
      '--json',
      '-oProxyCommand=--all',
      '-4vp',
      '--gentle',
      'db1',
    ])
    expect(parse(['-p22', '--json', 'db1'])).toEqual({ options: { json: true }, command: null, words: ['-p22', 'db1'] })
  })

  test('after -- nothing is ours', () => {
    expect(parse(['--quiet', '--', 'doctor', '--json'])).toEqual({
      options: { quiet: true },
      command: null,
      words: ['--', 'doctor', '--json'],
    })
    expect(parse(['db1', '--', '--json'])).toEqual({ options: {}, command: null, words: ['db1', '--', '--json'] })
  })

  test('a subcommand is one only as the first word; a host of that name is reached by --, a user or an option of ssh', () => {
    expect(parse(['doctor'])).toEqual({ options: {}, command: 'doctor', words: [] })
    expect(parse(['--json', 'doctor'])).toEqual({ options: { json: true }, command: 'doctor', words: [] })
    expect(parse(['replay', '-', '--json'])).toEqual({ options: { json: true }, command: 'replay', words: ['-'] })
    for (const words of [['--', 'doctor'], ['ann@doctor'], ['-4', 'doctor'], ['db1', 'doctor']])
      expect(parse(words)).toEqual({ options: {}, command: null, words })
  })

  test('values by = or as the next word; --explain goes without', () => {
    expect(parse(['--timeout=2', 'db1']).options).toEqual({ timeout: '2' })
    expect(parse(['--timeout', '2', 'db1']).options).toEqual({ timeout: '2' })
    expect(parse(['--explain']).options).toEqual({ explain: true })
    expect(parse(['--explain', '--json']).options).toEqual({ explain: true, json: true })
    expect(parse(['--explain', 'host-down']).options).toEqual({ explain: 'host-down' })
    expect(parse(['--record', '-', 'db1']).options).toEqual({ record: '-' })
  })
})

describe('misuse is told with the next step', () => {
  test.each([
    [['--jsno', 'db1'], 'unknown-option', 'did you mean --json?'],
    [['--versoin'], 'unknown-option', 'did you mean --version?'],
    [['--zzzzzzzzzzzz'], 'unknown-option', 'sshwhy --help lists them'],
    [['--json=yes'], 'option-without-value', 'write --json'],
    [['--record'], 'option-value-missing', '--record FILE'],
    [['--record', '--json'], 'option-value-missing', '--record FILE'],
    [['--export', 'tickets', 'db1'], 'option-value-unknown', '--export takes: ticket'],
    [['--explain', 'host-down', 'db1'], 'word-too-many', 'sshwhy --explain [CAUSE]'],
    [['db1', '--explain'], 'word-too-many', 'sshwhy --explain [CAUSE]'],
    [['--json', '--explain=host-down', '-4', 'db1'], 'word-too-many', 'sshwhy --explain [CAUSE]'],
    [['doctor', '-v'], 'unknown-option', 'the host of that name: sshwhy -- doctor'],
    [['doctor', '--gentle'], 'option-out-of-place', 'the host of that name: sshwhy -- doctor'],
  ])('%j', (argv, code, hint) => {
    const error = coded(argv)
    expect([error.code, error.hint, error.exit]).toEqual([code, hint, 2])
  })

  test('what was typed is shown without its control characters', () => {
    expect(coded(['--\u001b[31mred']).message).toBe('unknown option --\\x1b[31mred')
  })
})

test('every option has a name of its own, long only, and one sentence', () => {
  expect(new Set(OPTIONS.map((one) => one.name)).size).toBe(OPTIONS.length)
  for (const { name, text } of OPTIONS) {
    expect(name).toMatch(/^[a-z]{2,}(-[a-z]+)*$/)
    expect(text).toMatch(/^[A-Z].*[^.]\.?$/)
  }
})
