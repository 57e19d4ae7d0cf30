import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isPrintable } from '../../src/net/printable.ts'
import { readIdentity } from '../../src/ssh/login-key.ts'
import { readLoginLog } from '../../src/ssh/login-log.ts'

const log = (...lines: readonly string[]): string => lines.map((line) => `${line}\r\n`).join('')
const ED = 'ED25519 SHA256:KnJdjnyDoZGw22Si4Hu9y05Wf/sIShR4cbkqXpkquKQ'
const RSA = 'RSA SHA256:1B3kUQy8oSy0HOjsonKQN5XJGp5udw7MBQQ+HDlMu78'
const FILE = '/home/ann/.ssh/id_ed25519'

/** Up to the first word about methods, as OpenSSH 8.5 and later write it. */
const BEFORE = [
  'OpenSSH_9.2p1 Debian-2+deb12u10, OpenSSL 3.0.19 27 Jan 2026',
  'debug1: Connecting to db1 [10.0.0.5] port 22.',
  'debug1: Connection established.',
  'debug1: SSH2_MSG_NEWKEYS received',
]
const METHODS = 'debug1: Authentications that can continue: publickey,password'
const PUBLICKEY = 'debug1: Next authentication method: publickey'
const NO_MORE = ['debug1: No more authentication methods to try.', 'ann@db1: Permission denied (publickey,password).']

describe('one key', () => {
  test.each([
    [`${FILE} ${ED}`, { name: FILE, type: 'ED25519', from: 'file' }],
    [`${FILE} ${ED} explicit`, { name: FILE, type: 'ED25519', from: 'explicit' }],
    [`ann@laptop of mine ${RSA} agent`, { name: 'ann@laptop of mine', type: 'RSA', from: 'agent' }],
    [`/k/id_ecdsa_sk ECDSA-SK SHA256:abc authenticator agent`, { name: '/k/id_ecdsa_sk', type: 'ECDSA-SK', from: 'agent' }],
    [`/k/id-cert.pub ED25519-CERT SHA256:abc explicit`, { name: '/k/id-cert.pub', type: 'ED25519-CERT', from: 'explicit' }],
    ['/home/ann/.ssh/id_rsa ', { name: '/home/ann/.ssh/id_rsa', type: '', sha256: '' }],
    [`/k/x RSA MD5:aa:bb agent`, { name: '/k/x', type: 'RSA', sha256: '' }],
  ])('%s', (text, wanted) => {
    expect(readIdentity(text)).toMatchObject(wanted)
  })
})

describe('a login, by the log of ssh', () => {
  test('OpenSSH 8.9 and later: a key is accepted', () => {
    const read = readLoginLog(
      log(
        ...BEFORE,
        `debug1: Will attempt key: ${FILE} ${ED}`,
        METHODS,
        PUBLICKEY,
        `debug1: Offering public key: ${FILE} ${ED}`,
        `debug1: Server accepts key: ${FILE} ${ED}`,
        'debug3: sign_and_send_pubkey: signing using ssh-ed25519 SHA256:x',
        'Authenticated to db1 ([10.0.0.5]:22) using "publickey".',
      ),
      true,
    )
    expect(read).toMatchObject({ claimed: true, by: 'publickey', peer: { address: '10.0.0.5', port: 22 }, said: [] })
    expect(read.keys.map(({ fate }) => fate)).toEqual(['accepted'])
  })

  test('OpenSSH 7.2: other words for the same', () => {
    const read = readLoginLog(
      log(
        'OpenSSH_7.2p2 Ubuntu-4ubuntu2.10, OpenSSL 1.0.2g  1 Mar 2016',
        'debug1: Connecting to db1 [10.0.0.5] port 22.',
        'debug1: Connection established.',
        'debug1: SSH2_MSG_SERVICE_ACCEPT received',
        METHODS,
        PUBLICKEY,
        'debug1: Offering RSA public key: /home/ann/.ssh/id_rsa',
        METHODS,
        'debug1: Offering ED25519 public key: /home/ann/.ssh/id_ed25519',
        'debug1: Server accepts key: pkalg ssh-ed25519 blen 51',
        'debug1: Authentication succeeded (publickey).',
        'Authenticated to db1 ([10.0.0.5]:22).',
      ),
      true,
    )
    expect(read).toMatchObject({ claimed: true, by: 'publickey' })
    expect(read.keys.map(({ type, fate }) => [type, fate])).toEqual([
      ['RSA', 'refused'],
      ['ED25519', 'accepted'],
    ])
  })

  test('the agent does not sign, in the words of 7.x, 8.4 and 9.x', () => {
    for (const words of [
      'sign_and_send_pubkey: signing failed: agent refused operation',
      'sign_and_send_pubkey: signing failed for ED25519 "ann" from agent: agent refused operation',
    ]) {
      const read = readLoginLog(
        log(
          ...BEFORE,
          METHODS,
          PUBLICKEY,
          `debug1: Offering public key: ann ${ED} agent`,
          `debug1: Server accepts key: ann ${ED} agent`,
          words,
          ...NO_MORE,
        ),
        true,
      )
      expect(read.keys).toMatchObject([{ fate: 'not-signed', from: 'agent' }])
    }
  })

  test('a passphrase: the server takes the key, and nothing is sent', () => {
    const lines = [...BEFORE, METHODS, PUBLICKEY, `debug1: Offering public key: ${FILE} ${ED}`, `debug1: Server accepts key: ${FILE} ${ED}`]
    expect(readLoginLog(log(...lines, ...NO_MORE), true).keys).toMatchObject([{ fate: 'locked' }])
    // The next key has its turn.
    const next = `debug1: Offering public key: /k/other ${RSA}`
    expect(readLoginLog(log(...lines, next, METHODS, ...NO_MORE), true).keys).toMatchObject([{ fate: 'locked' }, { fate: 'refused' }])
    // Without a public half beside it, ssh names no type.
    const old = [...BEFORE, METHODS, PUBLICKEY, 'debug1: Trying private key: /k/old', ...NO_MORE]
    expect(readLoginLog(log(...old), true).keys).toMatchObject([{ name: '/k/old', fate: 'locked' }])
  })

  test('the server closes after the signature: the key was accepted', () => {
    const lines = [`debug1: Offering public key: ${FILE} ${ED}`, `debug1: Server accepts key: ${FILE} ${ED}`]
    const read = readLoginLog(log(...BEFORE, METHODS, PUBLICKEY, ...lines, 'Connection closed by 10.0.0.5 port 22'), true)
    expect(read).toMatchObject({ reached: 'methods', keys: [{ fate: 'accepted' }], claimed: false })
  })

  test('too many keys: those that had no turn are told apart from files that are not there', () => {
    const read = readLoginLog(
      log(
        ...BEFORE,
        `debug1: Will attempt key: one ${ED} agent`,
        `debug1: Will attempt key: two ${RSA} agent`,
        'debug1: Will attempt key: /home/ann/.ssh/id_xmss ',
        METHODS,
        PUBLICKEY,
        `debug1: Offering public key: one ${ED} agent`,
        'Received disconnect from 10.0.0.5 port 22:2: Too many authentication failures',
        'Disconnected from 10.0.0.5 port 22',
      ),
      true,
    )
    expect(read.keys.map(({ name, fate }) => [name, fate])).toEqual([
      ['one', 'refused'],
      ['two', 'not-offered'],
    ])
    expect(read.said).toHaveLength(2)
  })

  test('two factors, no common algorithm, a file that others can read, no agent', () => {
    const partial = ['Authenticated using "publickey" with partial success.', 'debug1: Authentications that can continue: password']
    const read = readLoginLog(
      log(
        ...BEFORE,
        'debug1: get_agent_identities: ssh_get_authentication_socket: No such file or directory',
        METHODS,
        PUBLICKEY,
        `debug1: Offering public key: /k/rsa ${RSA}`,
        'debug1: send_pubkey_test: no mutual signature algorithm',
        `debug1: Offering public key: ${FILE} ${ED}`,
        `debug1: Server accepts key: ${FILE} ${ED}`,
        ...partial,
        'Load key "/k/open": bad permissions',
        'ann@db1: Permission denied (password).',
      ),
      true,
    )
    expect(read).toMatchObject({ reached: 'partial', done: ['publickey'], methods: ['password'] })
    expect(read.agent).toContain('No such file or directory')
    expect(read.keys.map(({ fate, why }) => [fate, why])).toEqual([
      ['not-offered', 'algorithm'],
      ['accepted', undefined],
      ['not-offered', 'permissions'],
    ])
  })

  test('it did not come to methods', () => {
    expect(readLoginLog('', true)).toMatchObject({ reached: 'nothing', keys: [], methods: [] })
    expect(readLoginLog(log(...BEFORE, 'Host key verification failed.'), true)).toMatchObject({ reached: 'key-exchange' })
  })
})

describe('whatever a log holds', () => {
  const pieces = fc.constantFrom(
    ...BEFORE,
    METHODS,
    PUBLICKEY,
    ...NO_MORE,
    `debug1: Will attempt key: one ${ED} agent`,
    `debug1: Offering public key: one ${ED} agent`,
    `debug1: Offering public key: /k/two ${RSA} explicit`,
    'debug1: Trying private key: /k/three',
    'debug3: no such identity: /k/three: No such file or directory',
    `debug1: Server accepts key: one ${ED} agent`,
    'debug1: send_pubkey_test: no mutual signature algorithm',
    'sign_and_send_pubkey: signing failed for ED25519 "one" from agent: agent refused operation',
    'Load key "/k/three": bad permissions',
    'Authenticated using "publickey" with partial success.',
    'Authenticated to db1 ([10.0.0.5]:22) using "publickey".',
    'Connection closed by 10.0.0.5 port 22',
    'debug1: Skipping ssh-dss key /k/dsa - corresponding algorithm not in PubkeyAcceptedAlgorithms',
    'debug1: Authentications that can continue: \u001b[2Jx,,a b,publickey',
  )
  const line = fc.oneof(
    { weight: 4, arbitrary: pieces },
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.tuple(pieces, fc.nat(60), fc.string({ maxLength: 8 })).map(([text, at, more]) => text.slice(0, at) + more + text.slice(at)),
  )

  test('nothing is thrown, and what comes out is bounded, printable and of the promised form', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 24 }), fc.boolean(), (lines, over) => {
        const read = readLoginLog(lines.join('\n'), over)
        if (
          read.keys.length > 64 ||
          read.said.length > 32 ||
          read.methods.length > 16 ||
          read.done.length > 16 ||
          !read.said.every(isPrintable) ||
          !read.keys.every(({ name, type, sha256 }) => isPrintable(name) && isPrintable(type) && isPrintable(sha256)) ||
          !read.methods.every((name) => /^[\w.@-]{1,64}$/.test(name)) ||
          (read.reached as string) === 'authenticated' ||
          (read.agent !== undefined && !isPrintable(read.agent))
        )
          throw new Error(JSON.stringify(read))
      }),
      { numRuns: 100_000 },
    )
  }, 120_000)

  test('of a log without an end so much is kept, and no more', () => {
    const sizes = [
      `debug1: Offering public key: ${'x '.repeat(200_000)}\n`.repeat(2),
      'debug1: Will attempt key: a RSA SHA256:b agent\n'.repeat(100_000),
      `${' explicit'.repeat(100)}\ndebug1: Will attempt key: `.repeat(2000),
    ].map((endless) => JSON.stringify(readLoginLog(endless, true)).length)
    expect(Math.max(...sizes)).toBeLessThan(100_000)
  })
})
