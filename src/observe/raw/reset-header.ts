import { parseAddress, formatAddress } from '../../net/address.ts'
import { clock } from '../clock.ts'
import type { Dial, ResetHeader } from '../sockets.ts'
import { resetIn, type Flow } from './ip-header.ts'
import {
  AF_INET6,
  AF_PACKET,
  EINPROGRESS,
  ETH_P_ALL,
  IPPROTO_TCP,
  IPV6_TCLASS,
  IP_TOS,
  MSG_DONTWAIT,
  POLLIN,
  SOCKADDR_IN6,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  SOCK_NONBLOCK,
  SOCK_STREAM,
  SOL_IP,
  SOL_IPV6,
  TCP_SYNCNT,
} from './layout.ts'
import type { Libc } from './libc.ts'
import type { Poller } from './poller.ts'
import { scopeId, writeSockaddr } from './sockaddr.ts'
import { setInt } from './socket-options.ts'

const PACKET_BYTES = 128
/** Packets of others that are looked at between two waits; a busy machine has many. */
const MOST_AT_ONCE = 512

/**
 * Sees the header of the RST that answers one SYN, by a packet socket (packet(7)), which needs CAP_NET_RAW. The SYN has a TOS or traffic class
 * of its own: the TCP stack of Linux repeats it in the RST, a rule's REJECT does not.
 * @returns null: no packet socket is allowed, and nothing was sent
 */
export async function resetHeader(
  libc: Libc,
  poller: Poller,
  dial: Dial,
  tos: number,
): Promise<{ readonly syns: number; readonly header: ResetHeader | null } | null> {
  const [plain = '', zone] = dial.address.split('%')
  const parsed = parseAddress(plain)
  const scope = zone === undefined ? 0 : scopeId(libc, zone)
  const peer = writeSockaddr(dial.address, dial.port, scope)
  if (!parsed || !peer) return null
  // The protocol is in network order: packet(7).
  const watcher = libc.socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, ETH_P_ALL << 8)
  if (watcher < 0) return null
  const domain = peer.readUInt16LE(0)
  const fd = libc.socket(domain, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)
  try {
    if (fd < 0) return null
    if (domain === AF_INET6) setInt(libc, fd, SOL_IPV6, IPV6_TCLASS, tos)
    else setInt(libc, fd, SOL_IP, IP_TOS, tos)
    setInt(libc, fd, IPPROTO_TCP, TCP_SYNCNT, 1)
    const own = dial.source === null ? undefined : writeSockaddr(dial.source, 0, scope)
    if (own && libc.bind(fd, own, own.length) < 0) return null
    if (libc.connect(fd, peer, peer.length) < 0 && libc.errno() !== EINPROGRESS) return { syns: 1, header: null }
    const flow: Flow = { address: formatAddress(parsed), port: dial.port, ownPort: portOf(libc, fd) }
    return { syns: 1, header: await firstReset(libc, poller, watcher, flow, dial.deadline) }
  } finally {
    libc.close(watcher)
    if (fd >= 0) libc.close(fd)
  }
}

async function firstReset(libc: Libc, poller: Poller, watcher: number, flow: Flow, deadline: number): Promise<ResetHeader | null> {
  const bytes = Buffer.alloc(PACKET_BYTES)
  while (clock() < deadline) {
    for (let read = 0; read < MOST_AT_ONCE; read++) {
      const got = libc.recv(watcher, bytes, bytes.length, MSG_DONTWAIT)
      if (got <= 0) break
      const header = resetIn(bytes.subarray(0, got), flow)
      if (header) return header
    }
    if ((await poller.wait(watcher, POLLIN, deadline)).events === 0) return null
  }
  return null
}

function portOf(libc: Libc, fd: number): number {
  const name = Buffer.alloc(SOCKADDR_IN6.size)
  const size = Buffer.alloc(4)
  size.writeUInt32LE(name.length)
  return libc.getsockname(fd, name, size) === 0 ? name.readUInt16BE(SOCKADDR_IN6.port) : 0
}
