import { BlockList } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Address, formatAddress, parseAddress } from '../../src/net/address.ts'
import { addressOf, AddressSet, formatRange, type Key, keyOf, prefixesOf } from '../../src/net/address-set.ts'
import { formatPrefix, parsePrefix } from '../../src/net/prefix.ts'

/** A small world of addresses in a row, where a set is also a row of bits. */
interface World {
  readonly name: string
  readonly family: 4 | 6
  readonly first: bigint
}

const SIZE = 3000
const WORLDS: readonly World[] = [
  { name: 'the lowest of IPv4', family: 4, first: 0n },
  { name: 'the middle of IPv4', family: 4, first: 2n ** 31n - 1000n },
  { name: 'the highest of IPv4', family: 4, first: 2n ** 32n - BigInt(SIZE) },
  { name: 'the lowest of IPv6', family: 6, first: 0n },
  { name: 'the middle of IPv6', family: 6, first: 2n ** 127n + 2n ** 64n - 1000n },
  { name: 'the highest of IPv6', family: 6, first: 2n ** 128n - BigInt(SIZE) },
]

type Bits = Uint8Array<ArrayBuffer>

const key = ({ family, first }: World, index: number): Key => (family === 4 ? Number(first) + index : first + BigInt(index))
const all = (world: World): AddressSet => AddressSet.range(world.family, key(world, 0), key(world, SIZE - 1))

/** The half-open ranges of a row of bits, as ends. */
function endsOf(world: World, bits: Bits): Key[] {
  const ends: Key[] = []
  for (let at = 0; at <= SIZE; at++) if ((bits[at] ?? 0) !== (bits[at - 1] ?? 0)) ends.push(key(world, at))
  return ends
}

/** From a few long runs to nothing but single addresses. */
const row = fc
  .record({ seed: fc.nat(), run: fc.constantFrom(1, 1, 2, 5, 40, 900), low: fc.nat(SIZE), high: fc.nat(SIZE) })
  .map(({ seed, run, low, high }) => {
    let state = seed | 1
    const bits = new Uint8Array(SIZE)
    let on = 0
    for (let at = Math.min(low, high); at < Math.max(low, high); at++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      if ((state >>> 8) % run === 0) on = (state >>> 20) & 1
      bits[at] = on
    }
    return bits
  })
const world = fc.constantFrom(...WORLDS)
const both = (left: Bits, right: Bits, keep: (a: number, b: number) => number): Bits => left.map((bit, at) => keep(bit, right[at] ?? 0))

const OPERATIONS = {
  union: { keep: (a: number, b: number) => a | b, run: (a: AddressSet, b: AddressSet) => a.union(b) },
  intersect: { keep: (a: number, b: number) => a & b, run: (a: AddressSet, b: AddressSet) => a.intersect(b) },
  minus: { keep: (a: number, b: number) => a & ~b, run: (a: AddressSet, b: AddressSet) => a.minus(b) },
} as const

describe('against rows of bits', () => {
  test('a chain of operations, each also on what came of others; no set changes afterwards', () => {
    const step = fc.record({ operation: fc.constantFrom('union', 'intersect', 'minus'), left: fc.nat(), right: fc.nat() })
    const sparse = fc.tuple(fc.nat(SIZE - 1), fc.nat(3)).map(([at, length]) => new Uint8Array(SIZE).fill(1, at, at + length))
    const rows = fc.array(fc.oneof(row, sparse), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(world, rows, fc.array(step, { maxLength: 24 }), (here, given, steps) => {
        const known = given.map((bits) => ({ bits, set: AddressSet.fromEnds(here.family, endsOf(here, bits)) }))
        for (const { operation, left, right } of steps) {
          const [a, b] = [known[left % known.length], known[right % known.length]]
          if (!a || !b) continue
          const { keep, run } = OPERATIONS[operation as keyof typeof OPERATIONS]
          known.push({ bits: both(a.bits, b.bits, keep), set: run(a.set, b.set) })
        }
        for (const { bits, set } of known) {
          const ends = endsOf(here, bits)
          expect(set.ends()).toEqual(ends)
          expect([set.rangeCount, set.isEmpty, set.lowest]).toEqual([ends.length / 2, ends.length === 0, ends[0]])
          expect(set.size).toBe(BigInt(bits.reduce((sum, bit) => sum + bit, 0)))
          for (let at = 0; at < SIZE; at += 7) expect(set.has(key(here, at))).toBe(bits[at] === 1)
        }
      }),
    )
  })

  test('single addresses taken out one by one, as a walk over rules does, and given back', () => {
    fc.assert(
      fc.property(world, fc.uniqueArray(fc.nat(SIZE - 1), { minLength: 1, maxLength: 900 }), fc.boolean(), (here, order, up) => {
        const points = up ? order.toSorted((a, b) => a - b) : order
        const bits = new Uint8Array(SIZE).fill(1)
        let left = all(here)
        const taken: AddressSet[] = []
        for (const at of points) {
          const { yes, no } = left.split(AddressSet.of(addressOf(here.family, key(here, at))))
          expect(yes.ends()).toEqual([key(here, at), key(here, at + 1)])
          taken.push(yes)
          left = no
          bits[at] = 0
        }
        expect(left.ends()).toEqual(endsOf(here, bits))
        for (const one of taken) left = left.union(one)
        expect(left.equals(all(here))).toBe(true)
        expect(left.rangeCount).toBe(1)
      }),
      { numRuns: 30 },
    )
  })

  test('ranges in any order, overlapping and empty ones too', () => {
    const range = fc
      .tuple(fc.nat(SIZE), fc.nat(SIZE), fc.nat(30))
      .map(([from, to, short]) => [from, short % 3 > 0 ? from + short : to] as const)
    fc.assert(
      fc.property(world, fc.array(range, { maxLength: 600 }), fc.boolean(), (here, ranges, packed) => {
        const bits = new Uint8Array(SIZE)
        for (const [from, to] of ranges) if (from < to) bits.fill(1, from, to)
        const ends = ranges.flatMap(([from, to]) => [key(here, Math.min(from, SIZE)), key(here, Math.min(to, SIZE))])
        const given = packed && here.family === 4 ? Float64Array.from(ends as number[]) : ends
        const before = [...given]
        expect(AddressSet.fromEnds(here.family, given).ends()).toEqual(endsOf(here, bits))
        expect([...given]).toEqual(before)
      }),
    )
  })
})

describe('algebra', () => {
  const set = (here: World, bits: Bits): AddressSet => AddressSet.fromEnds(here.family, endsOf(here, bits))
  const same = (left: AddressSet, right: AddressSet): void => {
    expect(left.ends()).toEqual(right.ends())
    expect(left.equals(right)).toBe(true)
  }

  test('of De Morgan, of complements, of differences', () => {
    fc.assert(
      fc.property(world, row, row, row, (here, one, two, three) => {
        const [a, b, c] = [set(here, one), set(here, two), set(here, three)]
        same(a.union(b).complement(), a.complement().intersect(b.complement()))
        same(a.complement().complement(), a)
        same(a.minus(b), a.intersect(b.complement()))
        same(a.minus(b).minus(c), a.minus(b.union(c)))
        same(a.intersect(b.union(c)), a.intersect(b).union(a.intersect(c)))
        same(a.union(b), b.union(a))
        expect(a.complement().union(a).isAll).toBe(true)
        expect(a.complement().size + a.size).toBe(AddressSet.all(here.family).size)
        const { yes, no } = a.split(b)
        same(yes, a.intersect(b))
        same(no, a.minus(b))
        same(yes.union(no), a)
        expect(a.equals(b)).toBe(one.every((bit, at) => bit === two[at]))
      }),
    )
  })

  test('what does not change is the set itself', () => {
    fc.assert(
      fc.property(world, row, row, (here, one, two) => {
        const [a, b] = [set(here, one), set(here, two)]
        const [within, apart] = [a.intersect(b), b.minus(a)]
        const [none, everything] = [AddressSet.none(here.family), AddressSet.all(here.family)]
        expect(a.intersect(a)).toBe(a)
        expect(a.union(a)).toBe(a)
        expect(a.intersect(everything)).toBe(a)
        expect(everything.intersect(a)).toBe(a)
        expect(a.minus(none)).toBe(a)
        expect(a.union(none)).toBe(a)
        expect(none.union(a)).toBe(a)
        expect(a.minus(apart)).toBe(a)
        expect(a.intersect(apart)).toBe(none)
        expect(a.minus(everything)).toBe(none)
        expect(a.intersect(within)).toBe(within)
        expect(within.intersect(a)).toBe(within)
        expect(a.union(within)).toBe(a)
        expect(within.union(a)).toBe(a)
        expect(a.intersect(a.union(b))).toBe(a)
      }),
    )
  })

  test('families do not mix', () => {
    const [four, six] = [AddressSet.all(4), AddressSet.all(6)]
    expect(four.intersect(six)).toBe(AddressSet.none(4))
    expect(six.minus(four)).toBe(six)
    expect(AddressSet.none(4).equals(AddressSet.none(6))).toBe(false)
    expect(four.contains({ family: 6, value: 1n })).toBe(false)
    expect(() => four.union(six)).toThrow(TypeError)
  })
})

describe('addresses, prefixes and text', () => {
  const address = fc.oneof(
    fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }).map((value): Address => ({ family: 4, value })),
    fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }).map((value): Address => ({ family: 6, value })),
  )

  test('the prefixes of a range are the range, and node:net says so too', () => {
    fc.assert(
      fc.property(address, fc.integer({ min: 0, max: 128 }), fc.bigInt({ min: 0n, max: 2n ** 128n }), (low, bits, more) => {
        const most = low.family === 4 ? 2n ** 32n - 1n : 2n ** 128n - 1n
        const span = (more & ((1n << BigInt(bits)) - 1n)) % (most + 1n)
        const last = low.value + span > most ? most : low.value + span
        const range = { first: low, last: addressOf(low.family, last) }
        const prefixes = prefixesOf(range)
        const whole = AddressSet.range(low.family, keyOf(low), keyOf(range.last))
        expect(prefixes.reduce((set, prefix) => set.union(AddressSet.prefix(prefix)), AddressSet.none(low.family)).equals(whole)).toBe(true)
        expect([...whole.ranges()]).toEqual([{ first: addressOf(low.family, low.value), last: range.last }])

        const family = low.family === 4 ? 'ipv4' : 'ipv6'
        const list = new BlockList()
        for (const prefix of prefixes) list.addSubnet(formatAddress(prefix), prefix.length, family)
        for (const value of [low.value - 1n, low.value, (low.value + last) / 2n, last, last + 1n]) {
          if (value < 0n || value > most) continue
          const asked = addressOf(low.family, value)
          expect(list.check(formatAddress(asked), family)).toBe(whole.contains(asked))
        }
      }),
    )
  })

  test('the text of a range reads back as the range', () => {
    fc.assert(
      fc.property(address, fc.bigInt({ min: 0n, max: 5000n }), (low, span) => {
        const most = low.family === 4 ? 2n ** 32n - 1n : 2n ** 128n - 1n
        const last = addressOf(low.family, low.value + span > most ? most : low.value + span)
        const text = formatRange({ first: low, last })
        const prefix = parsePrefix(text)
        const [from, to = from] = text.split('-').map((part) => parseAddress(part))
        const read = prefix ? AddressSet.prefix(prefix) : from && to ? AddressSet.range(low.family, keyOf(from), keyOf(to)) : null
        expect(read?.ends()).toEqual(AddressSet.range(low.family, keyOf(low), keyOf(last)).ends())
      }),
    )
  })

  test.each([
    ['10.0.0.1', '10.0.0.1', '10.0.0.1'],
    ['10.0.0.0', '10.0.0.255', '10.0.0.0/24'],
    ['0.0.0.0', '255.255.255.255', '0.0.0.0/0'],
    ['10.0.0.1', '10.0.0.2', '10.0.0.1-10.0.0.2'],
    ['::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '::/0'],
    ['fe80::', 'fe80::1', 'fe80::/127'],
  ])('%s to %s is written %s', (first, last, text) => {
    const [from, to] = [parseAddress(first), parseAddress(last)]
    expect(from && to ? formatRange({ first: from, last: to }) : null).toBe(text)
  })

  test('a prefix drops nothing and adds nothing', () => {
    const prefix = parsePrefix('192.0.2.128/25')
    expect(prefix && formatPrefix(prefix)).toBe('192.0.2.128/25')
    expect(prefix && AddressSet.prefix(prefix).ends()).toEqual([0xc0000280, 0xc0000300])
    expect(AddressSet.prefix({ family: 6, value: 0n, length: 0 }).isAll).toBe(true)
    expect(AddressSet.range(4, 5, 4)).toBe(AddressSet.none(4))
  })
})
