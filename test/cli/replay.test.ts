import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { recording } from '../../src/cli/record.ts'
import { redact } from '../../src/cli/redact.ts'
import { load } from '../../src/cli/replay.ts'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import { CodedError } from '../../src/model/error.ts'
import type { Observation } from '../../src/model/observation.ts'
import { VERSION } from '../../src/model/version.ts'
import { login, name, observed, route, tcp } from '../diagnose/observed.ts'
import { recordings } from './recordings.ts'
import { sshwhy } from './sshwhy.ts'

const folder = mkdtempSync(join(tmpdir(), 'replay-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const observation = observed([name(), route(), tcp(22, 'rst')])
const file = (text: string): string => {
  const path = join(folder, `${readdirSync(folder).length}.json`)
  writeFileSync(path, text)
  return path
}

function coded(run: () => unknown): CodedError {
  try {
    run()
  } catch (error) {
    if (error instanceof CodedError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('a recording', () => {
  test('is written whole, for its owner alone, and read back the same', () => {
    const path = join(folder, 'fresh.json')
    recording(path)(observation)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(load(path)).toEqual(observation)
    expect(readdirSync(folder).filter((one) => one.endsWith('.tmp'))).toEqual([])
  })

  test('takes the place of an older one, whose mode does not matter', () => {
    const path = file('old')
    chmodSync(path, 0o644)
    recording(path)(observation)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readFileSync(path, 'utf8')).toContain('"schema": 1')
  })

  test('is never written through a link, or over what is no file', () => {
    const victim = file('precious')
    const link = join(folder, 'link.json')
    symlinkSync(victim, link)
    mkdirSync(join(folder, 'directory'))
    for (const path of [link, join(folder, 'directory'), '/dev/null', join(folder, 'absent/x.json')]) {
      expect(coded(() => recording(path))).toMatchObject({ code: 'record-not-written', exit: 3 })
    }
    expect(readFileSync(victim, 'utf8')).toBe('precious')
    expect(coded(() => recording('-')).code).toBe('record-to-nowhere')
  })

  test('that lost its place while we looked is an error, and leaves nothing behind', () => {
    const path = join(folder, 'late.json')
    const write = recording(path)
    symlinkSync('/dev/null', path)
    expect(coded(() => write(observation)).code).toBe('record-not-written')
    expect(readdirSync(folder).filter((one) => one.endsWith('.tmp'))).toEqual([])
    expect(existsSync('/dev/null')).toBe(true)
  })
})

describe('replay', () => {
  test.each(recordings())('of %s says the same as the run, from a file and from standard input', (fixture, text) => {
    const path = join(import.meta.dirname, '../fixtures/recorded', fixture)
    const said = `${JSON.stringify(diagnose(JSON.parse(text) as Observation, VERSION))}\n`
    expect(sshwhy(['replay', '--json', path]).stdout).toBe(said)
    expect(sshwhy(['replay', '-', '--json'], text).stdout).toBe(said)
  })

  test.each([
    ['picture', 1, { cause: 'sshd-on-another-port', certainty: 'likely' }],
    ['closed-port', 1, { cause: 'sshd-stopped', certainty: 'likely' }],
    ['router-prohibits', 1, { cause: 'router-rejects', certainty: 'proven' }],
    ['firewall-drops', 1, { cause: 'firewall-drops', certainty: 'likely' }],
    ['no-such-name', 1, { cause: 'name-does-not-resolve', certainty: 'proven' }],
    ['ipv6-refused', 0, null],
    ['works', 0, null],
  ])('of %s, recorded in a laboratory', (fixture, code, verdict) => {
    const run = sshwhy(['replay', '--json', join(import.meta.dirname, `../fixtures/recorded/${fixture}.json`)])
    expect([run.code, (JSON.parse(run.stdout) as { verdict: unknown }).verdict]).toEqual([code, verdict])
  })

  test.each([
    ['not JSON at all', ': it is not JSON'],
    ['null', 'it is no recording of sshwhy'],
    ['[]', 'it is no recording of sshwhy'],
    ['{}', 'it is no recording of sshwhy'],
    [JSON.stringify({ ...observation, schema: 999 }), 'it was written by a newer sshwhy (schema 999)'],
    [JSON.stringify({ ...observation, schema: 'one' }), 'its schema is none that sshwhy wrote'],
    [JSON.stringify({ ...observation, evidence: [name(), { ...tcp(22, 'rst'), port: 70000 }] }), 'evidence[1].port: '],
    [JSON.stringify({ ...observation, evidence: [{ ...route(), address: 'db1' }] }), 'evidence[0].address: not an IP address'],
    [JSON.stringify({ ...observation, evidence: [{ probe: 'telepathy' }] }), 'evidence[0].probe: '],
    [JSON.stringify({ ...observation, startedAt: 'yesterday' }), 'startedAt: '],
    ['['.repeat(1_000_000), 'it is not JSON'],
    [' '.repeat((8 << 20) + 1), 'it is larger than 8 MiB'],
  ])('of what is no recording names what is wrong (%#)', (text, says) => {
    const error = coded(() => load(file(text)))
    expect([error.code, error.exit]).toEqual(['recording-invalid', 2])
    expect(error.message).toContain(says)
    expect(error.message).not.toMatch(/\n/)
  })

  test('of what cannot be read', () => {
    expect(coded(() => load(join(folder, 'absent')))).toMatchObject({ code: 'recording-unreadable', exit: 2 })
    expect(coded(() => load(folder)).message).toContain('EISDIR')
    expect(sshwhy(['replay'])).toMatchObject({ code: 2, stderr: 'sshwhy: replay needs a recording (sshwhy replay FILE)\n' })
    expect(sshwhy(['replay', 'a', 'b']).code).toBe(2)
  })
})

describe('redaction', () => {
  const secret = 'hunter2'
  const spoiled: Observation = {
    ...observation,
    target: {
      ...observation.target,
      input: `ssh://ann:${secret}@db1`,
      user: `ann:${secret}`,
      via: [`ann:${secret}@bastion:22`, 'ssh://bob@[fd00::1]:22', 'bastion:2222'],
      changed: [
        { keyword: 'ProxyCommand', typed: 'none', resolved: `corkscrew proxy 8080 %h %p ${secret}` },
        { keyword: 'SetEnv', typed: 'none', resolved: `TOKEN=${secret}` },
        { keyword: 'HostName', typed: 'db1', resolved: '10.9.0.5' },
        { keyword: 'User', typed: `ann:${secret}`, resolved: 'bob' },
        { keyword: 'ProxyCommand', typed: 'none', resolved: 'a command' },
      ],
    },
    evidence: [
      ...observation.evidence,
      login({ user: `ann:${secret}`, said: [`ann:${secret}@db1: Permission denied (publickey).`], banner: [`ssh://ann:${secret}@db1`] }),
    ],
    unseen: [{ what: 'ssh_config', why: `ssh -G gave up: Invalid -J argument "ann:p@${secret}@bastion"` }],
    captures: [
      {
        side: 'client',
        source: 'resolv.conf',
        command: '/etc/resolv.conf',
        code: 0,
        out: `nameserver 10.0.0.1\napi_key=${secret}\nAuthorization: Basic ${secret}\n-----BEGIN OPENSSH PRIVATE KEY-----\n${secret}\n-----END OPENSSH PRIVATE KEY-----\n`,
        cut: false,
      },
    ],
  }

  test('takes out what could be a secret, and nothing else', () => {
    const kept = redact(spoiled)
    expect(JSON.stringify(kept)).not.toContain(secret)
    expect(kept.target).toMatchObject({
      input: 'ssh://ann:[redacted]@db1',
      via: ['ann:[redacted]@bastion:22', 'ssh://bob@[fd00::1]:22', 'bastion:2222'],
      user: 'ann:[redacted]',
      changed: [
        { resolved: 'corkscrew [redacted]' },
        { resolved: 'TOKEN=[redacted]' },
        { resolved: '10.9.0.5' },
        { typed: 'ann:[redacted]', resolved: 'bob' },
        { typed: 'none', resolved: 'a command' },
      ],
    })
    expect(kept.unseen).toEqual([{ what: 'ssh_config', why: 'ssh -G gave up: Invalid -J argument "ann:[redacted]@bastion"' }])
    expect(kept.captures[0]?.out).toContain('nameserver 10.0.0.1\n')
  })

  test('leaves what is redacted as it is, and an innocent observation too', () => {
    expect(redact(redact(spoiled))).toEqual(redact(spoiled))
    expect(redact(observation)).toEqual(observation)
  })
})
