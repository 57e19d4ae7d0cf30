import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseNftJson } from '../../../../src/firewall/netfilter/nft/json.ts'
import type { NftReading } from '../../../../src/firewall/netfilter/nft/reading.ts'
import { parseNftText } from '../../../../src/firewall/netfilter/nft/text.ts'

const fixture = (name: string): string => readFileSync(join(import.meta.dirname, '../../../fixtures/nft', name), 'utf8')

const LISTINGS = [fixture('listing.nft'), fixture('iptables.nft')]
const JSON_LISTING = fixture('listing.json')

const WORDS = [...new Set(LISTINGS.join(' ').match(/[\w.-]+|[^\s\w]/g))]

/** What holds of any reading: it can be told, and says where it stands. */
function sound({ objects, unread }: NftReading, text: string): void {
  const lines = text.split('\n').length
  expect(unread.filter(({ line, text: told, why }) => line < 1 || line > lines || why === '' || !text.includes(told))).toEqual([])
  expect(objects.filter(({ line, text: told }) => line === null || line < 1 || line > lines || !text.includes(told))).toEqual([])
  expect(objects.filter(({ kind, object }) => kind === 'rule' && !Array.isArray(object['expr']))).toEqual([])
  JSON.stringify(objects.map(({ object }) => object))
}

/** A text with a part cut out, doubled, or replaced. */
function mutated(texts: readonly string[], noise: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .record({
      text: fc.constantFrom(...texts),
      from: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.nat(200),
      noise,
      doubled: fc.boolean(),
    })
    .map(({ text, from, length, noise: put, doubled }) => {
      const start = Math.floor(from * text.length)
      return text.slice(0, start) + put + text.slice(doubled ? start : start + length)
    })
}

const soup = fc.array(fc.constantFrom(...WORDS, '\n', '{', '}', ';', ',', '"', '$x', 'define x =', '# handle 3'), { maxLength: 120 })

describe('hostile text is never thrown', () => {
  test('of any characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => sound(parseNftText(text), text)),
      { numRuns: 500 },
    )
  })

  test('of words of nft', () => {
    fc.assert(
      fc.property(
        soup,
        fc.constantFrom('', 'table inet t { chain c { ', 'table inet t { set s { type ipv4_addr; elements = { '),
        (words, before) => {
          const text = before + words.join(' ')
          sound(parseNftText(text), text)
        },
      ),
      { numRuns: 1500 },
    )
  })

  test('of mutated listings', () => {
    fc.assert(
      fc.property(
        mutated(
          LISTINGS,
          soup.map((words) => words.join(' ')),
        ),
        (text) => sound(parseNftText(text), text),
      ),
      { numRuns: 150 },
    )
  })

  test('of mutated JSON', () => {
    fc.assert(
      fc.property(
        mutated(
          [JSON_LISTING],
          fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom('{', '}', '[', ']', '"', ':', ',', 'null', '1e400')),
        ),
        (text) => {
          const { objects } = parseNftJson(text)
          expect(objects.every(({ kind, object }) => kind !== 'rule' || Array.isArray(object['expr']))).toBe(true)
        },
      ),
      { numRuns: 150 },
    )
  })

  test('any JSON as an object', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('table', 'chain', 'rule', 'set', '__proto__', 'metainfo'),
        fc.jsonValue({ maxDepth: 4 }),
        (kind, value) => {
          const object = { family: 'ip', table: 't', name: 'n', chain: 'c', expr: value, elem: value }
          parseNftJson(`{"nftables":[{${JSON.stringify(kind)}:${JSON.stringify(object)}},${JSON.stringify(value)}]}`)
        },
      ),
      { numRuns: 300 },
    )
  })
})

test.each([
  ['quotes', '"a" '],
  ['open braces', 'jump { '],
  ['open blocks', 'table t { chain c { '],
  ['closing braces', '} '],
  ['parentheses', '( '],
  ['addresses that do not end', '1:2:3:'],
  ['words', 'a'],
  ['digits', '1'],
  ['commas', 'ip saddr 1,'],
  ['comments', '# handle 4 '],
  ['lines that are continued', '\\\n'],
  ['deletions of what is not there', 'delete rule ip t c handle 4\n'],
  ['insertions', 'insert rule ip t c drop\n'],
  ['elements', 'add element ip t s { 1.2.3.4 }\n'],
  ['definitions', 'define a = 1\n'],
])('%s, many times over, are read in linear time', (_, unit) => {
  const text = unit.repeat(Math.ceil(60_000 / unit.length))
  const befores = ['', 'table ip t { chain c { ', 'table ip t { set s { elements = { ']
  const readings = befores.map((before) => parseNftText(before + text))
  for (const [at, reading] of readings.entries()) sound(reading, befores[at] + text)
  expect(readings).toHaveLength(befores.length)
})
