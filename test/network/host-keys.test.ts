import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Diagnosis } from '../../src/model/diagnosis.ts'
import { readDiagnosis, settle, wireOnly } from '../../lab/run/program.ts'
import { Lab, scratch } from './lab.ts'
import { labMissing } from './needs.ts'
import { netOf } from './net.ts'
import { startSshd } from './sshd.ts'

const missing = labMissing() ?? (wireOnly ? 'no program to test' : undefined)

type Type = 'ed25519' | 'ecdsa' | 'rsa'

interface Key {
  readonly file: string
  /** Type and base64. */
  readonly text: string
  readonly sha256: string
}

/** A key pair by ssh-keygen, made once. */
function key(name: string, type: Type): Key {
  const folder = join(scratch(), 'keys')
  const file = join(folder, `${name}-${type}`)
  mkdirSync(folder, { recursive: true })
  try {
    readFileSync(file)
  } catch {
    execFileSync('ssh-keygen', ['-q', '-t', type, ...(type === 'rsa' ? ['-b', '2048'] : []), '-N', '', '-C', 'lab', '-f', file])
  }
  const text = readFileSync(`${file}.pub`, 'utf8').split(' ').slice(0, 2).join(' ')
  return { file, text, sha256: execFileSync('ssh-keygen', ['-lf', `${file}.pub`], { encoding: 'utf8' }).split(' ')[1] ?? '' }
}

/** sshd_config for a host certificate over the server's Ed25519 key. */
function certified(name: string, options: readonly string[]): readonly string[] {
  const { file } = key('server', 'ed25519')
  const copy = `${file}-${name}`
  writeFileSync(`${copy}.pub`, readFileSync(`${file}.pub`))
  execFileSync('ssh-keygen', ['-q', '-s', key('ca', 'ecdsa').file, '-I', 'lab', ...options, `${copy}.pub`])
  return [`HostKey ${file}`, `HostCertificate ${copy}-cert.pub`]
}

const NOW = ['-V', '-1d:+1d']
const only = (type: Type): readonly string[] => [`HostKey ${key('server', type).file}`]
const server = (type: Type): string => key('server', type).text
const old = (type: Type): string => key('old', type).text
const ca = (): string => `@cert-authority * ${key('ca', 'ecdsa').text}`

interface Scene {
  readonly name: string
  /** Lines of sshd_config; each scene says its host keys. */
  readonly sshd: () => readonly string[]
  readonly known?: () => readonly string[]
  readonly hashed?: true
  readonly port?: number
  /** -o options of both ssh and the program. */
  readonly options?: readonly string[]
  /** Of the program alone: without it, it is told that ssh cannot ask, as the real one. */
  readonly asks?: true
  /** What the real ssh says in BatchMode; that login is denied means that it took the key. */
  readonly ssh: RegExp
  /** Cause and certainty; null: no wall. */
  readonly verdict: string | null
  readonly state?: NonNullable<NonNullable<Diagnosis['addresses'][0]['ssh']>['hostKeys'][0]['known']>
  /** A part of what is said of it. */
  readonly says?: string
  /** The remedy's command lets ssh through. */
  readonly mends?: true
  /** SSHFP records of db1 (RFC 4255) at a name server that sets the AD bit; `trusted`: `trust-ad` stands in resolv.conf. */
  readonly sshfp?: { readonly records: () => readonly string[]; readonly trusted: boolean }
  /** A file for RevokedHostKeys, made in this folder. */
  readonly revoked?: (folder: string) => string
}

/** A SSHFP record of SHA-256 for a key of Ed25519, in hex. */
function record({ sha256 }: Key): string {
  return `0402${Buffer.from(sha256.slice('SHA256:'.length), 'base64').toString('hex')}`
}

/** As ssh -o takes it. */
const DNS = ['VerifyHostKeyDNS=yes', 'StrictHostKeyChecking=yes']

function listed(folder: string, ...keys: readonly Key[]): string {
  const file = join(folder, 'revoked')
  writeFileSync(file, ['# revoked', '', ...keys.map(({ text }) => `${text} a comment`), ''].join('\n'))
  return file
}

function krl(folder: string, one: Key): string {
  const file = join(folder, 'revoked.krl')
  execFileSync('ssh-keygen', ['-q', '-k', '-f', file, `${one.file}.pub`])
  chmodSync(file, 0o644)
  return file
}

const TAKEN = /Permission denied/
const REFUSED = /Host key verification failed/

const SCENES: readonly Scene[] = [
  {
    name: 'a known key',
    sshd: () => only('ed25519'),
    known: () => [`db1 ${server('ed25519')}`],
    ssh: TAKEN,
    verdict: null,
    state: 'match',
  },
  {
    name: 'a known key, hashed',
    sshd: () => only('ed25519'),
    known: () => [`db1 ${server('ed25519')}`],
    hashed: true,
    ssh: TAKEN,
    verdict: null,
    state: 'match',
  },
  {
    name: 'the known type is asked for, and not what the server likes best',
    sshd: () => [...only('ed25519'), ...only('rsa'), ...only('ecdsa')],
    known: () => [`db1 ${server('rsa')}`],
    ssh: TAKEN,
    verdict: null,
    state: 'match',
  },
  {
    name: 'a changed key',
    sshd: () => only('ed25519'),
    known: () => [`# none`, `db1 ${old('ed25519')}`],
    ssh: /IDENTIFICATION HAS CHANGED[^]*Offending ED25519 key in \S+:2/,
    verdict: 'host-key-changed proven',
    state: 'changed',
    says: 'line 2',
  },
  {
    name: 'a changed key, hashed, on another port',
    sshd: () => only('ecdsa'),
    known: () => [`[db1]:2222 ${old('ecdsa')}`],
    hashed: true,
    port: 2222,
    ssh: /Offending ECDSA key/,
    verdict: 'host-key-changed proven',
    state: 'changed',
  },
  {
    name: 'a changed key under StrictHostKeyChecking no',
    sshd: () => only('ed25519'),
    known: () => [`db1 ${old('ed25519')}`],
    options: ['StrictHostKeyChecking=no'],
    ssh: /IDENTIFICATION HAS CHANGED[^]*Permission denied/,
    verdict: null,
    state: 'changed',
  },
  {
    name: 'a changed key under accept-new',
    sshd: () => only('rsa'),
    known: () => [`db1 ${old('rsa')}`],
    options: ['StrictHostKeyChecking=accept-new'],
    ssh: /Offending RSA key/,
    verdict: 'host-key-changed proven',
    state: 'changed',
  },
  {
    name: 'a key of another type than is known',
    sshd: () => only('ed25519'),
    known: () => [`db1 ${old('rsa')}`],
    ssh: /IDENTIFICATION HAS CHANGED[^]*Offending RSA key/,
    verdict: 'host-key-changed proven',
    state: 'other-type',
  },
  {
    name: 'of two keys the one that is known has changed, the other not',
    sshd: () => [...only('ed25519'), ...only('rsa')],
    known: () => [`db1 ${old('rsa')}`],
    ssh: /Offending RSA key/,
    verdict: 'host-key-changed proven',
    state: 'changed',
  },
  {
    name: 'an unknown key in BatchMode',
    sshd: () => only('ed25519'),
    ssh: REFUSED,
    verdict: 'host-key-not-known likely',
    state: 'unknown',
    says: 'BatchMode',
  },
  {
    name: 'an unknown key, and ssh can ask',
    sshd: () => only('ed25519'),
    asks: true,
    ssh: REFUSED,
    verdict: null,
    state: 'unknown',
  },
  {
    name: 'an unknown key under StrictHostKeyChecking yes',
    sshd: () => only('ed25519'),
    options: ['StrictHostKeyChecking=yes'],
    ssh: /No ED25519 host key is known for db1 and you have requested strict checking/,
    verdict: 'host-key-not-known likely',
    state: 'unknown',
  },
  {
    name: 'an unknown key under accept-new',
    sshd: () => only('ed25519'),
    options: ['StrictHostKeyChecking=accept-new'],
    ssh: TAKEN,
    verdict: null,
    state: 'unknown',
  },
  {
    name: 'a broken line of known_hosts is none',
    sshd: () => only('ed25519'),
    known: () => ['db1 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFhyc6', 'db1 ssh-rsa AAAA'],
    ssh: REFUSED,
    verdict: 'host-key-not-known likely',
    state: 'unknown',
  },
  {
    name: 'a revoked key that is known, too',
    sshd: () => only('ed25519'),
    known: () => [`db1 ${server('ed25519')}`, `@revoked * ${server('ed25519')}`],
    ssh: /REVOKED HOST KEY DETECTED/,
    verdict: 'host-key-not-known likely',
    state: 'revoked',
    says: 'revoked',
  },
  {
    name: 'a key that is known without the port',
    sshd: () => only('ed25519'),
    known: () => [`db1 ${server('ed25519')}`],
    port: 2222,
    ssh: TAKEN,
    verdict: null,
    state: 'match',
  },
  {
    name: 'another key without the port does not count',
    sshd: () => only('ed25519'),
    known: () => [`db1 ${old('ed25519')}`],
    port: 2222,
    ssh: REFUSED,
    verdict: 'host-key-not-known likely',
    state: 'unknown',
  },
  {
    name: 'HostKeyAlias',
    sshd: () => only('ed25519'),
    known: () => [`cluster ${server('ed25519')}`, `db1 ${old('ed25519')}`],
    options: ['HostKeyAlias=cluster'],
    ssh: TAKEN,
    verdict: null,
    state: 'match',
  },
  {
    name: 'a certificate of a known CA',
    sshd: () => certified('good', ['-h', '-n', 'db1', ...NOW]),
    known: () => [ca()],
    ssh: TAKEN,
    verdict: null,
    state: 'match',
  },
  {
    name: 'a certificate of an unknown CA',
    sshd: () => certified('strange', ['-h', '-n', 'db1', ...NOW]),
    ssh: REFUSED,
    verdict: 'host-key-not-known likely',
    state: 'unknown',
    says: 'not known',
  },
  {
    name: 'a certificate that has expired',
    sshd: () => certified('expired', ['-h', '-n', 'db1', '-V', '-2d:-1d']),
    known: () => [ca()],
    ssh: /Certificate invalid: expired/,
    verdict: 'host-key-not-known likely',
    state: 'unknown',
  },
  {
    name: 'a certificate for another name, and its key has changed',
    sshd: () => certified('other', ['-h', '-n', 'db2', ...NOW]),
    known: () => [ca(), `db1 ${old('ed25519')}`],
    ssh: /name is not a listed principal[^]*IDENTIFICATION HAS CHANGED/,
    verdict: 'host-key-changed proven',
    state: 'changed',
  },
  {
    name: 'a certificate that has expired, of a key that is known by itself',
    sshd: () => certified('fallback', ['-h', '-n', 'db1', '-V', '-2d:-1d']),
    known: () => [ca(), `db1 ${server('ed25519')}`],
    ssh: TAKEN,
    verdict: null,
    state: 'match',
  },
  {
    name: 'a certificate of a revoked CA',
    sshd: () => certified('revoked', ['-h', '-n', 'db1', ...NOW]),
    known: () => [ca(), ca().replace('@cert-authority', '@revoked')],
    ssh: /REVOKED HOST KEY/,
    verdict: 'host-key-not-known likely',
    state: 'revoked',
  },
  {
    name: 'no key exchange method in common',
    sshd: () => [...only('ed25519'), 'KexAlgorithms diffie-hellman-group1-sha1,diffie-hellman-group14-sha1'],
    known: () => [`db1 ${server('ed25519')}`],
    ssh: /no matching key exchange method found/,
    verdict: 'no-common-algorithm proven',
    says: 'no key exchange method in common',
    mends: true,
  },
  {
    name: 'no host key algorithm in common',
    sshd: () => [...only('rsa'), 'HostKeyAlgorithms ssh-rsa'],
    known: () => [`db1 ${server('rsa')}`],
    ssh: /no matching host key type found/,
    verdict: 'no-common-algorithm proven',
    says: 'no host key algorithm in common',
    mends: true,
  },
  {
    name: 'no cipher in common',
    sshd: () => [...only('ed25519'), 'Ciphers aes128-cbc,3des-cbc'],
    known: () => [`db1 ${server('ed25519')}`],
    ssh: /no matching cipher found/,
    verdict: 'no-common-algorithm proven',
    says: 'no cipher in common',
    mends: true,
  },
  {
    name: 'no MAC in common',
    sshd: () => [...only('ed25519'), 'Ciphers aes128-ctr', 'MACs hmac-md5,hmac-sha1-96'],
    known: () => [`db1 ${server('ed25519')}`],
    ssh: /no matching MAC found/,
    verdict: 'no-common-algorithm proven',
    says: 'no MAC in common',
    mends: true,
  },
  {
    name: 'MACs do not matter where the cipher needs none',
    sshd: () => [...only('ed25519'), 'Ciphers aes128-gcm@openssh.com', 'MACs hmac-md5'],
    known: () => [`db1 ${server('ed25519')}`],
    ssh: TAKEN,
    verdict: null,
    state: 'match',
  },
  {
    name: 'the client is told to use little',
    sshd: () => only('ed25519'),
    known: () => [`db1 ${server('ed25519')}`],
    options: ['Ciphers=3des-cbc', 'KexAlgorithms=diffie-hellman-group1-sha1'],
    ssh: /no matching key exchange method found/,
    verdict: 'no-common-algorithm proven',
    says: 'no key exchange method and no cipher in common',
    mends: true,
  },
  {
    name: 'an RSA key that is shorter than the client wants',
    sshd: () => only('rsa'),
    known: () => [`db1 ${server('rsa')}`],
    options: ['RequiredRSASize=3072'],
    ssh: /Invalid key length/,
    verdict: 'no-common-algorithm likely',
    says: '2048 bits, where 3072 are required',
    mends: true,
  },
  {
    name: 'a key that only DNS knows, validated, and resolv.conf trusts the AD bit',
    sshd: () => only('ed25519'),
    sshfp: { records: () => [record(key('server', 'ed25519'))], trusted: true },
    options: DNS,
    ssh: TAKEN,
    verdict: null,
    state: 'unknown',
  },
  {
    name: 'a key that only DNS knows, validated, and the C library takes the AD bit away',
    sshd: () => only('ed25519'),
    sshfp: { records: () => [record(key('server', 'ed25519'))], trusted: false },
    options: DNS,
    ssh: REFUSED,
    verdict: 'host-key-not-known likely',
    state: 'unknown',
    says: 'the SSHFP records in DNS have this key',
  },
  {
    name: 'DNS has another key than the server, and so has known_hosts',
    sshd: () => only('ed25519'),
    known: () => [`db1 ${old('ed25519')}`],
    sshfp: { records: () => [record(key('old', 'ed25519'))], trusted: true },
    options: ['VerifyHostKeyDNS=yes'],
    ssh: /Update the SSHFP RR in DNS[^]*Host key verification failed/,
    verdict: 'host-key-changed proven',
    state: 'changed',
    says: 'the SSHFP records in DNS have another key',
  },
  {
    name: 'a changed key that DNS has already: ssh takes it',
    sshd: () => only('ed25519'),
    known: () => [`db1 ${old('ed25519')}`],
    sshfp: { records: () => [record(key('server', 'ed25519'))], trusted: true },
    options: ['VerifyHostKeyDNS=yes'],
    ssh: TAKEN,
    verdict: null,
    state: 'changed',
  },
  {
    name: 'RevokedHostKeys has the key, in a list',
    sshd: () => only('ed25519'),
    known: () => [`db1 ${server('ed25519')}`],
    revoked: (folder) => listed(folder, key('old', 'rsa'), key('server', 'ed25519')),
    options: ['StrictHostKeyChecking=no'],
    ssh: /revoked by file/,
    verdict: 'host-key-not-known likely',
    state: 'revoked',
    says: 'revokes this key',
  },
  {
    name: 'RevokedHostKeys has the key, in a KRL',
    sshd: () => only('ed25519'),
    known: () => [`db1 ${server('ed25519')}`],
    revoked: (folder) => krl(folder, key('server', 'ed25519')),
    ssh: /revoked by file/,
    verdict: 'host-key-not-known likely',
    state: 'revoked',
    says: 'revokes this key',
  },
  {
    name: 'RevokedHostKeys has the CA of a certificate',
    sshd: () => certified('listed', ['-h', '-n', 'db1', ...NOW]),
    known: () => [ca()],
    revoked: (folder) => listed(folder, key('ca', 'ecdsa')),
    ssh: /revoked by file/,
    verdict: 'host-key-not-known likely',
    state: 'revoked',
  },
  {
    name: 'RevokedHostKeys has another key',
    sshd: () => only('ed25519'),
    known: () => [`db1 ${server('ed25519')}`],
    revoked: (folder) => krl(folder, key('old', 'ed25519')),
    ssh: TAKEN,
    verdict: null,
    state: 'match',
  },
  {
    name: 'RevokedHostKeys names no file: ssh refuses every key',
    sshd: () => only('ed25519'),
    known: () => [`db1 ${server('ed25519')}`],
    revoked: (folder) => join(folder, 'none'),
    ssh: /Error checking host key/,
    verdict: 'host-key-not-known likely',
    state: 'match',
    says: 'cannot be read',
  },
]

let runs = 0

/** Plays a scene against an sshd that runs already, and compares with what the real ssh says. */
async function play(lab: Lab, scene: Scene): Promise<string | null> {
  const { port = 22, options = [], known = () => [] } = scene
  const file = join(lab.folder, `known_hosts-${++runs}`)
  writeFileSync(
    file,
    known()
      .map((line) => `${line}\n`)
      .join(''),
  )
  if (scene.hashed) {
    execFileSync('ssh-keygen', ['-q', '-H', '-f', file], { stdio: 'ignore' })
    chmodSync(file, 0o644)
    expect(readFileSync(file, 'utf8')).toMatch(/^\|1\|/m)
  }
  const { sshfp, revoked } = scene
  const resolv = sshfp ? `nameserver ${netOf(4).server}\noptions timeout:1 attempts:1${sshfp.trusted ? ' trust-ad' : ''}\n` : '# none\n'
  const hosts = `127.0.0.1 localhost\n${netOf(4).server} db1\n`
  const program = settle(lab.stage(), { etc: { hosts, 'resolv.conf': resolv } })
  const refused = revoked ? [`RevokedHostKeys=${revoked(lab.folder)}`] : []
  const common = [`UserKnownHostsFile=${file}`, 'GlobalKnownHostsFile=none', ...options, ...refused].flatMap((option) => ['-o', option])
  const words = [...common, '-p', String(port), 'db1']
  const batch = ['-o', 'BatchMode=yes']
  const real = await program.runOther(['timeout', '20', 'ssh', ...batch, ...words, 'true'])
  expect(real.stderr).toMatch(scene.ssh)
  const diagnosis = readDiagnosis(await program.run(['--json', ...(scene.asks ? [] : batch), ...words]))
  const said = diagnosis.verdict && `${diagnosis.verdict.cause} ${diagnosis.verdict.certainty}`
  const wall = diagnosis.findings.find(({ cause }) => cause === diagnosis.verdict?.cause)
  if (scene.state !== undefined)
    expect(diagnosis.addresses[0]?.ssh?.hostKeys[0]).toMatchObject({ known: scene.state, signature: 'verified' })
  if (scene.says !== undefined) expect(JSON.stringify(wall)).toContain(scene.says)
  if (scene.mends) {
    const [command = ''] = wall?.remedy?.commands ?? []
    // As it is typed, with what this lab needs: the command's own options come first, and the first counts.
    const mended = command
      .replace(/ (?:-p \d+ )?\S+$/, '')
      .split(' ')
      .slice(1)
    const kept = words.filter((word, at) => !options.includes(word) && !(word === '-o' && options.includes(words[at + 1] ?? '')))
    const again = await program.runOther(['timeout', '20', 'ssh', ...batch, ...mended, ...kept, 'true'])
    expect(`${command}: ${again.stderr}`).toMatch(TAKEN)
  }
  expect(readFileSync(file, 'utf8').split('\n').length, 'nothing was written').toBe(known().length + 1)
  return said
}

describe('host keys and algorithms, with the real ssh beside', { skip: missing !== undefined }, () => {
  let lab: Lab
  beforeAll(async () => {
    lab = await Lab.build()
  }, 60_000)
  afterAll(() => lab.remove())

  test.each(SCENES.map((scene) => [scene.name, scene] as const))('%s', async (_, scene) => {
    const sshd = await startSshd(lab, 'server', [...scene.sshd(), `Port ${scene.port ?? 22}`])
    const zone = { rest: 3, names: { db1: { 44: scene.sshfp?.records() ?? [] } }, authentic: true }
    const words = [process.execPath, join(import.meta.dirname, 'name-server.ts'), netOf(4).server, JSON.stringify(zone)]
    const dns = scene.sshfp ? lab.start('server', words) : null
    try {
      await dns?.says(/ready/)
      expect(await play(lab, scene)).toBe(scene.verdict)
    } finally {
      await dns?.stop()
      await sshd.stop()
    }
  })
})
