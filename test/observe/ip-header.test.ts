import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { resetIn } from '../../src/observe/raw/ip-header.ts'

const FOUR = { address: '203.0.113.2', port: 22, ownPort: 40_000 }
const SIX = { address: '2001:db8:2::2', port: 22, ownPort: 40_000 }

/** Source port, destination port, sequence and acknowledgement numbers, offset, flags, window. */
const tcp = (flags: string): string => `0016 9c40 00000000 00000001 50${flags} 0000 0000 0000`
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')
/** As captured on Linux 6.18: a closed port, and a REJECT with tcp-reset of the host. */
const closed4 = hex(`4548 0028 0000 4000 3d06 0000 cb007102 c0000202 ${tcp('14')}`)
const reject4 = hex(`4500 0028 0000 4000 3d06 0000 cb007102 c0000202 ${tcp('14')}`)
const closed6 = hex(`648c6364 0014 06 3d 20010db8000200000000000000000002 20010db8000100000000000000000002 ${tcp('14')}`)

describe('the header of a RST', () => {
  test('of a closed port repeats the TOS, of a rule it is zero', () => {
    expect(resetIn(closed4, FOUR)).toEqual({ ttl: 61, tos: 0x48, window: 0, id: 0 })
    expect(resetIn(reject4, FOUR)).toEqual({ ttl: 61, tos: 0, window: 0, id: 0 })
  })
  test('of IPv6 has a traffic class and a flow label', () => {
    expect(resetIn(closed6, SIX)).toEqual({ ttl: 61, tos: 0x48, window: 0, flowLabel: 0xc6364 })
  })
  test('is not taken from others', () => {
    for (const flow of [{ ...FOUR, port: 80 }, { ...FOUR, ownPort: 1 }, { ...FOUR, address: '203.0.113.3' }, SIX])
      expect(resetIn(closed4, flow)).toBeNull()
    expect(resetIn(hex(`4548 0028 0000 4000 3d06 0000 cb007102 c0000202 ${tcp('12')}`), FOUR)).toBeNull()
    for (let length = 0; length < closed4.length; length++) expect(resetIn(closed4.subarray(0, length), FOUR)).toBeNull()
  })
  test('never throws, whatever comes', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 128 }),
      fc.tuple(fc.constantFrom(closed4, closed6), fc.nat(79), fc.nat(255)).map(([packet, at, value]) => {
        const changed = Buffer.from(packet)
        if (at < changed.length) changed[at] = value
        return changed
      }),
    )
    fc.assert(
      fc.property(bytes, fc.constantFrom(FOUR, SIX), (packet, flow) => {
        const header = resetIn(Buffer.from(packet), flow)
        if (header && (header.ttl > 255 || header.tos > 255 || header.window > 65_535)) throw new Error(JSON.stringify(header))
      }),
      { numRuns: 100_000 },
    )
  })
})
