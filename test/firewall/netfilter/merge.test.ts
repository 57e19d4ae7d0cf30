import { expect, test } from 'vitest'
import { merge } from '../../../src/firewall/netfilter/merge.ts'
import type { Backend, Chain, IpSet, Ruleset, Table, TableFamily } from '../../../src/firewall/netfilter/ruleset.ts'
import { EMPTY_RULESET } from '../../../src/firewall/netfilter/ruleset.ts'
import type { RuleRef } from '../../../src/firewall/region.ts'

function table(backend: Backend, family: TableFamily, name: string, rules: readonly string[], policy: 'accept' | 'drop' = 'accept'): Table {
  const at = (index: number, text: string): RuleRef => ({
    gate: backend,
    family,
    table: name,
    chain: 'INPUT',
    index,
    handle: null,
    file: backend,
    line: index,
    text,
  })
  const chain: Chain = {
    name: 'INPUT',
    base: { hook: 'input', priority: 0, type: 'filter', policy, devices: [] },
    rules: rules.map((text, index) => ({ at: at(index + 1, text), steps: [] })),
    at: at(0, ''),
  }
  return { backend, family, name, chains: new Map([['INPUT', chain]]) }
}

const of = (...tables: readonly Table[]): Ruleset => ({ ...EMPTY_RULESET, tables })
const shown = ({ tables }: Ruleset): readonly string[] => tables.map(({ backend, family, name }) => `${backend} ${family} ${name}`)

test('nothing is the empty ruleset', () => {
  expect(merge([])).toEqual(EMPTY_RULESET)
  expect(merge([EMPTY_RULESET, EMPTY_RULESET])).toEqual(EMPTY_RULESET)
})

test('a table of iptables-nft counts once, as iptables-save tells it, in the place that nft tells', () => {
  const nft = of(table('nft', 'ip', 'filter', ['xt match']), table('nft', 'inet', 'filter', []), table('nft', 'ip', 'mine', []))
  const save = of(table('iptables-nft', 'ip', 'filter', ['-m conntrack']))
  const expected = ['iptables-nft ip filter', 'nft inet filter', 'nft ip mine']
  expect(shown(merge([nft, save]))).toEqual(expected)
  expect(shown(merge([save, nft]))).toEqual(expected)
})

test('what was unread in the reading that does not count is not told', () => {
  const nft: Ruleset = {
    ...of(table('nft', 'ip', 'filter', ['xt match'])),
    unread: [
      { file: 'nft', line: 1, text: 'xt match', why: 'opaque' },
      { file: 'nft', line: 9, text: 'garbage', why: 'unknown' },
    ],
  }
  const { unread } = merge([nft, of(table('iptables-nft', 'ip', 'filter', []))])
  expect(unread.map(({ line }) => line)).toEqual([9])
})

test('the legacy tables are others, and so is the same name in another family', () => {
  const all = [
    table('iptables-nft', 'ip', 'filter', []),
    table('iptables-legacy', 'ip', 'filter', []),
    table('iptables-nft', 'ip6', 'filter', []),
  ]
  expect(shown(merge(all.map((one) => of(one))))).toHaveLength(3)
})

test('the same dump twice says nothing; another one of the same table is told, and the first counts', () => {
  const first = of(table('nft', 'inet', 'filter', ['accept']))
  expect(merge([first, of(table('nft', 'inet', 'filter', ['accept']))])).toEqual(first)
  for (const other of [
    table('nft', 'inet', 'filter', ['drop']),
    table('nft', 'inet', 'filter', ['accept'], 'drop'),
    table('nft', 'inet', 'filter', []),
  ]) {
    const merged = merge([first, of(other)])
    expect(merged.tables).toEqual(first.tables)
    expect(merged.unread).toMatchObject([{ text: 'table inet filter', why: expect.stringContaining('does not count') }])
  }
})

test('sets are united, and what is not modelled is told once', () => {
  const set = (name: string, type: string): [string, IpSet] => [name, { name, type, holds: () => false }]
  const left: Ruleset = { ...EMPTY_RULESET, ipsets: new Map([set('a', 'hash:ip')]), unmodelled: [{ what: 'XDP', hook: 'ingress' }] }
  const right: Ruleset = { ...left, ipsets: new Map([set('a', 'hash:net'), set('b', 'hash:net')]) }
  const merged = merge([left, right])
  expect([...merged.ipsets.values()].map(({ name, type }) => `${name} ${type}`)).toEqual(['a hash:ip', 'b hash:net'])
  expect(merged.unmodelled).toEqual(left.unmodelled)
})
