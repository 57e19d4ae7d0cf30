import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseErrorQueue } from '../../src/observe/raw/error-queue.ts'
import { parseAddress } from '../../src/net/address.ts'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex')

/** struct cmsghdr, its data, and the padding to 8 bytes. */
function message(level: number, type: number, data: Buffer): Buffer {
  const bytes = Buffer.alloc(Math.ceil((16 + data.length) / 8) * 8)
  bytes.writeBigUInt64LE(BigInt(16 + data.length), 0)
  bytes.writeInt32LE(level, 8)
  bytes.writeInt32LE(type, 12)
  bytes.set(data, 16)
  return bytes
}

// Recorded on Linux 6.18: the data of the control messages for a REJECT by the own OUTPUT chain, and for a host that is down.
const TTL_64 = hex('40000000')
const ADMIN_PROHIBITED = hex('71000000 02030d00 00000000 00000000 02000000 0a4d0102 00000000 00000000')
const ADDRESS_UNREACHABLE = hex('71000000 03010300 00000000 00000000 0a000000 00000000 fd77000100000000 0000000000000002 00000000')

describe('real entries', () => {
  test('IPv4', () => {
    const control = Buffer.concat([message(0, 2, TTL_64), message(0, 11, ADMIN_PROHIBITED)])
    expect(parseErrorQueue(control)).toEqual({ errno: 113, origin: 'icmp', type: 3, code: 13, offender: '10.77.1.2', ttl: 64 })
  })

  test('IPv6', () => {
    const control = Buffer.concat([message(41, 52, TTL_64), message(41, 25, ADDRESS_UNREACHABLE)])
    expect(parseErrorQueue(control)).toEqual({ errno: 113, origin: 'icmp', type: 1, code: 3, offender: 'fd77:1::2', ttl: 64 })
  })

  test('without the TTL, and of local origin without an offender', () => {
    expect(parseErrorQueue(message(0, 11, ADMIN_PROHIBITED))).not.toHaveProperty('ttl')
    const local = hex('5a000000 01000000 dc050000 00000000')
    expect(parseErrorQueue(message(0, 11, local))).toEqual({ errno: 90, origin: 'local', type: 0, code: 0 })
  })

  test('cut short, empty, or about something else', () => {
    expect(parseErrorQueue(Buffer.alloc(0))).toBeNull()
    expect(parseErrorQueue(message(0, 11, ADMIN_PROHIBITED.subarray(0, 15)))).toBeNull()
    expect(parseErrorQueue(message(0, 11, ADMIN_PROHIBITED).subarray(0, 40))).toBeNull()
    expect(parseErrorQueue(message(1, 11, ADMIN_PROHIBITED))).toBeNull()
    expect(parseErrorQueue(message(0, 11, ADMIN_PROHIBITED.subarray(0, 20)))).not.toHaveProperty('offender')
  })
})

test('hostile control messages never throw, and give only what is possible', () => {
  const data = fc.oneof(fc.uint8Array({ maxLength: 60 }), fc.constantFrom(TTL_64, ADMIN_PROHIBITED, ADDRESS_UNREACHABLE))
  const valid = fc
    .tuple(fc.constantFrom(0, 41), fc.constantFrom(2, 11, 11, 25, 25, 52), data)
    .map(([level, type, all]) => message(level, type, Buffer.from(all)))
  const control = fc
    .array(fc.oneof({ weight: 4, arbitrary: valid }, { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }) }), { maxLength: 5 })
    .map((parts) => Buffer.concat(parts))
  const poked = fc.tuple(control, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 2 }), fc.nat()).map(([all, pokes, cut]) => {
    for (const [at, byte] of pokes) if (all.length > 0) all[at % all.length] = byte
    return all.subarray(0, all.length - Math.max(0, (cut % 12) - 8))
  })
  let found = 0
  fc.assert(
    fc.property(poked, (all) => {
      const seen = parseErrorQueue(all)
      if (!seen) return
      found++
      if (seen.type > 255 || seen.code > 255 || (seen.ttl ?? 0) > 255) throw new Error(JSON.stringify(seen))
      if (seen.offender !== undefined && !parseAddress(seen.offender)) throw new Error(seen.offender)
    }),
    { numRuns: 100_000 },
  )
  expect(found).toBeGreaterThan(10_000)
}, 240_000)
