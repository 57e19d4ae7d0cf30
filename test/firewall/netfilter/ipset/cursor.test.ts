import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keyOf } from '../../../../src/net/address-set.ts'
import { formatAddress, parseAddress } from '../../../../src/net/address.ts'
import { Cursor } from '../../../../src/firewall/netfilter/ipset/cursor.ts'

function read(text: string, family: 4 | 6): { readonly key: unknown; readonly at: number } {
  const cursor = new Cursor(text)
  cursor.end = text.length
  return { key: cursor.address(family), at: cursor.at }
}

test.each([
  ['10.0.0.1', 4],
  ['255.255.255.255', 4],
  ['::', 6],
  ['::1', 6],
  ['1::', 6],
  ['2001:DB8::a:0:1', 6],
  ['::ffff:10.0.0.1', 6],
] as const)('reads %s', (text, family) => {
  const address = parseAddress(text)
  expect(read(text, family)).toEqual({ key: address && keyOf(address), at: text.length })
})

test.each(['', '1', '1.2.3', '1.2.3.256', '01.2.3.4', '1..2.3', 'a.b.c.d'])('no IPv4 address: "%s"', (text) => {
  expect(read(text, 4).key).toBeNull()
})

test.each(['', ':', '1:', ':1', '1:::2', ':::', '1::2::3', '12345::', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '::1.2.3', '::1.2.3.4.5'])(
  'no IPv6 address: "%s"',
  (text) => {
    expect(read(text, 6).key).toBeNull()
  },
)

test('takes an address in brackets, and stops where it ends', () => {
  expect(read('[::1]:22', 6)).toEqual({ key: 1n, at: 5 })
  expect(read('[::1', 6).key).toBeNull()
  expect(read('10.0.0.1/8', 4)).toEqual({ key: 0x0a000001, at: 8 })
})

test('reads what parseAddress reads, of either family', () => {
  fc.assert(
    fc.property(fc.constantFrom(4 as const, 6 as const), fc.bigInt(0n, (1n << 128n) - 1n), fc.nat(127), (family, bits, shift) => {
      const value = family === 4 ? bits >> 96n : (bits >> BigInt(shift)) << BigInt(shift)
      expect(read(formatAddress({ family, value }), family).key).toBe(keyOf({ family, value }))
    }),
  )
})

test('reads nothing that parseAddress does not', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'01f:.'), maxLength: 20 }), (text) => {
      const address = parseAddress(text)
      const { key, at } = read(text, 6)
      expect(key !== null && at === text.length).toBe(address?.family === 6)
    }),
    { numRuns: 2000 },
  )
})
