import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ENVIRONMENT } from '../../src/cli/environment.ts'
import { COMMANDS, OPTIONS } from '../../src/cli/options.ts'

const PAGE = join(import.meta.dirname, '../../docs/sshwhy.1')
const has = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0
const shown = (): string =>
  spawnSync('groff', ['-mdoc', '-Tutf8', '-P-cbou', PAGE], { encoding: 'utf8' }).stdout.replaceAll('‐\n', '').replaceAll(/\s+/g, ' ')

test.runIf(has('mandoc'))('mandoc has nothing to say against the page', () => {
  // Which other pages are installed here is not the page's fault.
  const { stdout } = spawnSync('mandoc', ['-Tlint', PAGE], { encoding: 'utf8' })
  expect(stdout.split('\n').filter((line) => line !== '' && !line.includes('referenced manual not found'))).toEqual([])
})

test.runIf(has('groff'))('groff warns of nothing', () => {
  expect(spawnSync('groff', ['-mdoc', '-Tutf8', '-ww', '-z', PAGE], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' })
})

test.runIf(has('groff'))('it tells every option, command and variable', () => {
  const text = shown()
  for (const { name } of OPTIONS) expect(text).toContain(`--${name}`)
  for (const { name } of COMMANDS) expect(text).toContain(`sshwhy ${name}`)
  for (const { names } of ENVIRONMENT) for (const name of names) expect(text).toContain(name)
})

test('every variable that the command reads is in the table', () => {
  const files = spawnSync('git', ['grep', '-hoE', "(process\\.env|env|environment)\\['[A-Z_]+'\\]", '--', 'src'], {
    encoding: 'utf8',
    cwd: join(import.meta.dirname, '../..'),
  }).stdout
  const read = new Set([...files.matchAll(/'([A-Z_]+)'/g)].map((match) => match[1] ?? ''))
  expect(read.size).toBeGreaterThan(3)
  const told = ENVIRONMENT.flatMap(({ names }) => names)
  expect([...read].filter((name) => !told.includes(name))).toEqual([])
  expect(readFileSync(PAGE, 'utf8')).toContain('SSHWHY_EGRESS')
})
