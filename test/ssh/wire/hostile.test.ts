import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseDisconnect } from '../../../src/ssh/wire/disconnect.ts'
import { parseHostKey } from '../../../src/ssh/wire/host-key.ts'
import { kexInit, parseKexInit } from '../../../src/ssh/wire/kexinit.ts'
import { negotiate } from '../../../src/ssh/wire/negotiate.ts'
import { HOST_KEY_ALGORITHMS, ourOffer } from '../../../src/ssh/wire/offer.ts'
import { packet, PacketReader } from '../../../src/ssh/wire/packet.ts'
import { parseGroup, parseReply } from '../../../src/ssh/wire/reply.ts'
import { pairOf, parseSignature } from '../../../src/ssh/wire/signature.ts'
import { concat, latin1, mpint, nameList, string, uint32 } from '../../../src/ssh/wire/write.ts'

const RUNS = { numRuns: 100_000 }

/** Changes some bytes, and cuts the end. */
const poked = (bytes: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> =>
  fc.tuple(bytes, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }), fc.nat()).map(([whole, pokes, cut]) => {
    const all = Uint8Array.from(whole)
    for (const [at, byte] of pokes) if (all.length > 0) all[at % all.length] = byte
    return all.subarray(0, all.length - Math.max(0, (cut % 12) - 8))
  })

const bytes = (maxLength: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength })
const payloads = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 4 })

test('packets cut anywhere give the payloads that were put in', () => {
  fc.assert(
    fc.property(payloads, fc.array(fc.nat(60), { maxLength: 6 }), (all, cuts) => {
      const reader = new PacketReader()
      let rest = concat(...all.map(packet))
      for (const cut of cuts) {
        reader.push(rest.subarray(0, cut))
        rest = rest.subarray(cut)
      }
      reader.push(rest)
      expect(all.map(() => reader.next())).toEqual(all)
      expect([reader.next(), reader.state]).toEqual([undefined, 'reading'])
    }),
    RUNS,
  )
}, 120_000)

test('hostile packets never throw, and stay within bounds', () => {
  const stream = poked(payloads.map((all) => concat(...all.map(packet))))
  fc.assert(
    fc.property(fc.array(fc.oneof(stream, bytes(40)), { maxLength: 4 }), (chunks) => {
      const reader = new PacketReader()
      for (const chunk of chunks) reader.push(chunk)
      let read = 0
      for (let payload = reader.next(); payload; payload = reader.next()) {
        read++
        if (payload.length < 1 || payload.length > 35_000) throw new Error('out of bounds')
      }
      if (read > 64) throw new Error('too many')
    }),
    RUNS,
  )
}, 120_000)

const name = fc.oneof(fc.constantFrom(...HOST_KEY_ALGORITHMS, 'curve25519-sha256', 'none'), fc.string({ maxLength: 70 }))
const lists = fc.array(fc.array(name, { maxLength: 4 }), { minLength: 10, maxLength: 10 })
const init = lists.map((all) => concat(Uint8Array.of(20), new Uint8Array(16), ...all.map(nameList), new Uint8Array(5)))

test('hostile offers never throw, hold only printable names, and can be negotiated with', () => {
  const ours = ourOffer([], true)
  fc.assert(
    fc.property(fc.oneof({ weight: 4, arbitrary: poked(init) }, { weight: 1, arbitrary: bytes(60) }), (payload) => {
      const seen = parseKexInit(payload)
      for (const names of Object.values(seen?.offer ?? {}) as string[][]) {
        if (names.length > 512 || !names.every((each) => /^[!-~]{1,64}$/.test(each))) throw new Error(`${names}`)
      }
      const agreed = seen && negotiate(ours, seen.offer)
      if (agreed && !(ours.kex.includes(agreed.kex) && seen.offer.hostKey.includes(agreed.hostKey))) throw new Error('not common')
    }),
    RUNS,
  )
}, 120_000)

const number = fc.uint8Array({ maxLength: 40 }).map((rest) => mpint(concat(Uint8Array.of(1), rest)))
const fields: Record<string, fc.Arbitrary<Uint8Array>> = {
  'ssh-ed25519': fc.uint8Array({ minLength: 32, maxLength: 32 }).map(string),
  'ssh-rsa': fc.tuple(number, number).map((all) => concat(...all)),
  'ssh-dss': fc.tuple(number, number, number, number).map((all) => concat(...all)),
  'ecdsa-sha2-nistp256': fc
    .uint8Array({ minLength: 64, maxLength: 64 })
    .map((point) => concat(string(latin1('nistp256')), string(concat(Uint8Array.of(4), point)))),
}
const plain = fc
  .constantFrom(...Object.keys(fields))
  .chain((type) => (fields[type] ?? bytes(1)).map((body) => ({ type, body, blob: concat(string(latin1(type)), body) })))
const certificate = fc
  .tuple(plain, plain, bytes(80))
  .map(([key, by, signature]) =>
    concat(
      string(latin1(`${key.type}-cert-v01@openssh.com`)),
      string(new Uint8Array(32)),
      key.body,
      new Uint8Array(8),
      uint32(2),
      string(latin1('id')),
      string(new Uint8Array(0)),
      new Uint8Array(16),
      string(new Uint8Array(0)),
      string(new Uint8Array(0)),
      string(new Uint8Array(0)),
      string(by.blob),
      string(signature),
    ),
  )

test('keys and certificates come out as they were put in', () => {
  fc.assert(
    fc.property(plain, certificate, ({ type, blob }, certified) => {
      const key = parseHostKey(blob)
      expect(key).toMatchObject({ type, plain: blob })
      expect(key?.key).not.toBeNull()
      expect(parseHostKey(certified)?.certificate?.by).not.toBeNull()
    }),
    { numRuns: 5000 },
  )
})

test('hostile keys, certificates, replies and signatures never throw', () => {
  const blob = poked(
    fc.oneof(
      plain.map(({ blob: key }) => key),
      certificate,
      bytes(60),
    ),
  )
  const reply = fc.tuple(fc.constantFrom(1, 31, 33), bytes(40), bytes(40), bytes(40))
  const payload = poked(reply.map(([first, ...rest]) => concat(Uint8Array.of(first), ...rest.map(string))))
  fc.assert(
    fc.property(blob, payload, (key, answer) => {
      const seen = parseHostKey(key)
      if (seen && !/^[!-~]{1,64}$/.test(seen.type)) throw new Error(seen.type)
      parseReply(answer, 31)
      parseGroup(answer, 31)
      const signature = parseSignature(key)
      if (signature && !/^[!-~]{1,64}$/.test(signature.algorithm)) throw new Error(signature.algorithm)
      const pair = pairOf(answer, 32)
      if (pair && pair.length !== 64) throw new Error('not a pair')
      const text = parseDisconnect(answer)?.text ?? ''
      if (text.length > 255) throw new Error('too long')
    }),
    RUNS,
  )
}, 120_000)

test('an offer goes through the wire unchanged', () => {
  const offer = ourOffer(['rsa-sha2-512'], true)
  expect(parseKexInit(kexInit(offer, new Uint8Array(16)))).toEqual({ offer, follows: false })
  expect(offer.hostKey[0]).toBe('rsa-sha2-512')
  expect(parseKexInit(concat(Uint8Array.of(20), new Uint8Array(16), nameList(Array.from({ length: 513 }, () => 'a'))))).toBeNull()
})

test('the first name of the client that the server has is taken', () => {
  const ours = ourOffer([], false)
  const theirs = { ...ours, kex: ['diffie-hellman-group14-sha256', 'ecdh-sha2-nistp256'], hostKey: ['rsa-sha2-256', 'ssh-ed25519'] }
  expect(negotiate(ours, theirs)).toEqual({ kex: 'ecdh-sha2-nistp256', hostKey: 'ssh-ed25519', guessed: false })
  expect(negotiate(ours, { ...theirs, ciphersToClient: ['aes1'] })).toBeNull()
  // With an authenticated cipher no MAC is negotiated.
  const gcm = ['aes128-gcm@openssh.com']
  expect(negotiate(ours, { ...theirs, ciphersToServer: gcm, ciphersToClient: gcm, macsToServer: [], macsToClient: [] })).not.toBeNull()
})
