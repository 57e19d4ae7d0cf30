import type { TcpAccount } from '../sockets.ts'
import type { Libc } from './libc.ts'
import { parseErrorQueue, type QueuedError } from './error-queue.ts'
import {
  IOVEC,
  MSGHDR,
  MSG_DONTWAIT,
  MSG_ERRQUEUE,
  IPPROTO_TCP,
  SOCKADDR_IN6,
  SOL_SOCKET,
  SO_ERROR,
  TCP_INFO,
  TCP_INFO_FIELDS,
} from './layout.ts'
import { readSockaddr } from './sockaddr.ts'

// Every call here is over before the next begins: one buffer of each kind serves all.
const int = Buffer.alloc(4)
const size = Buffer.alloc(4)
const sockaddr = Buffer.alloc(SOCKADDR_IN6.size)
const info = Buffer.alloc(TCP_INFO_FIELDS.size)
const payload = Buffer.alloc(512)
const iov = Buffer.alloc(IOVEC.size)
const message = Buffer.alloc(MSGHDR.size)
/** Room for the TTL and one error with the offender's sockaddr; more would be cut, and a cut entry is not read. */
const control = Buffer.alloc(256)

/** @returns false when the kernel does not take the option */
export function setInt(libc: Libc, fd: number, level: number, name: number, value: number): boolean {
  int.writeInt32LE(value)
  return libc.setsockopt(fd, level, name, int, 4) === 0
}

/** The option's value, or undefined when the kernel does not tell. */
export function getInt(libc: Libc, fd: number, level: number, name: number): number | undefined {
  size.writeUInt32LE(4)
  return libc.getsockopt(fd, level, name, int, size) === 0 ? int.readInt32LE(0) : undefined
}

/** The socket's pending error, which reading clears; 0: none. */
export function takeError(libc: Libc, fd: number): number {
  return getInt(libc, fd, SOL_SOCKET, SO_ERROR) ?? libc.errno()
}

/** The oldest entry of the error queue, or null. */
export function takeQueuedError(libc: Libc, fd: number): QueuedError | null {
  iov.writeBigUInt64LE(libc.address(payload), IOVEC.base)
  iov.writeBigUInt64LE(BigInt(payload.length), IOVEC.length)
  message.fill(0)
  message.writeBigUInt64LE(libc.address(sockaddr), MSGHDR.name)
  message.writeUInt32LE(sockaddr.length, MSGHDR.nameLength)
  message.writeBigUInt64LE(libc.address(iov), MSGHDR.iov)
  message.writeBigUInt64LE(1n, MSGHDR.iovLength)
  message.writeBigUInt64LE(libc.address(control), MSGHDR.control)
  message.writeBigUInt64LE(BigInt(control.length), MSGHDR.controlLength)
  if (libc.recvmsg(fd, message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) return null
  const filled = Number(message.readBigUInt64LE(MSGHDR.controlLength))
  return parseErrorQueue(control.subarray(0, Math.min(filled, control.length)))
}

/** The socket's own address; undefined before it has one. */
export function ownAddress(libc: Libc, fd: number): string | undefined {
  size.writeUInt32LE(sockaddr.length)
  return libc.getsockname(fd, sockaddr, size) === 0 ? readSockaddr(sockaddr) : undefined
}

/** What TCP_INFO tells about the SYNs of a socket. */
export interface SynCounts {
  /** Times the retransmission timer fired. */
  readonly timeouts: number
  /** SYNs that were given to the IP layer again. */
  readonly again: number
  /** Whether the IP layer took the last of them. */
  readonly taken: boolean
}

/** TCP's own account of an open connection; null when the kernel does not tell. */
export function tcpAccount(libc: Libc, fd: number): TcpAccount | null {
  size.writeUInt32LE(info.length)
  if (libc.getsockopt(fd, IPPROTO_TCP, TCP_INFO, info.fill(0), size) !== 0) return null
  return {
    unacked: info.readUInt32LE(TCP_INFO_FIELDS.unacked),
    sacked: info.readUInt32LE(TCP_INFO_FIELDS.sacked),
    retransmits: info.readUInt8(TCP_INFO_FIELDS.retransmits),
    mss: info.readUInt32LE(TCP_INFO_FIELDS.sndMss),
    mtu: info.readUInt32LE(TCP_INFO_FIELDS.pmtu),
  }
}

export function synCounts(libc: Libc, fd: number): SynCounts {
  size.writeUInt32LE(info.length)
  if (libc.getsockopt(fd, IPPROTO_TCP, TCP_INFO, info, size) !== 0) return { timeouts: 0, again: 0, taken: true }
  return {
    timeouts: info.readUInt8(TCP_INFO_FIELDS.retransmits),
    again: info.readUInt32LE(TCP_INFO_FIELDS.totalRetrans),
    taken: info.readUInt32LE(TCP_INFO_FIELDS.retrans) > 0,
  }
}
