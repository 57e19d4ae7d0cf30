import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AddressSet } from '../../../../src/net/address-set.ts'
import { masked, unmasked } from '../../../../src/firewall/netfilter/ipset/mask.ts'

test('finds the addresses that are in the set under the mask', () => {
  const low = fc.nat(255)
  fc.assert(
    fc.property(fc.array(fc.tuple(low, low), { maxLength: 4 }), fc.integer({ min: 1, max: 255 }), low, (ranges, mask, address) => {
      const set = AddressSet.fromEnds(
        4,
        ranges.flatMap(([from, to]) => [from, to]),
      )
      const whole = (0xffffff00 | mask) >>> 0
      expect(unmasked(set, whole)?.has(address)).toBe(set.has(masked(address, whole)))
    }),
  )
})

test('does the same in IPv6', () => {
  const mask = ((1n << 128n) - 1n) ^ (1n << 64n) ^ 0xfn
  const found = unmasked(AddressSet.range(6, 0x10n, 0x1fn), mask)
  expect(found?.ends()).toEqual([0x10n, 0x20n, (1n << 64n) + 0x10n, (1n << 64n) + 0x20n])
})

test('gives up where a mask with holes makes too many ranges', () => {
  expect(unmasked(AddressSet.range(4, 0x55000000, 0x55000001), 0x55ffffff)?.rangeCount).toBe(16)
  expect(unmasked(AddressSet.all(4), 0xaaaaaaab)).toBeNull()
  expect(unmasked(AddressSet.all(6), 1n)).toBeNull()
})
