import { expect, test } from 'vitest'
import { outputOf } from '../../../src/firewall/host/output.ts'
import { readSysctls } from '../../../src/firewall/host/sysctls.ts'

test('sysctl -a, grep . /proc/sys/…, and sysctl.conf', () => {
  const text = `# a comment
net.ipv4.ip_forward = 1
net.ipv4.conf.eth0/100.rp_filter = 2
net.ipv4.tcp_mem = 21762	29018	43524
net.ipv6.bindv6only=0
/proc/sys/net/ipv4/conf/eth0.100/rp_filter:1
sysctl: permission denied on key 'fs.protected_fifos'
kernel.core_pattern = |/usr/share/apport/apport %p
what?
`
  const { sysctls, unread } = readSysctls(outputOf(text, 'a.txt'))
  expect([...sysctls]).toEqual([
    ['net.ipv4.ip_forward', '1'],
    ['net.ipv4.conf.eth0/100.rp_filter', '1'],
    ['net.ipv4.tcp_mem', '21762\t29018\t43524'],
    ['net.ipv6.bindv6only', '0'],
    ['kernel.core_pattern', '|/usr/share/apport/apport %p'],
  ])
  expect(unread).toEqual([{ file: 'a.txt', line: 9, text: 'what?', why: 'no line of sysctl' }])
})
