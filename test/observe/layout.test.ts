import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import * as layout from '../../src/observe/raw/layout.ts'

/** Our names for fields, and C's. */
const STRUCTS: readonly (readonly [layout: Readonly<Record<string, number>>, struct: string, fields: Readonly<Record<string, string>>])[] =
  [
    [layout.POLLFD, 'pollfd', { fd: 'fd', events: 'events', revents: 'revents' }],
    [layout.SOCKADDR_IN, 'sockaddr_in', { family: 'sin_family', port: 'sin_port', address: 'sin_addr' }],
    [layout.SOCKADDR_IN6, 'sockaddr_in6', { family: 'sin6_family', port: 'sin6_port', address: 'sin6_addr', scope: 'sin6_scope_id' }],
    [layout.IOVEC, 'iovec', { base: 'iov_base', length: 'iov_len' }],
    [
      layout.MSGHDR,
      'msghdr',
      {
        name: 'msg_name',
        nameLength: 'msg_namelen',
        iov: 'msg_iov',
        iovLength: 'msg_iovlen',
        control: 'msg_control',
        controlLength: 'msg_controllen',
        flags: 'msg_flags',
      },
    ],
    [layout.CMSGHDR, 'cmsghdr', { length: 'cmsg_len', level: 'cmsg_level', type: 'cmsg_type' }],
    [layout.SOCK_EXTENDED_ERR, 'sock_extended_err', { errno: 'ee_errno', origin: 'ee_origin', type: 'ee_type', code: 'ee_code' }],
    [
      layout.NLMSGHDR,
      'nlmsghdr',
      { length: 'nlmsg_len', type: 'nlmsg_type', flags: 'nlmsg_flags', sequence: 'nlmsg_seq', port: 'nlmsg_pid' },
    ],
    [layout.RTMSG, 'rtmsg', { family: 'rtm_family', dstLength: 'rtm_dst_len', type: 'rtm_type', flags: 'rtm_flags' }],
    [layout.RTATTR, 'rtattr', { length: 'rta_len', type: 'rta_type' }],
  ]
const TCP_INFO = {
  retransmits: 'tcpi_retransmits',
  sndMss: 'tcpi_snd_mss',
  unacked: 'tcpi_unacked',
  retrans: 'tcpi_retrans',
  pmtu: 'tcpi_pmtu',
  totalRetrans: 'tcpi_total_retrans',
}

/** What only linux/*.h knows, which musl-gcc does not find. */
const KERNEL_ONLY = /^(?:ETH_.*|sock_extended_err|nlmsghdr|rtmsg|rtattr|SO_EE_.*|NETLINK_.*|NLM.*|RT(?:[AM]|AX)_.*)$/

/** Every exported number is a constant of the same name. */
const constants = Object.entries(layout).flatMap(([name, value]) =>
  typeof value === 'number' && name !== 'RTA_TYPE_MASK' ? [[name, value] as const] : [],
)

const KERNEL_ASSERTS = [
  `_Static_assert(RTA_ALIGNTO == ${layout.RTATTR.align} && NLMSG_ALIGNTO == ${layout.NLMSGHDR.align}, "align");`,
  `_Static_assert(NLA_TYPE_MASK == (int)~((1 << 15) | (1 << 14)) && (NLA_TYPE_MASK & 0xffff) == ${layout.RTA_TYPE_MASK}, "mask");`,
]

function program(kernel: boolean): string {
  const wanted = (name: string): boolean => kernel || !KERNEL_ONLY.test(name)
  const offsets = STRUCTS.filter(([, struct]) => wanted(struct)).flatMap(([table, struct, fields]) => [
    `_Static_assert(sizeof(struct ${struct}) == ${table['size']}, "${struct}");`,
    ...Object.entries(fields).map(
      ([ours, theirs]) => `_Static_assert(offsetof(struct ${struct}, ${theirs}) == ${table[ours]}, "${struct}.${theirs}");`,
    ),
  ])
  const info = Object.entries(TCP_INFO).map(
    ([ours, theirs]) =>
      `_Static_assert(offsetof(struct tcp_info, ${theirs}) == ${layout.TCP_INFO_FIELDS[ours as keyof typeof TCP_INFO]}, "${theirs}");`,
  )
  return [
    '#define _GNU_SOURCE',
    ...[
      'stddef.h',
      'errno.h',
      'poll.h',
      'sys/socket.h',
      'sys/uio.h',
      'netinet/in.h',
      'netinet/tcp.h',
      'sys/eventfd.h',
      'net/if.h',
      'time.h',
      'fcntl.h',
      'sys/wait.h',
      'spawn.h',
    ].map((header) => `#include <${header}>`),
    ...(kernel ? ['errqueue.h', 'if_ether.h', 'netlink.h', 'rtnetlink.h'] : []).map((header) => `#include <linux/${header}>`),
    ...offsets,
    ...Object.entries(layout.POSIX_SPAWN).map(([name, value]) => `_Static_assert(POSIX_SPAWN_${name} == ${value}, "${name}");`),
    ...info,
    `_Static_assert(CMSG_SPACE(1) == ${layout.CMSGHDR.data + layout.CMSGHDR.align} && CMSG_LEN(0) == ${layout.CMSGHDR.data}, "cmsg");`,
    ...(kernel ? KERNEL_ASSERTS : []),
    ...constants.filter(([name]) => wanted(name)).map(([name, value]) => `_Static_assert(${name} == ${value}, "${name}");`),
  ].join('\n')
}

for (const compiler of ['cc', 'aarch64-linux-gnu-gcc', 'musl-gcc']) {
  const there = spawnSync(compiler, ['--version']).status === 0
  const machine = there ? spawnSync(compiler, ['-dumpmachine'], { encoding: 'utf8' }).stdout.trim() : ''
  // As root in CI all three are there: see scripts/test-packages.txt.
  test.skipIf(!(process.env['CI'] === 'true' && process.getuid?.() === 0) && !/^(x86_64|aarch64)-.*linux/.test(machine))(
    `the layouts are those of ${compiler}'s headers`,
    () => {
      const run = spawnSync(compiler, ['-std=c11', '-fsyntax-only', '-x', 'c', '-'], {
        input: program(compiler !== 'musl-gcc'),
        encoding: 'utf8',
      })
      expect(run.stderr).toBe('')
      expect(run.status).toBe(0)
    },
  )
}
