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

/** Room for the TTL and one error with the offender's sockaddr; more would be cut, and a cut entry is not read. */
const CONTROL_BYTES = 256

/** @returns false when the kernel does not take the option */
export function setInt(libc: Libc, fd: number, level: number, name: number, value: number): boolean {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value)
  return libc.setsockopt(fd, level, name, bytes, 4) === 0
}

/** The socket's pending error, which reading clears; 0: none. */
export function takeError(libc: Libc, fd: number): number {
  const value = Buffer.alloc(4)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(4)
  return libc.getsockopt(fd, SOL_SOCKET, SO_ERROR, value, length) === 0 ? value.readInt32LE(0) : libc.errno()
}

/** The oldest entry of the error queue, or null. */
export function takeQueuedError(libc: Libc, fd: number): QueuedError | null {
  const control = Buffer.alloc(CONTROL_BYTES)
  const payload = Buffer.alloc(512)
  const name = Buffer.alloc(SOCKADDR_IN6.size)
  const iov = Buffer.alloc(IOVEC.size)
  iov.writeBigUInt64LE(libc.address(payload), IOVEC.base)
  iov.writeBigUInt64LE(BigInt(payload.length), IOVEC.length)
  const message = Buffer.alloc(MSGHDR.size)
  message.writeBigUInt64LE(libc.address(name), MSGHDR.name)
  message.writeUInt32LE(name.length, MSGHDR.nameLength)
  message.writeBigUInt64LE(libc.address(iov), MSGHDR.iov)
  message.writeBigUInt64LE(1n, MSGHDR.iovLength)
  message.writeBigUInt64LE(libc.address(control), MSGHDR.control)
  message.writeBigUInt64LE(BigInt(control.length), MSGHDR.controlLength)
  const got = libc.recvmsg(fd, message, MSG_ERRQUEUE | MSG_DONTWAIT)
  // `message` holds bare pointers: the buffers behind them are used here again, so that they cannot be freed before.
  if (got < 0 || payload.length + name.length + iov.length === 0) return null
  const filled = Number(message.readBigUInt64LE(MSGHDR.controlLength))
  return parseErrorQueue(control.subarray(0, Math.min(filled, control.length)))
}

/** The socket's own address; undefined before it has one. */
export function ownAddress(libc: Libc, fd: number): string | undefined {
  const bytes = Buffer.alloc(SOCKADDR_IN6.size)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(bytes.length)
  return libc.getsockname(fd, bytes, length) === 0 ? readSockaddr(bytes) : undefined
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

export function synCounts(libc: Libc, fd: number): SynCounts {
  const bytes = Buffer.alloc(TCP_INFO_FIELDS.size)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(bytes.length)
  if (libc.getsockopt(fd, IPPROTO_TCP, TCP_INFO, bytes, length) !== 0) return { timeouts: 0, again: 0, taken: true }
  return {
    timeouts: bytes.readUInt8(TCP_INFO_FIELDS.retransmits),
    again: bytes.readUInt32LE(TCP_INFO_FIELDS.totalRetrans),
    taken: bytes.readUInt32LE(TCP_INFO_FIELDS.retrans) > 0,
  }
}
