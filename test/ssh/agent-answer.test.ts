import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseAgentAnswer } from '../../src/ssh/agent-answer.ts'

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value >>> 0)
  return bytes
}
const string = (value: string | Uint8Array): Buffer => Buffer.concat([u32(Buffer.byteLength(value)), Buffer.from(value as string)])
const message = (...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts)
  return Buffer.concat([u32(body.length), body])
}
const blob = (type: string): Buffer => Buffer.concat([string(type), string('point')])
const answer = (...keys: readonly (readonly [string, string])[]): Buffer =>
  message(Uint8Array.of(12), u32(keys.length), ...keys.flatMap(([type, comment]) => [string(blob(type)), string(comment)]))

describe('what an agent answers', () => {
  test('keys, in their order', () => {
    const seen = parseAgentAnswer(answer(['ssh-ed25519', 'ann'], ['ssh-rsa', '']))
    expect(seen).toMatchObject({
      kind: 'keys',
      keys: [
        { type: 'ssh-ed25519', comment: 'ann' },
        { type: 'ssh-rsa', comment: '' },
      ],
    })
    expect(seen?.kind === 'keys' && Buffer.from(seen.keys[0]?.blob ?? []).equals(blob('ssh-ed25519'))).toBe(true)
  })

  test('none, while it is locked; failure, of old agents too', () => {
    expect(parseAgentAnswer(answer())).toEqual({ kind: 'keys', keys: [] })
    for (const code of [5, 30, 102]) expect(parseAgentAnswer(message(Uint8Array.of(code)))).toEqual({ kind: 'refused' })
  })

  test('null until it is whole, at every byte', () => {
    const whole = answer(['ssh-ed25519', 'ann'])
    for (let length = 0; length < whole.length; length++) expect(parseAgentAnswer(whole.subarray(0, length))).toBeNull()
  })

  test.each([
    ['a length of nothing', u32(0)],
    ['a length beyond what agents send', u32(256 * 1024 + 1)],
    ['another message', message(Uint8Array.of(14), u32(0))],
    ['more keys than there are', message(Uint8Array.of(12), u32(2), string(blob('ssh-rsa')), string(''))],
    ['too many keys', message(Uint8Array.of(12), u32(2049))],
    ['bytes behind the last key', message(Uint8Array.of(12), u32(0), Uint8Array.of(1))],
    ['a key whose name is no name', answer(['ssh ed25519\u001b[2J', 'ann'])],
    ['a key without a name', message(Uint8Array.of(12), u32(1), string('x'), string(''))],
  ])('%s is garbled', (_, bytes) => expect(parseAgentAnswer(bytes)).toEqual({ kind: 'garbled' }))
})

test('hostile answers never throw, and give only what is possible', () => {
  const key = fc.tuple(fc.constantFrom('ssh-ed25519', 'ssh-rsa', 'sk-ssh-ed25519@openssh.com', '', '\u0000'), fc.string({ maxLength: 8 }))
  const valid = fc.array(key, { maxLength: 4 }).map((keys) => answer(...keys))
  const poked = fc
    .tuple(
      fc.oneof(
        { weight: 4, arbitrary: valid },
        fc.uint8Array({ maxLength: 40 }).map((bytes) => message(bytes)),
      ),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 2 }),
      fc.nat(12),
    )
    .map(([all, pokes, cut]) => {
      for (const [at, byte] of pokes) if (all.length > 0) all[at % all.length] = byte
      return all.subarray(0, all.length - Math.max(0, cut - 8))
    })
  let found = 0
  fc.assert(
    fc.property(poked, (bytes) => {
      const seen = parseAgentAnswer(bytes)
      if (seen?.kind !== 'keys') return
      found++
      for (const one of seen.keys) if (!/^[\w@.+-]{1,64}$/.test(one.type) || one.blob.length > bytes.length) throw new Error(one.type)
    }),
    { numRuns: 100_000 },
  )
  expect(found).toBeGreaterThan(10_000)
}, 240_000)
