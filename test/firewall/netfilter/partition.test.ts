import fc from 'fast-check'
import { expect, test } from 'vitest'
import { overlay } from '../../../src/firewall/netfilter/partition.ts'
import { AddressSet, type Key } from '../../../src/net/address-set.ts'

const SIZE = 60
const FIRST = { 4: 2n ** 32n - BigInt(SIZE), 6: 2n ** 128n - BigInt(SIZE) } as const

const key = (family: 4 | 6, at: number): Key => (family === 4 ? Number(FIRST[4]) + at : FIRST[6] + BigInt(at))
const members = fc.oneof(
  fc.uniqueArray(fc.nat(SIZE - 1), { maxLength: SIZE }),
  fc
    .tuple(fc.nat(SIZE - 1), fc.nat(SIZE))
    .map(([from, length]) => Array.from({ length: Math.min(length, SIZE - from) }, (_, at) => from + at)),
)
const setOf = (family: 4 | 6, at: readonly number[]): AddressSet =>
  AddressSet.fromEnds(
    family,
    at.flatMap((one) => [key(family, one), key(family, one + 1)]),
  )

test('groups are those that asking each address gives', () => {
  const sets = fc.array(members, { maxLength: 12 })
  fc.assert(
    fc.property(fc.constantFrom<4 | 6>(4, 6), members, sets, fc.array(fc.nat(), { maxLength: 40 }), (family, universe, some, again) => {
      const all = [...some, ...again.flatMap((at) => (some.length > 0 ? [some[at % some.length] ?? []] : []))]
      const expected = new Map<string, { labels: number[]; at: number[] }>()
      for (const one of universe.toSorted((a, b) => a - b)) {
        const labels = all.flatMap((set, label) => (set.includes(one) ? [label] : []))
        const group = expected.get(labels.join(' ')) ?? { labels, at: [] }
        group.at.push(one)
        expected.set(labels.join(' '), group)
      }
      const groups = overlay(
        setOf(family, universe),
        all.map((set) => setOf(family, set)),
      )
      expect(groups.map(({ remotes, labels }) => ({ labels, ends: remotes.ends() }))).toEqual(
        [...expected.values()].map(({ labels, at }) => ({ labels, ends: setOf(family, at).ends() })),
      )
    }),
  )
})

test('sets of the other family have none of the universe', () => {
  const [group, more] = overlay(AddressSet.all(4), [AddressSet.all(6), AddressSet.all(4)])
  expect([group?.labels, group?.remotes.isAll, more]).toEqual([[1], true, undefined])
  expect(overlay(AddressSet.none(6), [AddressSet.all(6)])).toEqual([])
})

test('ten thousand sets of all addresses and as many of one address', () => {
  const count = 10_000
  const everywhere = Array.from({ length: count }, () => AddressSet.all(4))
  const single = Array.from({ length: count }, (_, at) => AddressSet.range(4, at * 100_000, at * 100_000))
  const groups = overlay(AddressSet.all(4), [...single, ...everywhere])
  expect(groups).toHaveLength(count + 1)
  expect(groups[0]?.remotes.ends()).toEqual([0, 1])
  expect(groups[0]?.labels).toHaveLength(count + 1)
  expect(groups[1]?.remotes.rangeCount).toBe(count)
  expect(groups[1]?.labels).toEqual(everywhere.map((_, at) => count + at))
  expect(groups[count]?.labels[0]).toBe(count - 1)
})
