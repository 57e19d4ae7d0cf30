import { describe, expect, test } from 'vitest'
import { type Asked, understood } from '../../src/firewall/asked.ts'
import { type Host, UNREAD_HOST } from '../../src/firewall/netfilter/host.ts'
import { CodedError } from '../../src/model/error.ts'
import { AddressSet } from '../../src/net/address-set.ts'

const ask = (asked: Asked, host: Partial<Host> = {}): ReturnType<typeof understood> => understood(asked, { ...UNREAD_HOST, ...host })

test('a first SYN to port 22 from everywhere in IPv4, of which nothing more is known', () => {
  expect(ask({})).toEqual({
    question: { way: 'in', local: null, port: 22, otherPort: null, device: null, state: 'new' },
    remotes: AddressSet.all(4),
  })
})

test('an address, a prefix or a set, and the family that follows', () => {
  expect(ask({ from: '203.0.113.7' }).remotes.size).toBe(1n)
  expect(ask({ from: '203.0.113.0/24' }).remotes.size).toBe(256n)
  expect(ask({ from: AddressSet.none(6) }).remotes.family).toBe(6)
  expect(ask({ to: '2001:db8::2' }).remotes).toEqual(AddressSet.all(6))
  expect(ask({ family: 6 }).remotes).toEqual(AddressSet.all(6))
  expect(ask({ from: '::ffff:203.0.113.7' }).remotes).toEqual(ask({ from: '203.0.113.7' }).remotes)
})

test('the interface is the only one beside loopback, where that is known', () => {
  const interfaces = ['lo', 'eth0'].map((name) => ({ name, index: null, addresses: [] }))
  expect(ask({}, { interfaces }).question.device).toBe('eth0')
  expect(ask({ iface: 'eth1' }, { interfaces }).question.device).toBe('eth1')
  expect(ask({}, { interfaces: [...interfaces, { name: 'eth1', index: null, addresses: [] }] }).question.device).toBeNull()
})

describe('misuse', () => {
  test.each([
    [{ from: 'db1' }, 'address-invalid'],
    [{ from: '10.0.0.0/33' }, 'address-invalid'],
    [{ to: '10.0.0' }, 'address-invalid'],
    [{ port: 0 }, 'port-invalid'],
    [{ port: 65536 }, 'port-invalid'],
    [{ fromPort: 1.5 }, 'port-invalid'],
    [{ from: '203.0.113.7', to: '2001:db8::2' }, 'families-differ'],
  ])('%j', (asked, code) => {
    expect(() => ask(asked)).toThrow(CodedError)
    expect(() => ask(asked)).toThrow(expect.objectContaining({ code }))
  })
})
