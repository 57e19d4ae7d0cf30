import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { agentState } from '../../src/observe/captures/agent.ts'
import { controlMaster } from '../../src/observe/captures/control-master.ts'
import { keyFiles } from '../../src/observe/captures/key-files.ts'

let folder = ''
let agent: ChildProcess | undefined
const at = (name: string): string => join(folder, name)
const run = (program: string, ...words: readonly string[]): string =>
  execFileSync(program, words, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      SSH_AUTH_SOCK: at('agent'),
      SSH_ASKPASS: at('askpass'),
      SSH_ASKPASS_REQUIRE: 'force',
      DISPLAY: ':none',
    },
  })

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sshwhy-client-'))
  agent = spawn('ssh-agent', ['-D', '-a', at('agent')], { stdio: ['ignore', 'pipe', 'ignore'] })
  await new Promise((ready) => agent?.stdout?.once('data', ready))
  for (const key of ['one', 'two']) run('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', `key ${key}`, '-f', at(key))
  writeFileSync(at('askpass'), '#!/bin/sh\necho lock\n')
  chmodSync(at('askpass'), 0o755)
})
afterAll(() => {
  agent?.kill()
  rmSync(folder, { recursive: true, force: true })
})

/** A socket whose owner does what is asked with each connection. */
async function socket(name: string, serve: Parameters<typeof createServer>[1]): Promise<Server> {
  const server = createServer(serve ?? (() => {}))
  await new Promise<void>((ready) => server.listen(at(name), ready))
  return server
}

describe('the agent', () => {
  const ask = async (name: string): Promise<readonly string[]> =>
    (await agentState({ path: at(name), by: 'SSH_AUTH_SOCK' })).out.split('\n').slice(1)

  test('of OpenSSH, empty, with keys as ssh-add -l says them, and locked', async () => {
    expect(await ask('agent')).toEqual(['state answers'])
    run('ssh-add', '-q', at('one'), at('two'))
    const listed = run('ssh-add', '-l').trim().split('\n')
    expect(await ask('agent')).toEqual([
      'state answers',
      ...listed.map((line) => line.replace(/^\d+ (\S+) (.*) \(ED25519\)$/, 'key ssh-ed25519 $1 $2')),
    ])
    run('ssh-add', '-x')
    expect(await ask('agent')).toEqual(['state answers'])
    run('ssh-add', '-X')
    expect(await ask('agent')).toHaveLength(3)
  })

  test('that is gone, was never there, closes, talks nonsense, talks without end, or says nothing', async () => {
    expect(await ask('none')).toEqual(['state ENOENT'])
    const servers = [
      await socket('closes', (peer) => peer.end()),
      await socket('nonsense', (peer) => peer.write('SSH-2.0-x\r\n')),
      await socket('endless', (peer) =>
        peer.on('error', () => {}).write(Buffer.concat([Buffer.from([0, 3, 255, 255]), Buffer.alloc(300_000)])),
      ),
      await socket('silent', () => {}),
    ]
    expect(await ask('closes')).toEqual(['state closed'])
    expect(await ask('nonsense')).toEqual(['state garbled'])
    expect(['state endless', 'state garbled']).toContain((await ask('endless'))[0])
    expect(await ask('silent')).toEqual(['state silent'])
    for (const server of servers) server.close()
    expect(await ask(`${'x'.repeat(200)}`)).toHaveLength(1)
    expect((await agentState({ path: null, by: 'IdentityAgent' })).out).toBe('socket IdentityAgent none\nstate none')
  })
})

test('key files: mode, owner and kind, and never what is in them', () => {
  mkdirSync(at('folder'))
  writeFileSync(at('empty'), '')
  writeFileSync(at('ppk'), 'PuTTY-User-Key-File-3: ssh-ed25519\n')
  writeFileSync(at('alone.pub'), 'ssh-ed25519 AAAA')
  execFileSync('mkfifo', [at('fifo')])
  chmodSync(at('one'), 0o640)
  for (const name of ['folder', 'empty', 'ppk', 'fifo']) chmodSync(at(name), 0o600)
  const names = ['one', 'two', 'one.pub', 'folder', 'empty', 'ppk', 'fifo', 'alone', 'gone', 'empty/x']
  const seen = keyFiles(names.map((name) => ({ role: 'identity', path: at(name), explicit: true, file: 'config', line: 3 })))
  const lines = seen.out
    .split('\n')
    .map((line) => line.replace(` ${folder}/`, ' ').replace(/^identity explicit | from config line 3$/g, ''))
  expect(lines).toEqual([
    '0640 own private-key one',
    '0600 own private-key two',
    expect.stringMatching(/^06\d\d own public-key one\.pub$/),
    '0600 own folder folder',
    '0600 own empty empty',
    '0600 own ppk ppk',
    '0600 own special fifo',
    '- - public-only alone',
    '- - missing gone',
    '- - missing empty/x',
  ])
  expect(JSON.stringify(seen)).not.toMatch(/BEGIN|b3BlbnNzaC1|AAAA/)
})

test('a control socket: with a master, without one, and with one that hangs', async () => {
  expect(await controlMaster(at('one'))).toBeNull()
  expect(await controlMaster(at('gone'))).toBeNull()
  const master = await socket('master', (peer) => peer.write(Buffer.from([0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 4])))
  const hangs = await socket('hangs', () => {})
  expect(await controlMaster(at('master'))).toMatchObject({ code: 0, out: `answers ${at('master')}` })
  expect(await controlMaster(at('hangs'))).toMatchObject({ code: 1, out: `silent ${at('hangs')}` })
  run('python3', '-c', `import socket; socket.socket(socket.AF_UNIX).bind("${at('stale')}")`)
  expect(await controlMaster(at('stale'))).toMatchObject({ code: 1, out: `ECONNREFUSED ${at('stale')}` })
  master.close()
  hangs.close()
})
