import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Seen } from '../../../src/model/observation.ts'
import { NodeSockets } from '../../../src/observe/node-sockets.ts'
import { type Exchanged, exchangeKeys } from '../../../src/observe/kex/exchange.ts'
import { hasMlkem } from '../../../src/observe/kex/methods.ts'
import { clock } from '../../../src/observe/clock.ts'
import { IdentificationReader } from '../../../src/ssh/identification.ts'
import { HOST_KEY_ALGORITHMS, MLKEM, ourOffer } from '../../../src/ssh/wire/offer.ts'
import { kexInit } from '../../../src/ssh/wire/kexinit.ts'
import { packet } from '../../../src/ssh/wire/packet.ts'
import { concat, latin1, string, uint32 } from '../../../src/ssh/wire/write.ts'
import { freshAddress, listen } from '../peers.ts'
import { keyFolder, serve, sshdMissing, start } from './real-sshd.ts'
import { find } from '../../../lab/machine/needs.ts'

const PEER = freshAddress()
const IDENTIFICATION = 'SSH-2.0-peer'

/** Opens a connection, reads the identification, and exchanges keys. */
async function exchange(to: { address: string; port: number }, hostKeys: readonly string[] = [], ms = 5000): Promise<Exchanged> {
  const sockets = new NodeSockets(new AbortController().signal)
  const deadline = clock() + ms
  const { stream } = await sockets.dial({ ...to, source: null, deadline, syns: 1 })
  if (!stream) throw new Error('no connection')
  const reader = new IdentificationReader()
  while (reader.state === 'reading') {
    const chunk = await stream.read(deadline)
    if (typeof chunk === 'string') throw new Error(chunk)
    reader.push(chunk)
  }
  try {
    return await exchangeKeys({ stream, identification: reader.line, rest: reader.rest }, { deadline, hostKeys, mlkem: true })
  } finally {
    stream.close()
  }
}

let keys: ReturnType<typeof keyFolder>
beforeAll(() => (keys = keyFolder()))
afterAll(() => keys.dispose())

const fingerprint = (file: string): string => execFileSync('ssh-keygen', ['-lf', file], { encoding: 'utf8' }).split(' ')[1] ?? ''

describe.skipIf(sshdMissing !== undefined)('a real sshd', () => {
  const offered = sshdMissing === undefined ? execFileSync('ssh', ['-Q', 'kex'], { encoding: 'utf8' }).split('\n') : []
  const ours = ourOffer([], hasMlkem()).kex.filter((name) => offered.includes(name) && !name.startsWith('sntrup'))

  test.each(ours)('%s', async (kex) => {
    const file = keys.key('ed25519')
    await using sshd = await serve(keys.path, [`HostKey ${file}`, `KexAlgorithms ${kex}`])
    const seen = await exchange(sshd)
    expect(seen).toMatchObject({ reached: 'host-key', ended: 'by-us' })
    expect(seen.kex.agreed).toEqual({ kex, hostKey: 'ssh-ed25519' })
    expect(seen.kex.hostKey).toMatchObject({ type: 'ssh-ed25519', sha256: fingerprint(file), signature: 'verified' })
    expect(seen.kex.hostKey?.blob).toBe(readFileSync(`${file}.pub`, 'utf8').split(' ')[1])
    expect(sshd.log()).not.toMatch(/unable|error|disconnect|bad|invalid/i)
  })

  test.each([
    [['ecdsa', '-b', '256'], 'ecdsa-sha2-nistp256'],
    [['ecdsa', '-b', '384'], 'ecdsa-sha2-nistp384'],
    [['ecdsa', '-b', '521'], 'ecdsa-sha2-nistp521'],
    [['rsa', '-b', '2048'], 'rsa-sha2-512'],
    [['rsa', '-b', '2048'], 'rsa-sha2-256'],
    [['rsa', '-b', '2048'], 'ssh-rsa'],
    [['dsa'], 'ssh-dss'],
  ])('a host key %j, by %s', async (words, algorithm) => {
    const file = keys.key(...words)
    await using sshd = await serve(keys.path, [`HostKey ${file}`, `HostKeyAlgorithms ${algorithm}`])
    const { kex } = await exchange(sshd)
    expect(kex.hostKey).toMatchObject({ sha256: fingerprint(file), algorithm, signature: 'verified' })
  })

  test.each([['ed25519'], ['ecdsa', '-b', '256'], ['rsa', '-b', '2048']])('a certificate over %s %s %s', async (...words) => {
    const [file, ca] = [keys.key(...words), keys.key('ed25519', '-a', '1')]
    execFileSync('ssh-keygen', ['-q', '-s', ca, '-h', '-I', 'host', '-n', 'host.example.com', `${file}.pub`], { stdio: 'ignore' })
    await using sshd = await serve(keys.path, [`HostKey ${file}`, `HostCertificate ${file}-cert.pub`])
    const { kex } = await exchange(sshd)
    expect(kex.hostKey).toMatchObject({ sha256: fingerprint(file), signature: 'verified', signedBy: fingerprint(ca) })
    expect(kex.hostKey?.type).toMatch(/-cert-v01@openssh\.com$/)
    // Asked for by its plain algorithm, the same key comes without it.
    const plain = await exchange(sshd, [words[0] === 'rsa' ? 'rsa-sha2-512' : words[0] === 'ecdsa' ? 'ecdsa-sha2-nistp256' : 'ssh-ed25519'])
    expect(plain.kex.hostKey).toMatchObject({ sha256: fingerprint(file), signature: 'verified' })
    expect(plain.kex.hostKey).not.toHaveProperty('signedBy')
  })

  test('the preferred host key comes first, and what is not known is not asked for', async () => {
    const [ed, rsa] = [keys.key('ed25519'), keys.key('rsa', '-b', '2048')]
    await using sshd = await serve(keys.path, [`HostKey ${ed}`, `HostKey ${rsa}`])
    const seen = await exchange(sshd, ['no-such@example.com', 'rsa-sha2-256'])
    expect(seen.kex.agreed?.hostKey).toBe('rsa-sha2-256')
  })

  test('what this program does not compute: the offer alone, and no failed negotiation in the log', async () => {
    await using sshd = await serve(keys.path, [`HostKey ${keys.key('ed25519')}`, 'KexAlgorithms sntrup761x25519-sha512@openssh.com'])
    const seen = await exchange(sshd)
    expect(seen).toMatchObject({ reached: 'kexinit', ended: 'by-us' })
    expect(seen.kex).not.toHaveProperty('agreed')
    expect(seen.kex.offer?.hostKey).toContain('ssh-ed25519')
    await new Promise((done) => setTimeout(done, 200))
    expect(sshd.log()).not.toMatch(/unable/i)
  })
})

const dropbearMissing = find('dropbear') === undefined || find('dropbearkey') === undefined
test.skipIf(dropbearMissing).each(['ed25519', 'ecdsa', 'rsa'])('a real dropbear with a key of type %s', async (type) => {
  const file = `${keys.path}/dropbear-${type}`
  execFileSync('dropbearkey', ['-t', type, '-f', file], { stdio: 'ignore' })
  const address = freshAddress()
  await using dropbear = await start(['dropbear', '-F', '-E', '-p', `${address}:2022`, '-P', '', '-r', file], address, 2022)
  const { reached, kex } = await exchange(dropbear)
  expect({ reached, signature: kex.hostKey?.signature }).toEqual({ reached: 'host-key', signature: 'verified' })
})

/** Serves an identification and then what it is told to, whatever we say. */
function peer(...after: readonly (Uint8Array | 'end' | 'reset')[]) {
  return listen(PEER, 0, (socket) => {
    socket.write(`${IDENTIFICATION}\r\n`)
    for (const step of after) {
      if (step === 'end') socket.end()
      else if (step === 'reset') socket.resetAndDestroy()
      else socket.write(step)
    }
  })
}

const OFFER = ourOffer([], false)
const INIT = packet(kexInit(OFFER, new Uint8Array(16)))

test.each<[string, readonly (Uint8Array | 'end')[], Partial<Seen<'ssh'>>]>([
  ['silence', [], { reached: 'identification', ended: 'silent' }],
  ['an end', ['end'], { reached: 'identification', ended: 'closed' }],
  ['text', [latin1('HTTP/1.1 400 Bad Request\r\n\r\n')], { reached: 'identification', ended: 'garbled' }],
  ['an offer, and silence', [INIT], { reached: 'kexinit', ended: 'silent' }],
  ['ignorable messages before the offer', [packet(Uint8Array.of(2, 0, 0, 0, 0)), INIT, 'end'], { reached: 'kexinit', ended: 'closed' }],
  ['another message for the offer', [packet(Uint8Array.of(21))], { reached: 'identification', ended: 'garbled' }],
  ['no answer of this method', [INIT, packet(Uint8Array.of(31, 0, 0, 0, 0))], { reached: 'kexinit', ended: 'garbled' }],
  [
    'no end of ignorable messages',
    Array.from({ length: 70 }, () => packet(Uint8Array.of(2, 0, 0, 0, 0))),
    { reached: 'identification', ended: 'endless' },
  ],
])('%s', async (_, after, expected) => {
  await using server = await peer(...after)
  expect(await exchange({ address: PEER, port: server.port }, [], 400)).toMatchObject(expected)
})

test('a peer that disconnects in words', async () => {
  const text = latin1('no thanks')
  await using server = await peer(packet(concat(Uint8Array.of(1), uint32(2), string(text), string(new Uint8Array(0)))), 'end')
  const seen = await exchange({ address: PEER, port: server.port })
  expect(seen).toMatchObject({ ended: 'closed', kex: { disconnect: { code: 2, text: 'no thanks' } } })
})

test('a reply whose signature is of another key is wrong', async () => {
  const reply = packet(
    concat(
      Uint8Array.of(31),
      string(concat(string(latin1('ssh-ed25519')), string(ED25519_POINT))),
      string(X25519_BASE),
      string(concat(string(latin1('ssh-ed25519')), string(new Uint8Array(64)))),
    ),
  )
  await using server = await peer(INIT, reply)
  const seen = await exchange({ address: PEER, port: server.port })
  expect(seen).toMatchObject({ reached: 'host-key', kex: { hostKey: { type: 'ssh-ed25519', signature: 'wrong' } } })
})

/** The point of some Ed25519 key (RFC 8032 section 7.1), and of X25519 the base. */
const ED25519_POINT = Buffer.from('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex')
const X25519_BASE = Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? 9 : 0))

test('our offer is more than one segment of Ethernet, and says what ssh says first', () => {
  const offer = ourOffer([], hasMlkem())
  expect(packet(kexInit(offer, new Uint8Array(16))).length).toBeGreaterThan(1460)
  expect(offer.hostKey).toEqual(HOST_KEY_ALGORITHMS)
  expect(offer.kex.includes(MLKEM)).toBe(hasMlkem())
  expect(offer.kex.some((name) => /^ext-info|^kex-strict/.test(name))).toBe(false)
})
