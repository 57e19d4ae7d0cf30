import type { EchoEvidence } from '../../model/observation.ts'
import { clock } from '../clock.ts'
import { errnoName } from './errno.ts'
import {
  AF_INET,
  EAGAIN,
  IPPROTO_ICMP,
  IPPROTO_ICMPV6,
  IPV6_RECVERR,
  IP_RECVERR,
  MSG_DONTWAIT,
  POLLIN,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  SOCK_NONBLOCK,
  SOL_IP,
  SOL_IPV6,
} from './layout.ts'
import type { Libc } from './libc.ts'
import type { Poller } from './poller.ts'
import { scopeId, writeSockaddr } from './sockaddr.ts'
import { setInt } from './socket-options.ts'

/** RFC 792, RFC 4443 section 4.1: type, code, checksum, identifier (the kernel's), sequence number. */
const ECHO = { 4: 8, 6: 128 } as const
const REPLY = { 4: 0, 6: 129 } as const
/** What is sent behind the header, to be told from other traffic in a capture. */
const PAYLOAD = 'sshwhy --thorough'
const READ_BYTES = 512

type Echo = Omit<EchoEvidence, 'probe' | 'at' | 'address'>

/**
 * One ICMP echo by a ping socket, which needs no privilege where net.ipv4.ping_group_range allows it (icmp(7)). The socket is connected:
 * the kernel gives it the replies of that address alone.
 */
export async function echo(libc: Libc, poller: Poller, address: string, source: string | null, timeoutMs: number): Promise<Echo> {
  const zone = address.split('%')[1]
  const scope = zone === undefined ? 0 : scopeId(libc, zone)
  const peer = writeSockaddr(address, 0, scope)
  if (!peer) return { outcome: 'not-allowed', errno: 'EAFNOSUPPORT', us: 0 }
  const domain = peer.readUInt16LE(0)
  const family = domain === AF_INET ? 4 : 6
  const fd = libc.socket(domain, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, family === 4 ? IPPROTO_ICMP : IPPROTO_ICMPV6)
  if (fd < 0) return { outcome: 'not-allowed', errno: errnoName(libc.errno()), us: 0 }
  const start = clock()
  const us = (): number => Math.round((clock() - start) * 1000)
  const failed = (): Echo => ({ outcome: 'unreachable', errno: errnoName(libc.errno()), us: us() })
  try {
    setInt(libc, fd, family === 4 ? SOL_IP : SOL_IPV6, family === 4 ? IP_RECVERR : IPV6_RECVERR, 1)
    const own = source === null ? undefined : writeSockaddr(source, 0, scope)
    if (own && libc.bind(fd, own, own.length) < 0) return failed()
    if (libc.connect(fd, peer, peer.length) < 0) return failed()
    const request = Buffer.concat([Buffer.from([ECHO[family], 0, 0, 0, 0, 0, 0, 1]), Buffer.from(PAYLOAD)])
    if (libc.send(fd, request, request.length, MSG_DONTWAIT) < 0) return failed()
    const bytes = Buffer.alloc(READ_BYTES)
    for (;;) {
      const { events } = await poller.wait(fd, POLLIN, start + timeoutMs)
      if (events === 0) return { outcome: 'silent', us: us() }
      const got = libc.recv(fd, bytes, bytes.length, MSG_DONTWAIT)
      if (got > 0 && bytes[0] === REPLY[family]) return { outcome: 'answer', us: us() }
      if (got < 0 && libc.errno() !== EAGAIN) return failed()
      if (clock() >= start + timeoutMs) return { outcome: 'silent', us: us() }
    }
  } finally {
    libc.close(fd)
  }
}
