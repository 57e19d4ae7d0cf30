import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Certainty } from '../../src/model/cause.ts'
import type { Diagnosis } from '../../src/model/diagnosis.ts'
import { readDiagnosis, wireOnly } from '../../lab/run/program.ts'
import { Lab } from './lab.ts'
import { type ClientKey, type LoginScene, playLogin } from './login.ts'
import { labMissing } from './needs.ts'
import { netOf } from './net.ts'

const good: ClientKey = { name: 'good', authorized: '{}' }
const bad: ClientKey = { name: 'bad' }
const KEYS_ONLY = 'AuthenticationMethods publickey'
const five = [1, 2, 3, 4, 5].map((n): ClientKey => ({ name: `k${n}`, ...(n === 5 ? { authorized: '{}' } : {}) }))

/** What cannot be told from here, where keys are refused: all look the same. */
const ALIKE = ['no-accepted-key', 'wrong-user-name', 'user-not-allowed', 'key-restricted', 'account-locked-or-expired']

interface Case {
  readonly name: string
  readonly scene: LoginScene
  readonly works: boolean | null
  readonly exit: 0 | 1
  /** Null: none. */
  readonly verdict: readonly [cause: string, certainty: Certainty] | null
  /** Neither excluded nor unknown. */
  readonly said?: readonly string[]
  readonly excluded?: readonly string[]
  readonly happened?: RegExp
  /** What sshd itself logged: the fault is real. */
  readonly log?: RegExp
}

const CASES: readonly Case[] = [
  {
    name: 'a key is accepted',
    scene: { keys: [bad, good] },
    works: true,
    exit: 0,
    verdict: null,
    excluded: [...ALIKE, 'agent-refuses', 'too-many-keys', 'root-login-off'],
    happened: /^SSH to 203\.0\.113\.2 works: OpenSSH [\d.]+ \(Debian \d+\), key accepted for ann$/,
    log: /Accepted publickey for ann/,
  },
  {
    name: 'a key of the agent is accepted',
    scene: { keys: [good], files: [], agent: { keys: ['good'] } },
    works: true,
    exit: 0,
    verdict: null,
    log: /Accepted publickey for ann/,
  },
  {
    name: 'no key is accepted, and a password would be',
    scene: { keys: [bad] },
    works: null,
    exit: 1,
    verdict: ['no-accepted-key', 'possible'],
    said: ALIKE,
    excluded: ['second-factor-required', 'too-many-keys'],
    happened: /a password .* was not tried/,
  },
  {
    name: 'no key is accepted, and nothing else would be',
    scene: { keys: [bad], sshd: [KEYS_ONLY] },
    works: false,
    exit: 1,
    verdict: ['no-accepted-key', 'possible'],
    said: [...ALIKE, 'password-login-off'],
    happened: /refuses the login of ann/,
  },
  {
    name: 'MaxAuthTries, and an agent with more keys',
    scene: { keys: five, files: [], agent: { keys: five.map(({ name }) => name) }, sshd: ['MaxAuthTries 2'] },
    works: false,
    exit: 1,
    verdict: ['too-many-keys', 'likely'],
    said: ['no-accepted-key'],
    log: /maximum authentication attempts exceeded/,
  },
  ...['DenyUsers ann', 'AllowUsers bob'].map((line): Case => ({
    name: line,
    scene: { keys: [good], sshd: [line, KEYS_ONLY] },
    works: false,
    exit: 1,
    verdict: ['no-accepted-key', 'possible'],
    said: ALIKE,
    log: /User ann from 192\.0\.2\.2 not allowed/,
  })),
  {
    name: 'PermitRootLogin no',
    scene: { keys: [good], user: 'root', sshd: ['PermitRootLogin no', KEYS_ONLY] },
    works: false,
    exit: 1,
    verdict: ['root-login-off', 'likely'],
    excluded: ['no-accepted-key', 'user-not-allowed'],
    log: /ROOT LOGIN REFUSED/,
  },
  {
    name: 'a password after the key',
    scene: { keys: [good], sshd: ['AuthenticationMethods publickey,password'] },
    works: null,
    exit: 1,
    verdict: ['second-factor-required', 'likely'],
    excluded: ['no-accepted-key', 'account-locked-or-expired'],
    happened: /a password of ann after publickey, which was not tried/,
    log: /Partial publickey for ann/,
  },
  {
    name: 'a code after the key',
    scene: { keys: [good], sshd: ['AuthenticationMethods publickey,keyboard-interactive', 'UsePAM yes'] },
    works: null,
    exit: 1,
    verdict: ['second-factor-required', 'likely'],
    excluded: ['no-accepted-key'],
  },
  {
    name: 'an RSA key, and no RSA is accepted',
    scene: { keys: [{ ...good, type: 'rsa' }], sshd: ['PubkeyAcceptedAlgorithms ssh-ed25519', KEYS_ONLY] },
    works: false,
    exit: 1,
    verdict: ['no-accepted-key', 'possible'],
    said: [...ALIKE, 'key-type-not-accepted'],
    log: /not in PubkeyAcceptedAlgorithms/,
  },
  {
    name: 'an RSA key that may sign with SHA-1 only',
    scene: { keys: [{ ...good, type: 'rsa' }], config: ['PubkeyAcceptedAlgorithms ssh-rsa'], sshd: [KEYS_ONLY] },
    works: false,
    exit: 1,
    verdict: ['no-accepted-key', 'possible'],
    said: ['key-type-not-accepted'],
    log: /ssh-rsa not in PubkeyAcceptedAlgorithms/,
  },
  {
    name: 'an RSA key, and a client that accepts none',
    scene: { keys: [{ ...good, type: 'rsa' }], config: ['PubkeyAcceptedAlgorithms ssh-ed25519'], sshd: [KEYS_ONLY] },
    works: false,
    exit: 1,
    verdict: ['key-type-not-accepted', 'likely'],
  },
  {
    name: 'an agent that wants each use confirmed',
    scene: { keys: [good], files: [], agent: { keys: ['good'], confirm: true }, sshd: [KEYS_ONLY] },
    works: false,
    exit: 1,
    verdict: ['agent-refuses', 'likely'],
    excluded: ['no-accepted-key', 'wrong-user-name', 'user-not-allowed'],
  },
  {
    name: 'a key with a passphrase',
    scene: { keys: [{ ...good, passphrase: 'correct horse' }], sshd: [KEYS_ONLY] },
    works: null,
    exit: 0,
    verdict: null,
    happened: /good is locked: its passphrase, PIN or touch was not asked for/,
  },
  {
    name: 'a key that others can read',
    scene: { keys: [{ ...good, mode: 0o644 }], sshd: [KEYS_ONLY] },
    works: false,
    exit: 1,
    verdict: ['no-accepted-key', 'likely'],
  },
  {
    name: 'a server that takes passwords only',
    scene: { keys: [good], sshd: ['PubkeyAuthentication no'] },
    works: null,
    exit: 0,
    verdict: null,
    happened: /wants a password .* of ann, which was not tried/,
  },
  {
    name: 'no such user',
    scene: { keys: [good], user: 'nosuch', sshd: [KEYS_ONLY] },
    works: false,
    exit: 1,
    verdict: ['no-accepted-key', 'possible'],
    said: ['wrong-user-name', 'user-not-allowed'],
    log: /Invalid user nosuch/,
  },
  {
    name: 'a key that may come from elsewhere only',
    scene: { keys: [{ ...good, authorized: 'from="198.51.100.0/24" {}' }], sshd: [KEYS_ONLY] },
    works: false,
    exit: 1,
    verdict: ['no-accepted-key', 'possible'],
    said: ALIKE,
    log: /correct key but not from a permitted host/,
  },
  {
    name: 'an account that has expired',
    scene: { keys: [good], sshd: ['UsePAM yes'], shadow: '*:19000:0:99999:7::18000:' },
    works: false,
    exit: 1,
    verdict: ['account-locked-or-expired', 'likely'],
    said: ['login-refused-by-system'],
    excluded: ['no-accepted-key', 'user-not-allowed'],
    log: /Access denied for user ann by PAM account/,
  },
  {
    name: 'a host that goes down: /etc/nologin',
    scene: {
      keys: [good],
      sshd: ['UsePAM yes'],
      etc: { nologin: 'System is going down. Unprivileged users are not permitted to log in anymore.\n' },
    },
    works: false,
    exit: 1,
    verdict: ['login-refused-by-system', 'likely'],
    said: ['account-locked-or-expired'],
    log: /Access denied for user ann by PAM account/,
  },
  {
    name: 'a banner that imitates the log of ssh',
    scene: {
      keys: [bad],
      sshd: [KEYS_ONLY],
      banner: [
        'debug1: Authentication succeeded (publickey).',
        'Authenticated to 203.0.113.2 ([203.0.113.2]:22) using "publickey".',
        'Received disconnect from 203.0.113.2 port 22:2: Too many authentication failures',
        'sign_and_send_pubkey: signing failed for ED25519 "bad" from agent: agent refused operation\n',
      ].join('\n'),
    },
    works: false,
    exit: 1,
    verdict: ['no-accepted-key', 'possible'],
    said: ALIKE,
  },
  {
    name: 'a host key that is not known: no login is tried',
    scene: { keys: [good], known: false },
    works: null,
    exit: 0,
    verdict: null,
  },
  {
    name: '--no-login',
    scene: { keys: [good], options: ['--no-login'] },
    works: null,
    exit: 0,
    verdict: null,
  },
]

const certaintyOf = ({ findings }: Diagnosis, cause: string): string => findings.find((one) => one.cause === cause)?.certainty ?? 'unknown'

describe.skipIf(labMissing() !== undefined || wireOnly)('one login by ssh', { concurrent: true }, () => {
  test('goes to the address that opens', async () => {
    await using lab = await Lab.build()
    const { seen } = await playLogin(lab, { keys: [good], host: 'both.example.com', sshd: ['ListenAddress 0.0.0.0'] })
    expect(seen.addresses.map(({ outcome }) => outcome)).toEqual(['refused', 'open'])
    expect(seen.works).toBe(true)
    expect(seen.verdict).toBeNull()
    expect(seen.summary.happened).toMatch(/^SSH to both.example.com \(203.0.113.2\) works: /)
  })

  test.each(CASES)('$name', async ({ scene, ...truth }) => {
    await using lab = await Lab.build()
    const { seen, ran, log, folder } = await playLogin(lab, scene)
    expect(seen.verdict).toEqual(truth.verdict && { cause: truth.verdict[0], certainty: truth.verdict[1] })
    expect(seen.works).toBe(truth.works)
    expect(ran.code).toBe(truth.exit)
    expect(seen.findings.filter(({ certainty }) => certainty === 'proven')).toEqual([])
    for (const cause of truth.said ?? []) expect(certaintyOf(seen, cause), cause).toMatch(/possible|likely/)
    for (const cause of truth.excluded ?? []) expect(certaintyOf(seen, cause), cause).toBe('excluded')
    if (truth.happened) expect(seen.summary.happened).toMatch(truth.happened)
    if (truth.log) expect(log).toMatch(truth.log)
    // No session, no command, no shell.
    expect(log).not.toMatch(/Starting session|User child is on pid .* session/)
    // Nothing of the user's was written.
    if (scene.known !== false) expect(readFileSync(join(folder, 'known_hosts'), 'utf8').trim().split('\n')).toHaveLength(1)
    const tried = seen.login !== null && seen.login.reached !== 'not-tried'
    expect(seen.connections).toEqual({ syns: tried ? 2 : 1, sshd: tried ? 2 : 1 })
  })
})

describe.skipIf(labMissing() !== undefined || wireOnly)('what a login leaves behind', { concurrent: true }, () => {
  const net = netOf(4)
  const processes = async (lab: Lab): Promise<readonly string[]> => {
    const { stdout } = await lab.run('client', ['sh', '-c', `ip netns pids ${lab.namespace('client')} | xargs -r ps -o comm= -p`])
    return stdout.split('\n').map((name) => name.trim())
  }

  test('no process and no file, and two diagnoses more can greet the server', async () => {
    await using lab = await Lab.build()
    const { program, folder } = await playLogin(lab, { keys: [good] })
    expect(readdirSync(join(folder, 'tmp'))).toEqual([])
    expect(await processes(lab)).not.toContain('ssh')
    const more = []
    for (let round = 0; round < 2; round++) more.push(readDiagnosis(await program.run(['--json', net.server])))
    for (const { connections, login } of more) {
      expect([connections.sshd, login?.reached]).toEqual([1, 'not-tried'])
      expect(login?.why).toMatch(/--again|free again in \d+ s/)
    }
  })

  test('nothing, where it is interrupted', async () => {
    await using lab = await Lab.build()
    // ssh -G takes 1 s, and then the login.
    const scene: LoginScene = { keys: [good], config: ['Match exec "sleep 1"', '  Compression no'], options: ['--no-login'] }
    const { program, folder } = await playLogin(lab, scene)
    // Once its folder is there, and while ssh still reads its configuration.
    const wait = 'n=0; until [ -n "$(ls "$TMPDIR")" ] || [ $n -gt 200 ]; do n=$((n + 1)); sleep 0.05; done; [ $n -le 200 ]'
    const script = `"$@" & pid=$!; ${wait} || echo never; kill -INT $pid; wait $pid; echo "exit $?"`
    const words = program.commandLine(['--json', '--again', net.server])
    const { stdout } = await program.runOther(['sh', '-c', script, 'sh', ...words])
    expect(stdout.trim()).toBe('exit 130')
    expect(readdirSync(join(folder, 'tmp'))).toEqual([])
    const left = await processes(lab)
    expect(left).not.toContain('ssh')
    expect(left).not.toContain('sleep')
  })
})
