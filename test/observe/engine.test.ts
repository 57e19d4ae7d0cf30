import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Evidence, Observation, Seen } from '../../src/model/observation.ts'
import type { Target } from '../../src/model/target.ts'
import { engineHere, observe, type ObserveOptions } from '../../src/observe/engine.ts'
import { freshAddress, listen, silent } from './peers.ts'

const BANNER = 'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10\r\n'

let state = ''
const before = process.env['XDG_STATE_HOME']
beforeAll(() => {
  state = mkdtempSync(join(tmpdir(), 'sshwhy-'))
  process.env['XDG_STATE_HOME'] = state
})
afterAll(() => {
  if (before === undefined) delete process.env['XDG_STATE_HOME']
  else process.env['XDG_STATE_HOME'] = before
  rmSync(state, { recursive: true, force: true })
})

function target(host: string, port: number, more: Partial<Target> = {}): Target {
  return {
    input: host,
    host,
    port,
    user: null,
    resolvedBy: 'literal',
    via: [],
    proxyCommand: false,
    family: 'any',
    bindAddress: null,
    bindInterface: null,
    changed: [],
    matchExec: false,
    ...more,
  }
}

function look(at: Target, options: Partial<ObserveOptions> = {}): Promise<Observation> {
  const signal = new AbortController().signal
  return observe(
    at,
    {
      version: '0',
      signal,
      timeoutMs: 700,
      bannerMs: 700,
      gentle: false,
      again: false,
      thorough: false,
      egress: [],
      alsoFrom: [],
      engine: 'auto',
      ...options,
    },
    [],
    null,
  )
}

const tcp = (all: readonly Evidence[], role: string): Seen<'tcp'>[] =>
  all.flatMap((one) => (one.probe === 'tcp' && one.role === role ? [one] : []))
const ssh = (all: readonly Evidence[], role = 'asked'): Seen<'ssh'> | undefined =>
  all.flatMap((one) => (one.probe === 'ssh' && one.role === role ? [one] : []))[0]

const engines = process.platform === 'linux' && engineHere('auto').engine === 'raw' ? (['raw', 'node'] as const) : (['node'] as const)

describe.each(engines)('%s engine', (engine) => {
  const failure = engine === 'raw' ? { kind: 'rst' } : { kind: 'unknown', why: 'node:net does not show what answered on the wire' }

  test('a closed port, and the ports around it', async () => {
    const address = freshAddress()
    const seen = await look(target(address, 22), { engine })
    expect(tcp(seen.evidence, 'asked')).toMatchObject([{ outcome: 'refused', errno: 'ECONNREFUSED', syns: 1, answer: failure }])
    expect(seen.evidence.flatMap((one) => (one.probe === 'tcp' ? [one.port] : []))).toEqual([22, 61_217, 80, 443, 2222, 22_222, 2200, 222])
    expect(seen.connections).toEqual({ syns: 8, sshd: 0 })
    expect(seen.ms).toBeLessThan(600)
    const route = seen.evidence.find((one) => one.probe === 'route')
    expect(route).toMatchObject(
      engine === 'raw' ? { type: 'local', device: 'lo', prefix: '127.0.0.0/8' } : { type: 'unknown', source: '127.0.0.1' },
    )
    expect(seen.captures.map((one) => one.source)).toEqual(['client-addresses'])
    expect(seen.captures[0]?.out).toContain('lo 127.0.0.1/8')
  })

  test('IPv6', async () => {
    const seen = await look(target('::1', 1), { engine, gentle: true })
    expect(tcp(seen.evidence, 'asked')).toMatchObject([{ outcome: 'refused', answer: failure }])
  })

  test('an SSH server: no port around it is touched', async () => {
    const address = freshAddress()
    await using server = await listen(address, 0, (socket) => setTimeout(() => socket.write(`Welcome\r\n${BANNER}`), 30))
    const seen = await look(target(address, server.port), { engine })
    expect(tcp(seen.evidence, 'asked')).toMatchObject([{ outcome: 'open', answer: { kind: 'syn-ack' }, syns: 1 }])
    expect(ssh(seen.evidence)).toMatchObject({
      reached: 'identification',
      // It answers no key exchange.
      ended: 'silent',
      before: 'Welcome\r\n',
      identification: BANNER.trim(),
    })
    expect(ssh(seen.evidence)?.firstUs).toBeGreaterThan(25_000)
    expect(ssh(seen.evidence)?.firstUs).toBeLessThanOrEqual(ssh(seen.evidence)?.us ?? 0)
    expect(seen.evidence.filter((one) => one.probe === 'tcp')).toHaveLength(1)
    expect(seen.connections).toEqual({ syns: 1, sshd: 1 })
    expect(server.connections()).toBe(1)
  })

  test('an SSH server on another port: the first is enough', async () => {
    const address = freshAddress()
    await using server = await listen(address, 2222, (socket) => socket.write(BANNER))
    const seen = await look(target(address, 22), { engine })
    expect(ssh(seen.evidence, 'ssh-port')).toMatchObject({ port: 2222, reached: 'identification' })
    expect(tcp(seen.evidence, 'ssh-port').map((one) => one.port)).toEqual([2222])
    expect(server.connections()).toBe(1)
  })

  test('22 comes first when another port was asked', async () => {
    // Nobody listens: only root may on 22.
    const seen = await look(target(freshAddress(), 2222), { engine })
    expect(tcp(seen.evidence, 'ssh-port').map(({ port }) => port)).toEqual([22, 22_222, 2200, 222])
  })

  test('silence: decided in time, with few SYNs', async () => {
    const address = freshAddress()
    await using server = await silent(address)
    const seen = await look(target(address, server.port), { engine, timeoutMs: 1500 })
    expect(tcp(seen.evidence, 'asked')).toMatchObject([{ outcome: 'timed-out', syns: 2, left: 'unknown' }])
    expect(tcp(seen.evidence, 'asked')[0]?.answer.kind).toBe(engine === 'raw' ? 'none' : 'unknown')
    expect(tcp(seen.evidence, 'control')).toMatchObject([{ outcome: 'refused' }])
    expect(seen.ms).toBeGreaterThan(1400)
    expect(seen.ms).toBeLessThan(2500)
  })

  test('gentle: one SYN and nothing else', async () => {
    const address = freshAddress()
    await using server = await silent(address)
    const seen = await look(target(address, server.port), { engine, timeoutMs: 1500, gentle: true })
    expect(seen.connections).toEqual({ syns: 1, sshd: 0 })
    expect(seen.evidence.filter((one) => one.probe === 'tcp')).toHaveLength(1)
  })

  test.each([
    ['closed at once', { reached: 'nothing', ended: 'closed', bytes: 0 }, 1],
    ['reset at once', { reached: 'nothing', ended: 'reset', bytes: 0 }, 1],
    ['kept open without a word', { reached: 'nothing', ended: 'silent', bytes: 0 }, 1],
    ['greeting of another protocol', { reached: 'foreign', ended: 'closed', before: '220 mail ESMTP\r\n' }, 0],
    ['bytes that ssh gives up at', { reached: 'foreign', ended: 'by-us', before: 'J\0\0\0\n8.0.36\0' }, 0],
    ['text without end', { reached: 'foreign', ended: 'endless' }, 0],
    ['sshd’s refusal', { reached: 'foreign', ended: 'closed', before: 'Not allowed at this time\r\n' }, 1],
  ] as const)('an open port: %s', async (kind, expected, sshd) => {
    const address = freshAddress()
    await using server = await listen(address, 0, (socket) => {
      if (kind === 'closed at once') socket.end()
      else if (kind === 'reset at once') socket.resetAndDestroy()
      else if (kind === 'greeting of another protocol') socket.end('220 mail ESMTP\r\n')
      else if (kind === 'bytes that ssh gives up at') socket.write('J\0\0\0\n8.0.36\0')
      else if (kind === 'sshd’s refusal') socket.end('Not allowed at this time\r\n')
      else if (kind === 'text without end') {
        const pour = (): void => {
          while (socket.writable && socket.write('la la la\r\n'.repeat(50)));
        }
        socket.on('drain', pour)
        pour()
      }
    })
    const seen = await look(target(address, server.port), { engine })
    expect(ssh(seen.evidence)).toMatchObject(expected)
    expect(ssh(seen.evidence)?.firstUs === undefined).toBe(expected.reached === 'nothing')
    expect(ssh(seen.evidence)?.before.length).toBeLessThanOrEqual(2048)
    expect(ssh(seen.evidence)?.bytes).toBeLessThan(200_000)
    expect(seen.connections.sshd).toBe(sshd)
    expect(tcp(seen.evidence, 'control')).toHaveLength(1)
  })

  test('a source address that is not there', async () => {
    const seen = await look(target(freshAddress(), 22, { bindAddress: '192.0.2.77' }), { engine })
    expect(tcp(seen.evidence, 'asked')).toMatchObject([
      { outcome: 'local-error', stage: 'bind', errno: 'EADDRNOTAVAIL', syns: 0, left: 'no' },
    ])
    expect(seen.evidence.filter((one) => one.probe === 'tcp')).toHaveLength(1)
    const other = await look(target(freshAddress(), 22, { bindAddress: '::1' }), { engine })
    expect(tcp(other.evidence, 'asked')).toMatchObject([
      { outcome: 'not-tried', syns: 0, why: 'BindAddress or BindInterface gives no address of this family' },
    ])
    expect(other.evidence.filter((one) => one.probe === 'tcp')).toHaveLength(1)
  })

  test('BindAddress and BindInterface', async () => {
    const address = freshAddress()
    const sources: (string | undefined)[] = []
    await using server = await listen(address, 0, (socket) => {
      sources.push(socket.remoteAddress)
      socket.write(BANNER)
    })
    await look(target(address, server.port, { bindAddress: '127.0.0.9' }), { engine })
    await look(target(address, server.port, { bindInterface: 'lo' }), { engine })
    expect(sources).toEqual(['127.0.0.9', '127.0.0.1'])
  })

  test('no packet can leave: said by connect() itself', async () => {
    const seen = await look(target('255.255.255.255', 22), { engine })
    expect(tcp(seen.evidence, 'asked')).toMatchObject([
      { outcome: 'local-error', stage: 'connect', syns: 0, left: 'no', answer: { kind: 'none' } },
    ])
    expect(seen.evidence.filter((one) => one.probe === 'tcp')).toHaveLength(1)
  })

  test.each([
    ['fe80::1', 'a link-local address needs the interface, as in fe80::1%eth0'],
    ['fe80::1%nope', 'there is no interface nope'],
    ['fe80::1%..', 'there is no interface ..'],
  ])('a link-local address without its interface: %s', async (address, why) => {
    const seen = await look(target(address, 22), { engine })
    expect(seen.evidence.filter((one) => one.probe === 'tcp')).toMatchObject([
      { role: 'asked', address, outcome: 'local-error', stage: 'connect', errno: 'EINVAL', left: 'no', syns: 0, why },
    ])
  })

  test.runIf(process.platform === 'linux').each([
    ['0.0.0.0', '127.0.0.1'],
    ['::', '::1'],
    ['::ffff:0.0.0.0', '127.0.0.1'],
  ])('%s is the loopback', async (typed, address) => {
    const seen = await look(target(typed, 1), { engine, gentle: true })
    expect(seen.evidence).toMatchObject([
      { probe: 'name', name: typed, addresses: [address] },
      { probe: 'route', address },
      { probe: 'tcp', address, outcome: 'refused' },
    ])
  })

  test('interrupted: everything is given back at once', async () => {
    const address = freshAddress()
    await using server = await silent(address)
    await using mute = await listen(address, 0, () => {})
    const files = (): number => readdirSync('/proc/self/fd').length
    const open = files()
    for (const port of [server.port, mute.port]) {
      const abort = new AbortController()
      const reason = new Error('interrupted')
      setTimeout(() => abort.abort(reason), 400)
      const start = performance.now()
      await expect(look(target(address, port), { engine, signal: abort.signal, timeoutMs: 4000, bannerMs: 4000 })).rejects.toBe(reason)
      expect(performance.now() - start).toBeLessThan(700)
    }
    await expect.poll(files).toBeLessThanOrEqual(open)
  })

  test('names: system resolver, hosts file, every address', async () => {
    const seen = await look(target('localhost', 1), { engine, gentle: true })
    const name = seen.evidence[0]
    expect(name).toMatchObject({ probe: 'name', resolver: 'system', outcome: 'answer' })
    expect(seen.captures.find((one) => one.source === 'hosts-file')?.out).toMatch(/^\d+:.*localhost/)
    const none = await look(target('no-such-host.invalid', 1), { engine })
    // The name servers of the machine that tests are asked, too, where it has any.
    expect(none.evidence.filter(({ probe }) => probe !== 'name-server')).toMatchObject([{ probe: 'name', addresses: [] }])
    expect(none.connections.syns).toBe(0)
  })

  test('events come as they happen', async () => {
    const events: Evidence[] = []
    const seen = await look(target(freshAddress(), 22), { engine, onEvidence: (one) => events.push(one) })
    expect(events).toEqual(seen.evidence)
  })
})

describe('what is not tried', () => {
  test('an address of the other family', async () => {
    const seen = await look(target('127.0.0.1', 22, { family: 'inet6' }))
    expect(seen.evidence).toMatchObject([{ probe: 'name', outcome: 'no-address', addresses: [] }])
  })

  test('the fifth connection to an sshd in 10 minutes, unless again', async () => {
    const address = freshAddress()
    await using server = await listen(address, 0, (socket) => socket.write(BANNER))
    const at = target(address, server.port)
    for (let run = 0; run < 4; run++) expect((await look(at)).connections.sshd).toBe(1)
    const [fifth] = tcp((await look(at)).evidence, 'asked')
    expect(fifth).toMatchObject({ outcome: 'not-tried', syns: 0 })
    expect(fifth?.why).toMatch(/Free again in \d+ s/)
    expect(server.connections()).toBe(4)
  })

  test('the fifth SYN within 30 s waits, and can be interrupted', async () => {
    const address = freshAddress()
    const at = target(address, 22)
    for (let run = 0; run < 4; run++) await look(at)
    const abort = new AbortController()
    const waits: number[] = []
    const onWait = (ms: number): void => {
      waits.push(ms)
      setTimeout(() => abort.abort(new Error('tired')), 50)
    }
    await expect(look(at, { signal: abort.signal, onWait })).rejects.toThrow('tired')
    expect(waits).toHaveLength(1)
    expect(waits[0]).toBeGreaterThan(25_000)
    expect(waits[0]).toBeLessThanOrEqual(31_000)
  })
})

test('an answer-all is seen by the control port', async () => {
  const address = freshAddress()
  await using control = await listen(address, 61_217, () => {})
  const seen = await look(target(address, 22))
  expect(tcp(seen.evidence, 'control')).toMatchObject([{ outcome: 'open', port: control.port }])
})

test('a ledger that cannot be written is said, and does not stop us', async () => {
  const kept = process.env['XDG_STATE_HOME']
  process.env['XDG_STATE_HOME'] = '/proc/nowhere'
  try {
    const seen = await look(target(freshAddress(), 22), { gentle: true })
    expect(tcp(seen.evidence, 'asked')).toHaveLength(1)
    expect(seen.unseen).toMatchObject([{ what: 'what earlier runs sent' }])
  } finally {
    process.env['XDG_STATE_HOME'] = kept
  }
})

test.runIf(process.platform === 'linux')('an IPv4-mapped address is probed as what it is', async () => {
  const address = freshAddress()
  const seen = await look(target(`::ffff:${address}`, 1), { gentle: true })
  expect(tcp(seen.evidence, 'asked')).toMatchObject([{ address }])
})
