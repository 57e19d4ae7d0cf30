import { describe, expect, test } from 'vitest'
import type { NftJson } from '../../../../src/firewall/netfilter/nft/ast.ts'
import { parseNftJson } from '../../../../src/firewall/netfilter/nft/json.ts'

const ruleset = (...objects: readonly NftJson[]): string => JSON.stringify({ nftables: [{ metainfo: { version: '1.0.6' } }, ...objects] })
const rule = (expr: NftJson): NftJson => ({ rule: { family: 'ip', table: 't', chain: 'c', handle: 4, expr } })

test('objects are kept as they are', () => {
  const table = { family: 'ip', name: 't', handle: 1 }
  const { objects, unread } = parseNftJson(ruleset({ table }, rule([{ accept: null }])))
  expect(unread).toEqual([])
  expect(objects).toEqual([
    { kind: 'table', object: table, line: null, text: '' },
    { kind: 'rule', object: { family: 'ip', table: 't', chain: 'c', handle: 4, expr: [{ accept: null }] }, line: null, text: '' },
  ])
})

test('numbers that a number cannot hold become text; those in strings do not change', () => {
  const text = ruleset(rule([{ log: { prefix: '"12345678901234567890' } }, { match: 'BIG' }])).replace('"BIG"', '18446744073709551615')
  expect(parseNftJson(text).objects[0]?.object['expr']).toEqual([
    { log: { prefix: '"12345678901234567890' } },
    { match: '0xffffffffffffffff' },
  ])
})

test('statements that nft prints as text', () => {
  expect(parseNftJson(ruleset(rule(['jump {\n}', { drop: null }]))).objects[0]?.object['expr']).toEqual([
    { unread: 'nft -j does not tell this statement' },
    { drop: null },
  ])
})

describe('what is no ruleset is noted', () => {
  test.each(['', '{', 'null', '[]', '{"nftables":{}}', '\0', '"'.repeat(1000), '["\\"'.repeat(1000)])('%.20j', (text) => {
    expect(parseNftJson(text)).toMatchObject({ objects: [], unread: [{ line: 1 }] })
  })

  test.each<readonly [NftJson, string]>([
    [3, 'it is no object of a ruleset'],
    [{}, 'it is no object of a ruleset'],
    [{ table: 3 }, 'it is no object of a ruleset'],
    [{ table: { name: 't' } }, 'it has no family'],
    [{ set: { family: 'ip', name: 's' } }, 'it is in no table'],
    [{ chain: { family: 'ip', table: 't' } }, 'it has no name'],
    [{ rule: { family: 'ip', table: 't', expr: [] } }, 'it is in no chain'],
  ])('%j', (object, why) => {
    expect(parseNftJson(ruleset(object))).toMatchObject({ objects: [], unread: [{ why }] })
  })

  test('a rule that is not understood stands in its chain all the same', () => {
    const deep = JSON.parse(`${'['.repeat(200)}${']'.repeat(200)}`) as NftJson
    const { objects, unread } = parseNftJson(ruleset(rule(deep), rule('nonsense')))
    expect(unread.map(({ why }) => why)).toEqual(['it is nested too deeply', 'it has no statements'])
    expect(objects.map(({ object }) => object)).toEqual([
      { family: 'ip', table: 't', chain: 'c', handle: 4, expr: [{ unread: 'it is nested too deeply' }] },
      { family: 'ip', table: 't', chain: 'c', handle: 4, expr: [{ unread: 'it has no statements' }] },
    ])
  })
})
