import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { RUN, sshwhy } from './sshwhy.ts'

const folder = mkdtempSync(join(tmpdir(), 'interrupt-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Starts the command, interrupts it, and tells how it ended. */
async function interrupted(
  words: readonly string[],
  signal: NodeJS.Signals = 'SIGINT',
): Promise<{ code: number | null; stdout: string; stderr: string; ms: number }> {
  const child = spawn(process.execPath, ['-e', RUN, '--', ...words], { env: { ...process.env, XDG_STATE_HOME: folder } })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (text) => (stdout += text))
  child.stderr.on('data', (text) => (stderr += text))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  await new Promise((resolve) => setTimeout(resolve, 1500))
  const start = performance.now()
  child.kill(signal)
  return { code: await ended, stdout, stderr, ms: performance.now() - start }
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s while ssh -G runs a Match exec', async (signal) => {
  const config = join(folder, 'config')
  writeFileSync(config, 'Match exec "sleep 4"\n  Port 22\n')
  const seen = await interrupted(['-F', config, '127.0.0.1'], signal)
  expect(seen).toMatchObject({ code: 130, stdout: '', stderr: '' })
  expect(seen.ms).toBeLessThan(2000)
})

test('Ctrl-C while a silent server is waited for leaves no recording', async () => {
  const server = createServer(() => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const file = join(folder, 'never.json')
  try {
    const seen = await interrupted(['-F', 'none', '--record', file, '-p', String(port), '127.0.0.1'])
    expect(seen).toMatchObject({ code: 130, stdout: '', stderr: '' })
    expect(seen.ms).toBeLessThan(2000)
  } finally {
    server.close()
  }
  expect(readdirSync(folder).filter((name) => /json|tmp/.test(name))).toEqual([])
})

test('Ctrl-C while the budget makes us wait; the reason for waiting is told', async () => {
  const words = ['-F', 'none', '-p', '1', '127.0.0.1']
  for (let run = 0; run < 4; run++) expect(sshwhy(['--gentle', ...words], '', { XDG_STATE_HOME: folder }).code).toBe(1)
  const seen = await interrupted(words)
  expect(seen).toMatchObject({
    code: 130,
    stdout: '',
    stderr: expect.stringMatching(/^sshwhy: waiting \d+ s: 4 SYNs went to 127\.0\.0\.1 port 1 .*\n$/),
  })
  expect(seen.ms).toBeLessThan(2000)
})
