import { isIP, isIPv4, isIPv6 } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatAddress, parseAddress, sameAddress } from '../../src/net/address.ts'

const RUNS = { numRuns: 20_000 }

describe('addresses, with node:net as the oracle', () => {
  test('every IPv4 address is read and written back as it was', () => {
    fc.assert(
      fc.property(fc.ipV4(), (text) => {
        expect(formatAddress(parseAddress(text)!)).toBe(text)
      }),
      RUNS,
    )
  })

  test('every IPv6 address is read, and its canonical text is the one that URL gives (RFC 5952)', () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const address = parseAddress(text)
        expect(address?.family).toBe(6)
        if (address!.value >> 32n === 0xffffn) return
        expect(`[${formatAddress(address!)}]`).toBe(new URL(`http://[${text}]`).hostname)
      }),
      RUNS,
    )
  })

  test('text that looks like an address is one exactly when node:net says so', () => {
    const word = fc.string({ unit: fc.constantFrom(...'0123456789abcdefg.:%'.split('')), maxLength: 24 })
    fc.assert(
      fc.property(word, (text) => {
        const at = text.indexOf('%')
        const plain = at < 0 ? text : text.slice(0, at)
        const zoned = at >= 0 && isIPv6(plain) && /^[\w.:]+$/.test(text.slice(at + 1))
        expect(parseAddress(text) !== null).toBe(at < 0 ? isIP(text) !== 0 : zoned)
      }),
      RUNS,
    )
  })

  test.each([
    '',
    '1.2.3',
    '01.2.3.4',
    '256.1.1.1',
    ':::',
    '1::2::3',
    '::1.2.3',
    '::1.2.3.4:5',
    '12345::',
    'fe80::1%',
    'fe80::1% eth0',
    '1.2.3.4%eth0',
    '::ffff:1.2.3.4.5',
  ])('%j is no address', (text) => {
    expect(parseAddress(text)).toBeNull()
  })

  test('IPv4-mapped addresses keep their mixed form, zones are kept and compared where both have one', () => {
    expect(formatAddress(parseAddress('::FFFF:0a00:0001')!)).toBe('::ffff:10.0.0.1')
    expect(formatAddress(parseAddress('fe80::1%eth0')!)).toBe('fe80::1%eth0')
    expect(sameAddress('fe80::1%eth0', 'fe80::1')).toBe(true)
    expect(sameAddress('fe80::1%eth0', 'fe80::1%eth1')).toBe(false)
    expect(sameAddress('0:0::1', '::1')).toBe(true)
    expect(isIPv4('10.0.0.1') && sameAddress('10.0.0.1', '::ffff:10.0.0.1')).toBe(false)
  })
})
