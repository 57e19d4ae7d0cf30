import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseAddress } from '../../src/net/address.ts'
import { parseRouteAnswer, routeRequest } from '../../src/observe/raw/netlink.ts'

function attribute(type: number, data: Uint8Array): Buffer {
  const bytes = Buffer.alloc(Math.ceil((4 + data.length) / 4) * 4)
  bytes.writeUInt16LE(4 + data.length, 0)
  bytes.writeUInt16LE(type, 2)
  bytes.set(data, 4)
  return bytes
}

function message(type: number, sequence: number, body: Buffer): Buffer {
  const header = Buffer.alloc(16)
  header.writeUInt32LE(16 + body.length, 0)
  header.writeUInt16LE(type, 4)
  header.writeUInt32LE(sequence, 8)
  return Buffer.concat([header, body])
}

const rtmsg = (length: number, type: number): Buffer => Buffer.from([2, length, 0, 0, 254, 0, 0, type, 0, 0, 0, 0])
const DEFAULT = message(
  24,
  7,
  Buffer.concat([
    rtmsg(0, 1),
    attribute(4, Buffer.from([3, 0, 0, 0])),
    attribute(5, Buffer.from([10, 0, 0, 1])),
    attribute(7, Buffer.from([10, 0, 0, 9])),
  ]),
)

test('a request is the header, the message, and the attributes padded to 4 bytes', () => {
  const to = parseAddress('10.0.0.5')
  if (!to) throw new Error('no address')
  const bytes = routeRequest({ to, port: 22, from: null, device: 0, entry: true }, 7)
  expect(bytes.readUInt32LE(0)).toBe(bytes.length)
  expect(bytes.toString('hex')).toBe(
    // nlmsghdr: length 52, RTM_GETROUTE, NLM_F_REQUEST, sequence 7
    '340000001a0001000700000000000000' +
      // rtmsg: AF_INET, /32, RTM_F_FIB_MATCH
      '022000000000000000200000' +
      // RTA_DST, RTA_IP_PROTO (TCP), RTA_DPORT (network order)
      '080001000a000005' +
      '05001b0006000000' +
      '06001d0000160000',
  )
})

describe('answers', () => {
  test('a default route', () => {
    expect(parseRouteAnswer(DEFAULT, 7)).toEqual({
      kind: 'route',
      type: 'unicast',
      prefixLength: 0,
      device: 3,
      gateway: '10.0.0.1',
      source: '10.0.0.9',
    })
  })

  test('an error, and another request’s answer before it', () => {
    const error = Buffer.alloc(20)
    error.writeInt32LE(-101, 0)
    expect(parseRouteAnswer(Buffer.concat([DEFAULT, message(2, 8, error)]), 8)).toEqual({ kind: 'error', errno: 101 })
    expect(parseRouteAnswer(DEFAULT, 8)).toBeNull()
  })

  test('an IPv4 way by an IPv6 next hop (RTA_VIA)', () => {
    const via = Buffer.concat([Buffer.from([10, 0]), Buffer.from('fe800000000000000000000000000001', 'hex')])
    expect(parseRouteAnswer(message(24, 1, Buffer.concat([rtmsg(24, 1), attribute(18, via)])), 1)).toMatchObject({ gateway: 'fe80::1' })
  })

  test('a hop limit of the route (RTAX_HOPLIMIT in RTA_METRICS)', () => {
    const limit = (value: number): Buffer => {
      const metrics = Buffer.concat([attribute(2, Buffer.from([220, 5, 0, 0])), attribute(10, Buffer.from([value, 0, 0, 0]))])
      return message(24, 1, Buffer.concat([rtmsg(24, 1), attribute(8, metrics)]))
    }
    expect(parseRouteAnswer(limit(3), 1)).toMatchObject({ hopLimit: 3 })
    expect(parseRouteAnswer(limit(0), 1)).not.toHaveProperty('hopLimit')
  })

  test('cut short', () => {
    for (let length = 0; length < DEFAULT.length; length++) expect(parseRouteAnswer(DEFAULT.subarray(0, length), 7)).toBeNull()
  })
})

test('hostile datagrams never throw, and give only what is possible', () => {
  const value = fc.oneof(
    fc.uint8Array({ maxLength: 20 }),
    fc.uint8Array({ minLength: 4, maxLength: 4 }),
    fc.uint8Array({ minLength: 16, maxLength: 16 }),
    fc.uint8Array({ minLength: 4, maxLength: 4 }).map((metric) => attribute(10, metric)),
  )
  const attributes = fc.array(fc.tuple(fc.constantFrom(1, 4, 5, 7, 8, 18, 9, 0x8001), value), { maxLength: 5 })
  const route = fc
    .tuple(fc.uint8Array({ minLength: 12, maxLength: 12 }), attributes)
    .map(([head, all]) => Buffer.concat([head, ...all.map(([type, data]) => attribute(type, data))]))
  const body = fc.oneof(
    route,
    fc.uint8Array({ maxLength: 40 }).map((all) => Buffer.from(all)),
  )
  const datagram = fc
    .array(fc.tuple(fc.constantFrom(24, 2, 3), fc.constantFrom(1, 2), body), { maxLength: 3 })
    .map((all) => Buffer.concat(all.map(([type, sequence, content]) => message(type, sequence, content))))
  const poked = fc.tuple(datagram, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 2 }), fc.nat()).map(([all, pokes, cut]) => {
    for (const [at, byte] of pokes) if (all.length > 0) all[at % all.length] = byte
    return all.subarray(0, all.length - Math.max(0, (cut % 12) - 8))
  })
  let found = 0
  fc.assert(
    fc.property(poked, (bytes) => {
      const seen = parseRouteAnswer(bytes, 1)
      if (!seen) return
      found++
      if (seen.kind === 'error') return
      for (const text of [seen.destination, seen.gateway, seen.source]) {
        if (text !== undefined && !parseAddress(text)) throw new Error(text)
      }
      const { hopLimit } = seen
      if (hopLimit !== undefined && !(hopLimit >= 1 && hopLimit <= 255)) throw new Error(`hop limit ${hopLimit}`)
    }),
    { numRuns: 100_000 },
  )
  expect(found).toBeGreaterThan(10_000)
}, 240_000)
