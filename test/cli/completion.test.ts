import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { SHELLS } from '../../src/cli/completion.ts'
import { COMMANDS, OPTIONS } from '../../src/cli/options.ts'
import { sshwhy } from './sshwhy.ts'

const has = (shell: string): boolean => spawnSync(shell, ['-c', 'exit']).status === 0

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
  const complete = (...words: readonly string[]): readonly string[] => {
    const typed = `COMP_WORDS=(sshwhy ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _sshwhy; printf '%s\\n' "\${COMPREPLY[@]}"`
    const run = spawnSync('bash', ['--norc', '-c', `${SHELLS.bash().join('\n')}\n${typed}`], { encoding: 'utf8' })
    expect(run.stderr).toBe('')
    return run.stdout.split('\n').filter((line) => line !== '')
  }
  test('options, commands and their values', () => {
    expect(complete('--ex')).toEqual(['--export', '--explain'])
    expect(complete('do')).toContain('doctor')
    expect(complete('completion', 'z')).toEqual(['zsh'])
    expect(complete('--export', '')).toEqual(['ticket'])
    expect(complete('--record', '/etc/hos')).toContain('/etc/hosts')
  })
})
