import fc from 'fast-check'
import { expect, test } from 'vitest'
import { orderOf } from '../../src/net/key-order.ts'
import type { Key } from '../../src/net/range-list.ts'

const number = fc.oneof(fc.nat(5), fc.integer({ min: 0, max: 2 ** 32 }))
const bigint = fc
  .tuple(fc.constantFrom(0n, 1n, 0x20010db8n), fc.constantFrom(0n, 1n), fc.bigInt({ min: 0n, max: 2n ** 32n }))
  .map(([high, middle, low]) => (high << 96n) + (middle << 64n) + low)

test.each([
  ['numbers', number],
  ['bigints', fc.oneof(bigint, fc.constantFrom(0n, 2n ** 128n))],
])('%s come in order, equal ones by their index', (_, key) => {
  fc.assert(
    fc.property(fc.array<Key>(key, { maxLength: 300 }), (keys) => {
      const expected = keys
        .map((_key, index) => index)
        .toSorted((a, b) => {
          const [left, right] = [keys[a] as Key, keys[b] as Key]
          return left < right ? -1 : left > right ? 1 : a - b
        })
      expect([...orderOf(keys)]).toEqual(expected)
    }),
  )
})
