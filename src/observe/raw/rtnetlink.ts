import {
  AF_NETLINK,
  MSG_DONTWAIT,
  NETLINK_ROUTE,
  NLM_F_REQUEST,
  NLMSG_ERROR,
  NLMSGHDR,
  RTATTR,
  RTA_TYPE_MASK,
  SOCK_CLOEXEC,
  SOCK_RAW,
} from './layout.ts'
import type { Libc } from './libc.ts'

/** linux/netlink.h, linux/rtnetlink.h: the tables that can be dumped, and the type of the messages that answer. */
export const DUMPS = {
  links: { ask: 18, tell: 16 },
  addresses: { ask: 22, tell: 20 },
  routes: { ask: 26, tell: 24 },
  rules: { ask: 34, tell: 32 },
} as const
const NLM_F_DUMP = 0x300
const NLMSG_DONE = 3
/** The kernel fills as much of the buffer as it can; a table of a hundred thousand routes is cut. */
const BUFFER_BYTES = 32_768
const MAX_READS = 32

/** An attribute of a message: its type without the flags, and its value. */
export interface Attribute {
  readonly type: number
  readonly value: Buffer
}

/** Walks over a list of rtattr; ends at the first that cannot be. */
export function attributesOf(bytes: Buffer): readonly Attribute[] {
  const all: Attribute[] = []
  for (let at = 0; at + RTATTR.size <= bytes.length;) {
    const length = bytes.readUInt16LE(at + RTATTR.length)
    if (length < RTATTR.size || at + length > bytes.length) break
    all.push({ type: bytes.readUInt16LE(at + RTATTR.type) & RTA_TYPE_MASK, value: bytes.subarray(at + RTATTR.size, at + length) })
    at += Math.ceil(length / RTATTR.align) * RTATTR.align
  }
  return all
}

/** The bodies of the messages of one datagram that are of the type; `done` at the end of the dump, or at an error. Never throws. */
export function parseDump(bytes: Buffer, type: number): { readonly bodies: readonly Buffer[]; readonly done: boolean } {
  const bodies: Buffer[] = []
  for (let at = 0; at + NLMSGHDR.size <= bytes.length;) {
    const length = bytes.readUInt32LE(at + NLMSGHDR.length)
    if (length < NLMSGHDR.size || length > bytes.length - at) return { bodies, done: true }
    const kind = bytes.readUInt16LE(at + NLMSGHDR.type)
    if (kind === NLMSG_DONE || kind === NLMSG_ERROR) return { bodies, done: true }
    if (kind === type) bodies.push(bytes.subarray(at + NLMSGHDR.size, at + length))
    at += Math.ceil(length / NLMSGHDR.align) * NLMSGHDR.align
  }
  return { bodies, done: false }
}

/**
 * Dumps one table of the network namespace by rtnetlink(7), which needs no privilege. The kernel answers within recv(2): nothing waits.
 * @param size bytes of the message header that follows nlmsghdr: struct ifinfomsg, ifaddrmsg, rtmsg, fib_rule_hdr
 * @param family AF_INET, AF_INET6 or 0: any
 * @returns null where the kernel does not tell
 */
export function dumpTable(
  libc: Libc,
  what: keyof typeof DUMPS,
  size: number,
  family = 0,
): { readonly bodies: readonly Buffer[]; readonly cut: boolean } | null {
  const fd = libc.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE)
  if (fd < 0) return null
  try {
    const request = Buffer.alloc(NLMSGHDR.size + size)
    request.writeUInt32LE(request.length, NLMSGHDR.length)
    request.writeUInt16LE(DUMPS[what].ask, NLMSGHDR.type)
    request.writeUInt16LE(NLM_F_REQUEST | NLM_F_DUMP, NLMSGHDR.flags)
    request.writeUInt8(family, NLMSGHDR.size)
    if (libc.send(fd, request, request.length, 0) < 0) return null
    const bodies: Buffer[] = []
    for (let reads = 0; reads < MAX_READS; reads++) {
      const bytes = Buffer.alloc(BUFFER_BYTES)
      const got = libc.recv(fd, bytes, bytes.length, MSG_DONTWAIT)
      if (got <= 0) return reads === 0 ? null : { bodies, cut: true }
      const part = parseDump(bytes.subarray(0, got), DUMPS[what].tell)
      bodies.push(...part.bodies)
      if (part.done) return { bodies, cut: false }
    }
    return { bodies, cut: true }
  } finally {
    libc.close(fd)
  }
}
