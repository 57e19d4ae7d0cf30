import { networkInterfaces } from 'node:os'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clientInterfaces } from '../../src/observe/captures/client-interfaces.ts'
import { clientRoutes } from '../../src/observe/captures/client-routes.ts'
import { parseInterfaceAddress, parseLink } from '../../src/observe/raw/interfaces.ts'
import { openLibc } from '../../src/observe/raw/libc.ts'
import { routeLine, ruleLine } from '../../src/observe/raw/routing-table.ts'
import { parseDump } from '../../src/observe/raw/rtnetlink.ts'

function attribute(type: number, data: Uint8Array): Buffer {
  const bytes = Buffer.alloc(Math.ceil((4 + data.length) / 4) * 4)
  bytes.writeUInt16LE(4 + data.length, 0)
  bytes.writeUInt16LE(type, 2)
  bytes.set(data, 4)
  return bytes
}
const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
const text = (value: string): Buffer => Buffer.from(`${value}\0`)

function link(flags: number, ...attributes: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(16)
  header.writeUInt16LE(65534, 2)
  header.writeInt32LE(7, 4)
  header.writeUInt32LE(flags, 8)
  return Buffer.concat([header, ...attributes])
}
/** struct rtmsg, or fib_rule_hdr: family, lengths, table, type or action. */
const header = (length: number, table: number, type: number, sourceLength = 0): Buffer =>
  Buffer.from([2, length, sourceLength, 0, table, 0, 0, type, 0, 0, 0, 0])
const WIREGUARD = link(0, attribute(3, text('wg0')), attribute(4, u32(1420)), attribute(0x8000 | 18, attribute(1, text('wireguard'))))
const ROUTE = Buffer.concat([
  header(16, 254, 1),
  attribute(1, Buffer.from([10, 9, 0, 0])),
  attribute(5, Buffer.from([10, 0, 0, 1])),
  attribute(4, u32(7)),
  attribute(6, u32(50)),
])
const RULE = Buffer.concat([
  header(24, 0, 8),
  attribute(6, u32(100)),
  attribute(1, Buffer.from([10, 9, 0, 0])),
  attribute(20, Buffer.concat([u32(1000), u32(1001)])),
  attribute(22, Buffer.of(6)),
  attribute(24, Buffer.from([22, 0, 22, 0])),
])

describe('the kernel’s tables', () => {
  test('an interface that is down, by its kind', () => {
    expect(parseLink(WIREGUARD)).toEqual({ index: 7, name: 'wg0', kind: 'wireguard', state: 'down', mtu: 1420 })
    expect(parseLink(link(0x41, attribute(3, text('tun0'))))).toEqual({ index: 7, name: 'tun0', kind: 'none', state: 'up', mtu: 0 })
    expect(parseLink(link(1, attribute(3, text('tun0'))))).toMatchObject({ state: 'no-carrier' })
    expect(parseLink(link(1))).toBeNull()
    expect(parseLink(link(1, attribute(3, Buffer.from('a b\u001b\0'))))?.name).toBe('a?b?')
  })

  test('the own address of a point-to-point link', () => {
    const message = Buffer.concat([
      Buffer.from([2, 32, 0, 0, 7, 0, 0, 0]),
      attribute(1, Buffer.from([10, 8, 0, 1])),
      attribute(2, Buffer.from([10, 8, 0, 2])),
    ])
    expect(parseInterfaceAddress(message)).toEqual({ index: 7, cidr: '10.8.0.2/32' })
  })

  test('routes and rules, as ip writes them', () => {
    const device = (index: number): string | undefined => (index === 7 ? 'wg0' : undefined)
    expect(routeLine(ROUTE, device)).toBe('10.9.0.0/16 via 10.0.0.1 dev wg0 metric 50 table main')
    expect(routeLine(Buffer.concat([header(0, 0, 8), attribute(15, u32(51820))]), device)).toBe('prohibit default table 51820')
    expect(routeLine(Buffer.concat([header(32, 255, 1)]), device)).toBeNull()
    expect(ruleLine(RULE)).toBe('100: from all to 10.9.0.0/24 uidrange 1000-1001 ipproto 6 dport 22-22 prohibit')
    const killSwitch = Buffer.concat([
      header(0, 0, 1),
      attribute(6, u32(32764)),
      attribute(10, u32(0xca6c)),
      attribute(15, u32(51820)),
      attribute(14, u32(0xffffffff)),
    ])
    killSwitch.writeUInt32LE(2, 8)
    expect(ruleLine(killSwitch)).toBe('32764: not from all fwmark 0xca6c lookup 51820')
  })

  const libc = openLibc()
  test.runIf(!('why' in libc))('of this machine: every interface that has an address, and the loopback', () => {
    if ('why' in libc) throw new Error(libc.why)
    const names = clientInterfaces(libc)
      ?.out.split('\n')
      .map((line) => line.split(' ')[0])
    expect(names).toEqual(expect.arrayContaining(Object.keys(networkInterfaces())))
    expect(clientInterfaces(libc)?.out).toMatch(/^lo loopback up mtu \d+ 127\.0\.0\.1\/8/m)
    expect(clientRoutes(libc)?.out).toContain('-4 rule 0: from all lookup local')
  })
})

test('hostile messages never throw, and give only what can be shown', () => {
  const body = fc.oneof(
    fc.constantFrom(WIREGUARD, ROUTE, RULE),
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  )
  const poked = fc.tuple(body, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }), fc.nat(16)).map(([all, pokes, cut]) => {
    const bytes = Buffer.from(all)
    for (const [at, byte] of pokes) if (bytes.length > 0) bytes[at % bytes.length] = byte
    return bytes.subarray(0, bytes.length - Math.max(0, cut - 12))
  })
  let found = 0
  fc.assert(
    fc.property(poked, (bytes) => {
      const framed = Buffer.alloc(16)
      framed.writeUInt32LE(16 + bytes.length, 0)
      framed.writeUInt16LE(16, 4)
      parseDump(Buffer.concat([framed, bytes]), 16)
      parseDump(bytes, 16)
      for (const line of [parseLink(bytes)?.name, parseInterfaceAddress(bytes)?.cidr, routeLine(bytes, () => undefined), ruleLine(bytes)]) {
        if (line === null || line === undefined) continue
        found++
        if (!/^[ -~]+$/.test(line) || line.length > 512) throw new Error(line)
      }
    }),
    { numRuns: 100_000 },
  )
  expect(found).toBeGreaterThan(10_000)
}, 240_000)
