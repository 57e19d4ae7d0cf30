import { describe, expect, test } from 'vitest'
import type { NftJson, Placed } from '../../../../src/firewall/netfilter/nft/ast.ts'
import { parseNftJson } from '../../../../src/firewall/netfilter/nft/json.ts'
import { parseNftText } from '../../../../src/firewall/netfilter/nft/text.ts'

/** Enough to be packed. */
const MANY = 3000

const four = (at: number): string => `10.${at >> 8}.${at & 255}.0`
const six = (at: number): string => `2001:db8:0:${at.toString(16)}::`

function textSet(elements: readonly string[], more = ''): Placed | undefined {
  const { objects } = parseNftText(
    `table inet t {\n set s {\n  type ipv4_addr\n  elements = { ${elements.join(',\n    ')} }\n }\n}\n${more}`,
  )
  return objects.find(({ kind }) => kind === 'set')
}

function jsonSet(elem: readonly NftJson[]): Placed | undefined {
  return parseNftJson(JSON.stringify({ nftables: [{ set: { family: 'inet', table: 't', name: 's', type: 'ipv4_addr', elem } }] }))
    .objects[0]
}

const numbers = Array.from({ length: MANY }, (_, at) => at)

/** The same elements as text and JSON, and the ends that they have. */
const SORTS: readonly (readonly [
  sort: string,
  text: (at: number) => string,
  json: (at: number) => NftJson,
  size: bigint,
  family: 4 | 6,
])[] = [
  ['addresses', four, four, 1n, 4],
  ['prefixes', (at) => `${four(at)}/25`, (at) => ({ prefix: { addr: four(at), len: 25 } }), 128n, 4],
  ['ranges', (at) => `${four(at)}-10.${at >> 8}.${at & 255}.9`, (at) => ({ range: [four(at), `10.${at >> 8}.${at & 255}.9`] }), 10n, 4],
  [
    'addresses with a timeout',
    (at) => `${four(at)} timeout 1d expires 23h59m4s896ms comment "a } b" counter packets 1 bytes 2`,
    (at) => ({ elem: { val: four(at), timeout: 86_400, expires: 3, comment: 'x', counter: { packets: 1, bytes: 2 } } }),
    1n,
    4,
  ],
  ['IPv6 addresses', six, six, 1n, 6],
  ['IPv6 prefixes', (at) => `${six(at)}/64`, (at) => ({ prefix: { addr: six(at), len: 64 } }), 1n << 64n, 6],
]

describe.each(SORTS)('a large set of %s', (_, text, json, size, family) => {
  const starts = numbers.map((at) => (family === 4 ? BigInt(0x0a000000 + at * 256) : (0x20010db8n << 96n) + (BigInt(at) << 64n)))
  const ends = starts.flatMap((start) => [start, start + size])

  test.each([
    ['text', textSet(numbers.map(text))],
    ['JSON', jsonSet(numbers.map(json))],
  ])('in %s', (__, set) => {
    expect(set?.object).not.toHaveProperty('elem')
    expect(set?.packed?.family).toBe(family)
    expect(set?.packed?.ends.map(BigInt)).toEqual(ends)
  })
})

test('host bits of a prefix are dropped', () => {
  expect(textSet(numbers.map((at) => `10.${at >> 8}.${at & 255}.77/24`))?.packed?.ends.slice(0, 2)).toEqual([0x0a000000, 0x0a000100])
})

test('commands add to it', () => {
  const ends = textSet(numbers.map(four), 'add element inet t s { 1.2.3.4 }\n')?.packed?.ends
  expect(ends?.length).toBe(2 * MANY + 2)
  expect(ends?.at(-1)).toBe(0x01020305)
})

test.each([
  ['a small set', numbers.slice(0, 5).map(four)],
  ['a wildcard', ['*', ...numbers.map(four)]],
  ['concatenations', numbers.map((at) => `${four(at)} . 22`)],
  ['a limit for each', numbers.map((at) => `${four(at)} limit rate 3/second`)],
  ['two families', [...numbers.map(four), '::1']],
  ['a name', [...numbers.map(four), 'example']],
])('%s is not packed', (_, elements) => {
  const set = textSet(elements)
  expect(set?.packed).toBeUndefined()
  expect(set?.object['elem']).toHaveLength(elements.length)
})

test('in JSON too', () => {
  for (const odd of [
    '*',
    '::1',
    { prefix: { addr: '1.2.3.4', len: 33 } },
    { range: ['1.2.3.4', '1.2.3.3'] },
    { elem: { val: '1.2.3.4', limit: {} } },
  ]) {
    expect(jsonSet([...numbers.map(four), odd])?.packed).toBeUndefined()
  }
})

test('lines are counted behind it', () => {
  const { objects } = parseNftText(`table ip t {\n set s {\n elements = {\n${numbers.map(four).join(',\n')} }\n }\n chain c { }\n}\n`)
  expect(objects.at(-1)?.line).toBe(MANY + 5)
})
