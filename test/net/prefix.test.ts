import { BlockList } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAddress } from '../../src/net/address.ts'
import { contains, formatPrefix, parsePrefix } from '../../src/net/prefix.ts'
import { scopeOf } from '../../src/net/scope.ts'

const near = (bits: number) =>
  fc.tuple(fc.bigInt(0n, (1n << BigInt(bits)) - 1n), fc.integer({ min: 0, max: bits }), fc.integer({ min: 0, max: bits - 1 }))

test('an address lies in a prefix exactly when node:net BlockList says so', () => {
  fc.assert(
    fc.property(fc.constantFrom(4 as const, 6 as const), near(32), near(128), (family, four, six) => {
      const [value, length, flip] = family === 4 ? four : six
      const text = (number: bigint) =>
        family === 4
          ? [24n, 16n, 8n, 0n].map((shift) => String((number >> shift) & 255n)).join('.')
          : Array.from({ length: 8 }, (_, group) => ((number >> BigInt(112 - 16 * group)) & 0xffffn).toString(16)).join(':')
      const list = new BlockList()
      list.addSubnet(text(value), length, family === 4 ? 'ipv4' : 'ipv6')
      const other = text(value ^ (1n << BigInt(flip)))
      const prefix = parsePrefix(`${text(value)}/${length}`)!
      expect(contains(prefix, parseAddress(other)!)).toBe(list.check(other, family === 4 ? 'ipv4' : 'ipv6'))
    }),
    { numRuns: 10_000 },
  )
})

test('prefixes are written with their host bits dropped; what is none is null', () => {
  expect(formatPrefix(parsePrefix('10.1.2.3/8')!)).toBe('10.0.0.0/8')
  expect(formatPrefix(parsePrefix('fd00::5/64')!)).toBe('fd00::/64')
  for (const text of ['10.0.0.0', '10.0.0.0/33', '::/129', '/8', '10.0.0.0/', '10.0.0.0/8/8']) expect(parsePrefix(text)).toBeNull()
})

test.each([
  ['127.0.0.53', 'loopback'],
  ['::1', 'loopback'],
  ['10.9.8.7', 'private'],
  ['172.31.0.1', 'private'],
  ['172.32.0.1', 'public'],
  ['100.64.0.1', 'shared'],
  ['fd12::1', 'unique-local'],
  ['fe80::1%eth0', 'link-local'],
  ['::ffff:192.168.1.1', 'private'],
  ['0.0.0.0', 'unspecified'],
  ['1.1.1.1', 'public'],
  ['2606:4700::1111', 'public'],
])('%s is %s', (text, scope) => {
  expect(scopeOf(parseAddress(text)!)).toBe(scope)
})
