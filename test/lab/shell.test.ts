import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../../lab/machine/shell.ts'

test('a bash reads no start-up file of the user', async () => {
  const home = mkdtempSync(join(tmpdir(), 'sshwhy-home-'))
  writeFileSync(join(home, '.bashrc'), 'echo read\n')
  const bash = (...env: readonly string[]) => run(['env', ...env, `HOME=${home}`, 'bash', '-c', 'echo ran'])
  expect((await bash()).stdout).toBe('ran\n')
  // The trap itself, as it would be without our SHLVL.
  expect((await bash('-u', 'SHLVL')).stdout).toBe('read\nran\n')
  rmSync(home, { recursive: true })
})

test('a command ends although what it has started holds its output open', async () => {
  const { code, stdout } = await run(['sh', '-c', 'sleep 90 & echo done'])
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'done\n' })
})
