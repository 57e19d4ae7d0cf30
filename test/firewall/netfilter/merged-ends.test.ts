import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MergedEnds } from '../../../src/firewall/netfilter/merged-ends.ts'
import { AddressSet, type Key } from '../../../src/net/address-set.ts'

test('all ends of all sets, in order, with their sets', () => {
  const sets = fc.array(fc.array(fc.tuple(fc.nat(500), fc.nat(500)), { maxLength: 20 }), { maxLength: 20 })
  fc.assert(
    fc.property(fc.constantFrom<4 | 6>(4, 6), sets, (family, some) => {
      const key = (at: number): Key => (family === 4 ? at : BigInt(at))
      const all = some.map((ranges) => AddressSet.fromEnds(family, ranges.flat().map(key)))
      const merged = new MergedEnds(family, all)
      const found: { key: Key; owner: number }[] = []
      while (merged.next()) found.push({ key: merged.key, owner: merged.owner })
      expect(merged.next()).toBe(false)
      const keys = all.flatMap((set) => set.ends())
      expect(found.map(({ key: at }) => at)).toEqual(keys.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)))
      for (const [owner, set] of all.entries())
        expect(found.filter((one) => one.owner === owner).map(({ key: at }) => at)).toEqual(set.ends())
    }),
  )
})
