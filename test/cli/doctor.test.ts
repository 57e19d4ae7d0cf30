import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sights } from '../../src/cli/doctor.ts'
import { loopbackError } from '../../src/cli/loopback.ts'
import { openLibc } from '../../src/observe/raw/libc.ts'
import { sshwhy } from './sshwhy.ts'

test('every line has a text, and what does not pass has a next step or a reason', async () => {
  const seen = await sights()
  expect(new Set(seen.map((one) => one.what)).size).toBe(seen.length)
  for (const one of seen) expect(one.text).not.toBe('')
})

const libc = openLibc()
describe.runIf(!('why' in libc))('the error queue of this kernel', () => {
  test.each([
    [4, 3, 3, '127.0.0.1'],
    [6, 1, 4, '::1'],
  ] as const)('IPv%i: a closed port of the loopback answers ICMP %i/%i from %s', async (family, type, code, offender) => {
    if ('why' in libc) throw new Error(libc.why)
    expect(await loopbackError(libc, family)).toMatchObject({ origin: 'icmp', type, code, offender })
  })
})

test('without ssh, without a home and without system calls it says what would help', () => {
  const empty = mkdtempSync(join(tmpdir(), 'doctor-'))
  const { code, stdout } = sshwhy(['doctor', '--json'], '', { PATH: empty, HOME: '', SSHWHY_ENGINE: 'node', LC_ALL: 'C' })
  rmSync(empty, { recursive: true })
  expect(code).toBe(1)
  const { schema, sees } = JSON.parse(stdout) as { schema: number; sees: { what: string; state: string; next: string | null }[] }
  expect(schema).toBe(1)
  const of = (what: string): unknown => sees.find((one) => one.what === what)
  expect(of('ssh')).toMatchObject({ state: 'blocks', next: expect.stringContaining('install') })
  expect(of('native')).toMatchObject({ state: 'unknown', text: 'node:net was asked for' })
  expect(of('ledger')).toMatchObject({ state: 'unknown', next: expect.stringContaining('XDG_STATE_HOME') })
  expect(of('characters')).toMatchObject({ text: 'ASCII: LC_ALL=C' })
})
