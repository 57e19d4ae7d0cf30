import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { networkInterfaces, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { SHELLS } from '../../src/cli/completion.ts'
import { COMMANDS, OPTIONS } from '../../src/cli/options.ts'
import { sshwhy } from './sshwhy.ts'

const has = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0

/** What ip(8) says is global, by another source. */
const OWN = [
  ...new Set(
    Object.entries(networkInterfaces()).flatMap(([device, all]) =>
      (all ?? []).flatMap(({ address, internal }) => (internal || address.startsWith('fe80:') ? [] : [device, address])),
    ),
  ),
].toSorted()

test.each(Object.entries(SHELLS))('%s is told every option and command', (shell, lines) => {
  const text = lines().join('\n')
  for (const { name } of OPTIONS) expect(text).toContain(shell === 'fish' ? `-l ${name}` : `--${name}`)
  for (const { name } of COMMANDS) expect(text).toContain(name)
  expect(sshwhy(['completion', shell])).toEqual({ code: 0, stdout: `${text}\n`, stderr: '' })
})

test.each(Object.entries(SHELLS).filter(([shell]) => has(shell)))('%s reads its script', (shell, lines) => {
  const file = join(mkdtempSync(join(tmpdir(), 'completion-')), shell)
  writeFileSync(file, `${lines().join('\n')}\n`)
  const run = spawnSync(shell, ['-n', file], { encoding: 'utf8' })
  rmSync(dirname(file), { recursive: true })
  expect(run).toMatchObject({ status: 0, stderr: '' })
})

describe.runIf(has('bash'))('in bash', () => {
  const complete = (...words: readonly string[]): readonly string[] => completeWith('', words)
  /** @param before shell text that goes before */
  const completeWith = (before: string, words: readonly string[]): readonly string[] => {
    const typed = `${before}COMP_WORDS=(sshwhy ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _sshwhy; printf '%s\\n' "\${COMPREPLY[@]}"`
    // Outside a completion the builtin refuses; what readline would be told is printed.
    const told = 'compopt() { echo "readline: $*"; }'
    const run = spawnSync('bash', ['--norc', '-c', `${SHELLS.bash().join('\n')}\n${told}\n${typed}`], { encoding: 'utf8' })
    expect(run.stderr).toBe('')
    return run.stdout.split('\n').filter((line) => line !== '')
  }
  test('options, commands and their values', () => {
    expect(complete('--ex')).toEqual(['--export', '--explain'])
    expect(complete('do')).toContain('doctor')
    expect(complete('completion', 'z')).toEqual(['zsh'])
    expect(complete('firewall', 'w')).toEqual(['why', 'who'])
    expect(complete('--export', '')).toEqual(['ticket'])
    expect(complete('--export', '=', 't')).toEqual(['ticket'])
    expect(complete('--explain', 'sshd-m')).toEqual(['sshd-masked'])
    expect(complete('--explain', '--js')).toEqual(['--json'])
    expect(complete('doctor', '')).toEqual([])
  })
  test.runIf(has('ip'))('addresses and interfaces of this machine, one after the other', () => {
    expect(complete('--also-from', '').toSorted()).toEqual(OWN)
    expect(complete('--also-from', 'x,').toSorted()).toEqual(OWN.map((one) => `x,${one}`))
  })
  test('an IPv6 address goes on behind its colons', () => {
    const ip = `ip() { printf '2: eth0    inet6 2001:db8::5/64 scope global\\n2: eth0    inet 192.0.2.5/24 scope global\\n'; }; `
    const typed = (...words: readonly string[]): readonly string[] => completeWith(ip, words)
    expect(typed('--also-from', '2001', ':')).toEqual(['db8::5'])
    expect(typed('--also-from', '2001', ':', 'db')).toEqual(['db8::5'])
    expect(typed('--also-from', '=', '2001', ':', 'db8', '::')).toEqual(['5'])
    expect(typed('--also-from', 'eth0,2001', ':', 'd')).toEqual(['db8::5'])
    expect(typed('--also-from', '2001', ':', 'db8', '::', '5,')).toEqual(['5,192.0.2.5', '5,2001:db8::5', '5,eth0'])
    expect(typed('--also-from', '19')).toEqual(['192.0.2.5'])
  })
  test('file names are readline’s', () => {
    for (const words of [
      ['--record', '/etc/hos'],
      ['--record', '=', '/etc'],
      ['replay', ''],
      ['replay', '--json', 'x'],
      ['firewall', 'who', 'x'],
      ['firewall', 'why', '--from', '192.0.2.1', ''],
    ])
      expect(complete(...words)).toEqual(['readline: -o default -o filenames'])
  })
})

describe.runIf(has('fish'))('in fish', () => {
  const complete = (line: string): readonly string[] => {
    const cwd = mkdtempSync(join(tmpdir(), 'completion-'))
    writeFileSync(join(cwd, 'case one.json'), '')
    mkdirSync(join(cwd, '.ssh'))
    writeFileSync(join(cwd, '.ssh/config'), 'Host db-east\n')
    const script = `${SHELLS.fish().join('\n')}\ncomplete -C ${JSON.stringify(line)}`
    const run = spawnSync('fish', ['--private', '-c', script], { encoding: 'utf8', cwd, env: { ...process.env, HOME: cwd } })
    rmSync(cwd, { recursive: true })
    expect(run.stderr).toBe('')
    return run.stdout
      .split('\n')
      .filter((one) => one !== '')
      .map((one) => one.split('\t')[0] ?? '')
  }
  test('options, commands and their values, and no programs', () => {
    expect(complete('sshwhy --ex').toSorted()).toEqual(['--explain', '--export'])
    expect(complete('sshwhy do')).toContain('doctor')
    expect(complete('sshwhy schema ').toSorted()).toEqual(['diagnosis', 'firewall', 'observation'])
    expect(complete('sshwhy firewall ').toSorted()).toEqual(['who', 'why'])
    expect(complete('sshwhy completion ').toSorted()).toEqual(['bash', 'fish', 'zsh'])
    expect(complete('sshwhy --explain sshd-m')).toContain('sshd-masked')
    expect(complete('sshwhy doctor ')).toEqual([])
  })
  test.runIf(has('ip'))('addresses and interfaces of this machine, one after the other', () => {
    expect(complete('sshwhy --also-from ').toSorted()).toEqual(OWN)
    expect(complete('sshwhy --also-from x,').toSorted()).toEqual(OWN.map((one) => `x,${one}`))
  })
  test('file names', () => {
    expect(complete('sshwhy replay ca')).toEqual(['case one.json'])
    expect(complete('sshwhy --record ca')).toEqual(['case one.json'])
    expect(complete('sshwhy firewall who ca')).toEqual(['case one.json'])
    expect(complete('sshwhy replay --json ca')).toEqual(['case one.json'])
  })
  test('what ssh would be given', () => {
    expect(complete('sshwhy db-e')).toEqual(['db-east'])
    expect(complete('sshwhy --json -4 db-e')).toEqual(['db-east'])
    expect(complete('sshwhy -')).toContain('-p')
  })
})

describe.runIf(has('zsh'))('in zsh', () => {
  /** Types into a real zsh, presses Tab, and waits until it shows what it should. */
  const shows = (typed: string, wanted: string): boolean => {
    const folder = mkdtempSync(join(tmpdir(), 'completion-'))
    writeFileSync(join(folder, '_sshwhy'), `${SHELLS.zsh().join('\n')}\n`)
    const script = `zmodload zsh/zpty
      zpty -b z zsh -f -i
      zpty -w z "PS1=''; fpath=($1 \\$fpath); autoload -Uz compinit; compinit -u -D; stty cols 200; echo RE''ADY"
      zpty -r z seen '*READY*'
      zpty -n -w z "$2"$'\\t\\t'
      zpty -r z seen "*$3*"
      zpty -d z`
    const run = spawnSync('zsh', ['-f', '-c', script, 'zsh', folder, typed, wanted], { timeout: 20_000 })
    rmSync(folder, { recursive: true })
    return run.status === 0
  }
  test.each([
    ['sshwhy --tho', 'rough'],
    ['sshwhy --explain sshd-mas', 'ked'],
    ['sshwhy completion fi', 'sh'],
    ['sshwhy firewall wh', 'why'],
  ])('%s is completed', (typed, wanted) => expect(shows(typed, wanted)).toBe(true))
  test.runIf(has('ip') && OWN.length > 0)('addresses of this machine', () => {
    expect(shows('sshwhy --also-from ', OWN[0] ?? '')).toBe(true)
  })
})
