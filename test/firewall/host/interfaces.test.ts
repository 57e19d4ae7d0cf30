import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readInterfaces } from '../../../src/firewall/host/interfaces.ts'
import { outputOf } from '../../../src/firewall/host/output.ts'
import { formatAddress } from '../../../src/net/address.ts'
import { formatPrefix } from '../../../src/net/prefix.ts'

function read(text: string): { readonly interfaces: readonly string[]; readonly unread: readonly number[] } {
  const { interfaces, unread } = readInterfaces(outputOf(text))
  return {
    interfaces: interfaces.map(({ name, index, addresses }) =>
      [index, name, ...addresses.map(({ address, prefix }) => `${formatAddress(address)} of ${formatPrefix(prefix)}`)].join(' '),
    ),
    unread: unread.map(({ line }) => line),
  }
}

const FULL = [
  '1 lo 127.0.0.1 of 127.0.0.0/8 ::1 of ::1/128',
  '2 eth8 10.8.0.1 of 10.8.0.2/32',
  '3 eth9 10.1.2.3 of 10.1.2.0/24 fe80::1 of fe80::/64',
]

describe('ip address', () => {
  test('in full', () => {
    const text = `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
    inet 127.0.0.1/8 scope host lo
       valid_lft forever preferred_lft forever
    inet6 ::1/128 scope host 
       valid_lft forever preferred_lft forever
2: eth8@eth9: <BROADCAST,MULTICAST> mtu 1500 qdisc noop state DOWN group default qlen 1000
    link/ether 9a:b1:10:c7:4e:4e brd ff:ff:ff:ff:ff:ff
    inet 10.8.0.1 peer 10.8.0.2/32 scope global eth8
       valid_lft forever preferred_lft forever
3: eth9@eth8: <NO-CARRIER,BROADCAST,MULTICAST,UP,M-DOWN> mtu 1500 qdisc noqueue state LOWERLAYERDOWN group default qlen 1000
    link/ether 9a:e5:2e:2c:1d:5d brd ff:ff:ff:ff:ff:ff
    inet 10.1.2.3/24 scope global eth9:1
       valid_lft forever preferred_lft forever
    inet6 fe80::1/64 scope link nodad 
       valid_lft forever preferred_lft forever
4: ifb0: <BROADCAST,NOARP> mtu 1500 qdisc noop state DOWN group default qlen 32
    link/ether be:91:be:47:55:57 brd ff:ff:ff:ff:ff:ff
`
    expect(read(text)).toEqual({ interfaces: [...FULL, '4 ifb0'], unread: [] })
    expect(read(text.replaceAll('\n', '\r\n'))).toEqual({ interfaces: [...FULL, '4 ifb0'], unread: [] })
  })

  test('-o', () => {
    const text = `1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever
1: lo    inet6 ::1/128 scope host \\       valid_lft forever preferred_lft forever
2: eth8    inet 10.8.0.1 peer 10.8.0.2/32 scope global eth8\\       valid_lft forever preferred_lft forever
3: eth9    inet 10.1.2.3/24 scope global eth9:1\\       valid_lft forever preferred_lft forever
3: eth9    inet6 fe80::1/64 scope link nodad \\       valid_lft forever preferred_lft forever
`
    expect(read(text)).toEqual({ interfaces: FULL, unread: [] })
  })

  test('-br, which tells no index', () => {
    const text = `lo               UNKNOWN        127.0.0.1/8 ::1/128 
eth8@eth9        DOWN           10.8.0.1 peer 10.8.0.2/32 
eth9@eth8        LOWERLAYERDOWN 10.1.2.3/24 fe80::1/64 
`
    expect(read(text)).toEqual({ interfaces: FULL.map((one) => one.replace(/^\d/, '')), unread: [] })
  })

  test('-j', () => {
    const text = `[{"ifindex":1,"ifname":"lo","addr_info":[{"family":"inet","local":"127.0.0.1","prefixlen":8},{"family":"inet6","local":"::1","prefixlen":128}]},
{"ifindex":2,"link":"eth9","ifname":"eth8","addr_info":[{"family":"inet","local":"10.8.0.1","address":"10.8.0.2","prefixlen":32}]},
{"ifindex":3,"ifname":"eth9","addr_info":[{"family":"inet","local":"10.1.2.3","prefixlen":24},{"family":"inet6","local":"fe80::1","prefixlen":64}]}]`
    expect(read(text)).toEqual({ interfaces: FULL, unread: [] })
  })
})

test.each([
  ['1: lo: <UP> mtu 1\n    inet somewhere/8 scope host lo\n', [2]],
  ['1: lo: <UP> mtu 1\nhello\n', [2]],
  ['    inet 10.0.0.1/8\n', [1]],
  ['[{"ifindex":1', [1]],
  ['[1, null]', [1]],
  ['[{"ifname":"lo","addr_info":[{"local":"127.0.0.1","prefixlen":99}]}]', [1]],
])('what cannot be read is told: %j', (text, unread) => {
  expect(read(text).unread).toEqual(unread)
})

test('never throws', () => {
  const word = fc.constantFrom(
    '1: ',
    'lo',
    ': <',
    '>',
    '    inet ',
    'inet6',
    '10.0.0.1',
    '/24',
    ' peer ',
    'UP',
    '\n',
    ' ',
    '@',
    '[',
    '{',
    '}',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.array(word).map((words) => words.join('')),
      ),
      (text) => void read(text),
    ),
  )
})
