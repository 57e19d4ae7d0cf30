import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readListeners } from '../../../src/firewall/host/listeners.ts'
import { outputOf } from '../../../src/firewall/host/output.ts'
import { formatAddress } from '../../../src/net/address.ts'

/** Each socket as `address%device:port families`, with a `?` before the families that are not sure. */
function read(text: string): { readonly sockets: readonly string[] | null; readonly unread: readonly number[] } {
  const { listeners, unread } = readListeners(outputOf(text))
  const sockets = listeners?.map(({ address, device, port, families, unsure = [] }) => {
    const place = `${address ? formatAddress(address) : '*'}${device === null ? '' : `%${device}`}:${port}`
    return [place, ...families, ...unsure.map((one) => `?${one}`)].join(' ')
  })
  return { sockets: sockets ?? null, unread: unread.map(({ line }) => line) }
}

/** iproute2 6.1. */
const SS = `State  Recv-Q Send-Q      Local Address:Port Peer Address:PortProcess                             
LISTEN 0      128         127.0.0.53%lo:53        0.0.0.0:*    users:(("python3",pid=29543,fd=12))
LISTEN 0      128            0.0.0.0%lo:8022      0.0.0.0:*    users:(("python3",pid=29543,fd=8)) 
LISTEN 0      128               0.0.0.0:22        0.0.0.0:*    users:(("python3",pid=29543,fd=3)) 
LISTEN 0      128                 [::1]:25           [::]:*    users:(("python3",pid=29543,fd=6)) 
LISTEN 0      128        [fe80::1]%eth9:23           [::]:*    users:(("python3",pid=29543,fd=11))
LISTEN 0      128                *%eth9:8023            *:*    users:(("python3",pid=29543,fd=9)) 
LISTEN 0      128    [::ffff:127.0.0.1]:77              *:*    users:(("python3",pid=29543,fd=13))
LISTEN 0      128                     *:2222            *:*    users:(("python3",pid=29543,fd=5)) 
LISTEN 0      128                  [::]:22           [::]:*    users:(("python3",pid=29543,fd=4)) 
`
const SOCKETS = [
  '127.0.0.53%lo:53 4',
  '*%lo:8022 4',
  '*:22 4',
  '::1:25 6',
  'fe80::1%eth9:23 6',
  '*%eth9:8023 4 6',
  '127.0.0.1:77 4',
  '*:2222 4 6',
  '*:22 6',
]

describe('ss', () => {
  test('with its title, and without', () => {
    expect(read(SS)).toEqual({ sockets: SOCKETS, unread: [] })
    expect(read(SS.slice(SS.indexOf('\n') + 1))).toEqual({ sockets: SOCKETS, unread: [] })
    expect(readListeners(outputOf(SS)).listeners?.[0]?.process).toBe('"python3",pid=29543,fd=12')
  })

  test('with other sockets between', () => {
    const text = `Netid State  Recv-Q Send-Q      Local Address:Port  Peer Address:PortProcess
nl    UNCONN 0      0                       0:0                 *           
u_str LISTEN 0      4096  /run/systemd/private 26215            * 0
udp   UNCONN 0      0             127.0.0.1:323        0.0.0.0:*
tcp   LISTEN 0      128             127.0.0.1:25         0.0.0.0:*          
tcp   ESTAB  0      0               10.0.0.2:22         10.0.0.9:50234
tcp   LISTEN 0      128                     *:2222             *:*          
`
    expect(read(text)).toEqual({ sockets: ['127.0.0.1:25 4', '*:2222 4 6'], unread: [] })
  })

  test('-e tells IPV6_V6ONLY', () => {
    expect(read('LISTEN 0 128 [::]:22 [::]:* ino:15506866 sk:3aea cgroup:/ v6only:1 <->').sockets).toEqual(['*:22 6'])
    expect(read('LISTEN 0 128 *:22 *:* ino:15506866 sk:3aea cgroup:/ v6only:0 <->').sockets).toEqual(['*:22 4 6'])
  })

  test('of iproute2 4.11, where * is IPv4 and [::] may take IPv4, too', () => {
    const text = `Netid  State      Recv-Q Send-Q Local Address:Port                 Peer Address:Port                
tcp    LISTEN     0      100    127.0.0.1:smtp                  *:*                    
tcp    LISTEN     0      128     *:ssh                   *:*                    
tcp    LISTEN     0      128      [::]:ssh                    [::]:*                    
`
    expect(read(text.replace('smtp', '25')).sockets).toEqual(['127.0.0.1:25 4', '*:22 4', '*:22 6 ?4'])
  })

  test('where nothing tells which ss it was, IPv6 of * is not sure', () => {
    expect(read('LISTEN 0 128 *:22 *:*').sockets).toEqual(['*:22 4 ?6'])
    expect(read('LISTEN 0 128 [::]:22 [::]:*').sockets).toEqual(['*:22 6 ?4'])
  })

  test('a port by its name hides where nobody listens', () => {
    expect(read('LISTEN 0 128 0.0.0.0:ssh 0.0.0.0:*').sockets).toEqual(['*:22 4'])
    expect(read('LISTEN 0 128 0.0.0.0:ssh 0.0.0.0:*\nLISTEN 0 128 0.0.0.0:rfb 0.0.0.0:*')).toEqual({ sockets: null, unread: [2] })
  })
})

describe('netstat', () => {
  test('does not tell IPV6_V6ONLY', () => {
    const text = `Active Internet connections (only servers)
Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name    
tcp        0      0 127.0.0.53:53           0.0.0.0:*               LISTEN      29543/python3       
tcp        0      0 0.0.0.0:22              0.0.0.0:*               LISTEN      1/sshd: /usr/sbin/s
tcp6       0      0 ::1:25                  :::*                    LISTEN      -
tcp6       0      0 127.0.0.1:77            :::*                    LISTEN      29543/python3       
tcp6       0      0 :::22                   :::*                    LISTEN      29543/python3       
tcp        0      0 10.0.0.2:22             10.0.0.9:50234          ESTABLISHED 300/sshd: root
udp        0      0 0.0.0.0:68              0.0.0.0:*                           29543/dhclient
`
    expect(read(text)).toEqual({ sockets: ['127.0.0.53:53 4', '*:22 4', '::1:25 6', '127.0.0.1:77 4', '*:22 6 ?4'], unread: [] })
    expect(readListeners(outputOf(text)).listeners?.map(({ process }) => process)).toEqual([
      '29543/python3',
      '1/sshd: /usr/sbin/s',
      '',
      '29543/python3',
      '29543/python3',
    ])
  })

  test('an address that fills its column may be cut', () => {
    const cut = 'tcp6       0      0 2001:db8:1111:2222:3:22 :::*                    LISTEN     '
    const whole = 'tcp6       0      0 2001:db8:1111:2222:3333:4444:5555:6666:2222 :::*                    LISTEN     '
    expect(read(cut).sockets).toEqual(['*:22 ?6'])
    const full = 'tcp6       0      0 2001:db8::1:22:333:2222 :::*                    LISTEN     '
    expect(read(full).sockets).toEqual(['*:2222 ?6'])
    expect(read(`${full}\n${whole}`).sockets).toEqual(['2001:db8::1:22:333:2222 6', '2001:db8:1111:2222:3333:4444:5555:6666:2222 6'])
    expect(read('tcp6 0 0 2001:db8::1:22:333:22   :::* LISTEN').sockets).toEqual(['2001:db8::1:22:333:22 6'])
  })
})

test('what is no line of theirs is told', () => {
  expect(read('LISTEN 0 128 0.0.0.0:22 0.0.0.0:*\nwhat is this?\n')).toEqual({ sockets: ['*:22 4'], unread: [2] })
  expect(read('LISTEN 0 128 somewhere:22 0.0.0.0:*')).toEqual({ sockets: null, unread: [1] })
})

test('never throws', () => {
  const word = fc.constantFrom(
    'LISTEN',
    'tcp',
    'tcp6',
    '0',
    '128',
    '*:22',
    '[::]:22',
    '[::',
    ':',
    '%',
    'x%y:1',
    'users:((',
    '\t',
    '\n',
    ' ',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(word).map((words) => words.join(' ')),
      ),
      (text) => {
        for (const { port } of readListeners(outputOf(text)).listeners ?? []) expect(port).toBeLessThan(65536)
      },
    ),
  )
})
