import { createSocket } from 'node:dgram'
import type { QueuedError } from '../observe/raw/error-queue.ts'
import { AF_INET, AF_INET6, IPV6_RECVERR, IP_RECVERR, SOCK_CLOEXEC, SOCK_NONBLOCK, SOL_IP, SOL_IPV6 } from '../observe/raw/layout.ts'
import type { Libc } from '../observe/raw/libc.ts'
import { writeSockaddr } from '../observe/raw/sockaddr.ts'
import { setInt, takeQueuedError } from '../observe/raw/socket-options.ts'

/** asm-generic/socket.h */
const SOCK_DGRAM = 2
const TRIES = 20
const BETWEEN_MS = 5

/** A UDP port of the loopback on which nothing listens: one that was ours a moment ago. @throws when the loopback has no such address */
export async function closedPort(family: 4 | 6): Promise<number> {
  const socket = createSocket(family === 4 ? 'udp4' : 'udp6')
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  socket.once('error', reject)
  socket.bind(0, family === 4 ? '127.0.0.1' : '::1', () => resolve(socket.address().port))
  try {
    return await promise
  } finally {
    socket.close()
  }
}

/**
 * Whether this machine shows who answered: a datagram to a closed port of the loopback earns an ICMP port unreachable, which must come
 * up in the socket's error queue as those for our TCP connections do.
 * @returns null when none came
 */
export async function loopbackError(libc: Libc, family: 4 | 6): Promise<QueuedError | null> {
  const port = await closedPort(family)
  const peer = writeSockaddr(family === 4 ? '127.0.0.1' : '::1', port)
  const fd = libc.socket(family === 4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)
  if (fd < 0 || !peer) return null
  try {
    const on = family === 4 ? setInt(libc, fd, SOL_IP, IP_RECVERR, 1) : setInt(libc, fd, SOL_IPV6, IPV6_RECVERR, 1)
    if (!on || libc.connect(fd, peer, peer.length) !== 0) return null
    libc.send(fd, Buffer.from('sshwhy'), 6, 0)
    for (let tries = 0; tries < TRIES; tries++) {
      const queued = takeQueuedError(libc, fd)
      if (queued) return queued
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS))
    }
    return null
  } finally {
    libc.close(fd)
  }
}
