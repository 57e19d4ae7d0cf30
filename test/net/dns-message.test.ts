import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { answersTo, buildQuery, DNS_TYPE, parseAnswer, type DnsAnswer } from '../../src/net/dns-message.ts'
import { parseAddress } from '../../src/net/address.ts'

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'))
const labels = (name: string): number[] => [...name.split('.').flatMap((label) => [label.length, ...Buffer.from(label, 'latin1')]), 0]
const u16 = (value: number): number[] => [value >> 8, value & 0xff]

/** A record whose owner is a pointer to the question, or the bytes given. */
const record = (type: number, value: readonly number[], owner: readonly number[] = [0xc0, 12]): number[] => [
  ...owner,
  ...u16(type),
  0,
  1,
  0,
  0,
  0,
  60,
  ...u16(value.length),
  ...value,
]

interface Message {
  readonly flags?: number
  readonly name?: string
  readonly type?: number
  readonly answers?: readonly (readonly number[])[]
  readonly additional?: readonly (readonly number[])[]
}

const message = ({ flags = 0x8180, name = 'db1.example.com', type = 1, answers = [], additional = [] }: Message): Uint8Array =>
  Uint8Array.from([
    0x12,
    0x34,
    ...u16(flags),
    0,
    1,
    ...u16(answers.length),
    0,
    0,
    ...u16(additional.length),
    ...labels(name),
    ...u16(type),
    0,
    1,
    ...answers.flat(),
    ...additional.flat(),
  ])

describe('a question', () => {
  test('with RD, AD and EDNS, DO off', () => {
    expect(Buffer.from(buildQuery(0xabcd, 'db1.example.com', 'AAAA', true) ?? []).toString('hex')).toBe(
      'abcd0120000100000000000103646231076578616d706c6503636f6d00001c000100002904d0000000000000',
    )
    expect(buildQuery(1, 'db1', 'SSHFP', false)).toEqual(hex('0001 0120 0001 0000 0000 0000 0364623100 002c 0001'))
  })

  test.each(['', '.', 'a..b', 'ä.example', 'a b', `${'a'.repeat(64)}.com`, `${'abcdefgh.'.repeat(30)}com`, 'a\\b', 'a\0b'])(
    'no name to ask for: %j',
    (name) => expect(buildQuery(1, name, 'A', true)).toBeNull(),
  )
})

describe('an answer', () => {
  test('addresses, at the end of CNAMEs in any order', () => {
    const answers = [
      record(1, [192, 0, 2, 7], labels('b.example')),
      record(5, labels('a.example')),
      record(5, labels('B.example'), labels('A.EXAMPLE')),
      record(1, [192, 0, 2, 99], labels('other.example')),
    ]
    const answer = parseAnswer(message({ answers }))
    expect(answer).toMatchObject({ id: 0x1234, rcode: 0, addresses: ['192.0.2.7'], canonical: 'B.example', authentic: false })
    expect(answer && answersTo(answer, 0x1234, 'DB1.example.com.', 'A')).toBe(true)
    expect(answer && answersTo(answer, 0x1235, 'db1.example.com', 'A')).toBe(false)
    expect(answer && answersTo(answer, 0x1234, 'db2.example.com', 'A')).toBe(false)
    expect(answer && answersTo(answer, 0x1234, 'db1.example.com', 'AAAA')).toBe(false)
  })

  test('IPv6, and what is of another type or length is passed over', () => {
    const six = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    expect(parseAnswer(message({ type: 28, answers: [record(1, [1, 2, 3, 4]), record(28, six), record(28, [1])] }))).toMatchObject({
      addresses: ['2001:db8::1'],
    })
  })

  test('SSHFP, and the AD bit', () => {
    const answers = [record(44, [4, 2, ...Array.from({ length: 32 }, () => 0xab)]), record(44, [1])]
    expect(parseAnswer(message({ flags: 0x81a0, type: 44, answers }))).toMatchObject({
      authentic: true,
      fingerprints: [{ algorithm: 4, hash: 2, hex: 'ab'.repeat(32) }],
    })
  })

  test('errors, with the upper bits that EDNS adds', () => {
    expect(parseAnswer(message({ flags: 0x8183 }))).toMatchObject({ rcode: 3, addresses: [] })
    const opt = [0, ...u16(DNS_TYPE.OPT), 4, 0xd0, 1, 0, 0, 0, 0, 0]
    expect(parseAnswer(message({ additional: [opt] }))).toMatchObject({ rcode: 16 })
    // BIND leaves out the question of what it could not read.
    const bare = parseAnswer(hex('1234 8181 0000 0000 0000 0000'))
    expect(bare).toMatchObject({ rcode: 1, question: null })
    expect(bare && answersTo(bare, 0x1234, 'db1', 'A')).toBe(true)
  })

  test('a cut answer tells only that it is cut', () => {
    const cut = message({ flags: 0x8380, answers: [record(1, [1, 2, 3, 4])] })
    expect(parseAnswer(cut.subarray(0, cut.length - 3))).toMatchObject({ truncated: true, addresses: [] })
  })

  test('no answer: a question, a pointer to itself or forwards, a record that ends too early', () => {
    expect(parseAnswer(message({ flags: 0x0100 }))).toBeNull()
    expect(parseAnswer(message({ answers: [record(1, [1, 2, 3, 4], [0xc0, 33])] }))).toBeNull()
    expect(parseAnswer(message({ answers: [record(1, [1, 2, 3, 4], [0xc0, 0xff])] }))).toBeNull()
    expect(parseAnswer(message({ answers: [record(1, [1, 2, 3, 4])] }).subarray(0, -1))).toBeNull()
    expect(parseAnswer(hex('1234 8180 0001'))).toBeNull()
  })

  test('a loop of CNAMEs ends', () => {
    const answers = [record(5, labels('b.example')), record(5, labels('db1.example.com'), labels('b.example'))]
    expect(parseAnswer(message({ answers }))?.addresses).toEqual([])
  })

  test('a hostile name is printable', () => {
    const answers = [record(5, [4, 0x1b, 0x5b, 0x2e, 0x5c, 0])]
    expect(parseAnswer(message({ answers }))?.canonical).toBe('\\027[\\046\\092')
  })
})

function sane(answer: DnsAnswer): void {
  for (const address of answer.addresses) expect(parseAddress(address)).not.toBeNull()
  for (const { hex: text } of answer.fingerprints) expect(text).toMatch(/^([0-9a-f]{2}){1,64}$/)
  for (const name of [answer.question?.name ?? '', answer.canonical ?? '']) expect(name).toMatch(/^[!-~]{0,1020}$/)
  expect(answer.addresses.length).toBeLessThanOrEqual(64)
}

test('hostile answers never throw, and give only what is possible', () => {
  const owner = fc.oneof(
    fc.constantFrom([0xc0, 12], [0xc0, 16], [0xc0, 30], [0xff, 0xff], labels('a.example'), [0]),
    fc.array(fc.nat(255), { maxLength: 6 }),
  )
  const value = fc.oneof(
    fc.constantFrom(
      [1, 2, 3, 4],
      Array.from({ length: 16 }, () => 7),
      [4, 2, 1, 2, 3],
      [0xc0, 12],
      labels('b.example'),
    ),
    fc.array(fc.nat(255), { maxLength: 24 }),
  )
  const one = fc.tuple(fc.constantFrom(1, 5, 28, 41, 44, 6), value, owner).map((all) => record(...all))
  const whole = fc
    .record({
      flags: fc.constantFrom(0x8180, 0x8183, 0x8380, 0x81a0, 0x0100),
      type: fc.constantFrom(1, 28, 44),
      answers: fc.array(one, { maxLength: 4 }),
    })
    .map(message)
  const poked = fc.tuple(whole, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }), fc.nat()).map(([all, pokes, cut]) => {
    for (const [at, byte] of pokes) all[at % all.length] = byte
    return all.subarray(0, all.length - Math.max(0, (cut % 24) - 16))
  })
  let read = 0
  const seen = (bytes: Uint8Array): void => {
    const answer = parseAnswer(bytes)
    if (!answer) return
    read++
    sane(answer)
  }
  fc.assert(fc.property(poked, seen), { numRuns: 90_000 })
  fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), seen), { numRuns: 20_000 })
  expect(read).toBeGreaterThan(10_000)
}, 120_000)
