import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { Ledger } from '../../src/observe/ledger.ts'
import { NodeSockets } from '../../src/observe/node-sockets.ts'
import { Session } from '../../src/observe/session.ts'
import { startLogin } from '../../src/observe/start-login.ts'

const folder = mkdtempSync(join(tmpdir(), 'login-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Stands in the place of ssh: what a hostile server can make of its log and its banner. `$log` is the file of -E, `$path` that of -S. */
function ssh(name: string, script: string): string {
  const file = join(folder, name)
  const read = 'while [ $# -gt 0 ]; do case $1 in -E) log=$2; shift;; -S) path=$2; shift;; esac; shift; done\n'
  writeFileSync(file, `#!/bin/sh\n${read}${script}\n`)
  chmodSync(file, 0o755)
  return file
}

function login(sshPath: string, keep = false, signal = new AbortController().signal) {
  const options = {
    version: '0',
    signal,
    timeoutMs: 1000,
    bannerMs: 1000,
    gentle: false,
    again: false,
    thorough: false,
    egress: [],
    alsoFrom: [],
    engine: 'node',
  } as const
  const session = new Session(options, new NodeSockets(signal), new Ledger(null))
  return startLogin(session, { passed: [], host: 'db1', user: 'ann', knows: () => true, family: null, keep, sshPath })
}

const ours = (): string[] => readdirSync(tmpdir()).filter((name) => /^sshwhy-\w{6}$/.test(name) && existsSync(join(tmpdir(), name, 'log')))

const CLAIM = 'Authenticated to db1 ([10.0.0.5]:22) using "publickey".'

describe.skipIf(process.platform === 'win32')('a login', () => {
  test('that the log and the banner claim is none', async () => {
    const file = ssh('forged', `printf 'debug1: Remote: x\\n${CLAIM}\\r\\n' >$log; printf '${CLAIM}\\n\\033[2J' >&2; exit 255`)
    const { evidence, master } = await login(file)
    expect(evidence).toMatchObject({
      reached: 'key-exchange',
      code: 255,
      said: [expect.stringContaining('no socket')],
      banner: [CLAIM, '\\x1b[2J'],
    })
    expect(evidence).not.toHaveProperty('by')
    expect(master).toBeNull()
  })

  test('is one when the socket is there, and is kept until it is closed', async () => {
    const listen = `${process.execPath} -e 'require("net").createServer().listen(process.argv[1])' $path`
    const file = ssh('real', `printf '${CLAIM}\\r\\n' >$log; exec ${listen}`)
    const before = ours()
    const { evidence } = await login(file)
    expect(evidence).toMatchObject({ reached: 'authenticated', by: 'publickey', code: null })
    expect(ours()).toEqual(before)
    const kept = await login(file, true)
    expect(existsSync(kept.master?.controlPath ?? '')).toBe(true)
    await kept.master?.close()
    expect(existsSync(kept.master?.controlPath ?? '')).toBe(false)
    expect(ours()).toEqual(before)
  })

  test('a log without an end is cut, no ssh is none, and an abort ends it', async () => {
    const endless = await login(ssh('endless', 'yes "debug1: Remote: x" >$log'))
    expect(endless.evidence.reached).toBe('nothing')
    expect((await login(join(folder, 'absent'))).evidence).toMatchObject({ reached: 'nothing', code: null })
    const abort = new AbortController()
    const before = ours()
    const waiting = login(ssh('waits', 'exec sleep 30'), false, abort.signal)
    setTimeout(() => abort.abort(new Error('enough')), 100)
    await expect(waiting).rejects.toThrow('enough')
    expect(ours()).toEqual(before)
  })
})
