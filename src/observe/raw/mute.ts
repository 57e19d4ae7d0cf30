import { AF_INET, IPPROTO_TCP, SOCK_CLOEXEC, SOCK_DGRAM, SOL_SOCKET, SO_DONTROUTE, TCP_SYNCNT } from './layout.ts'
import type { Libc } from './libc.ts'
import { setInt } from './socket-options.ts'

/** With this the kernel gives up after 127 s, longer than anybody waits here. */
const LONG_SYNCNT = 6

/**
 * Lets a connecting socket go on listening without sending another SYN: with SO_DONTROUTE the kernel finds no way to a host behind a
 * router (it looks again since Linux 5.0), so that the retransmissions fail at home, while answers still find the socket.
 * Measured on 6.18: after it no SYN leaves, and the ICMP error of a router 3.06 s later is in the error queue.
 * @returns false, and nothing is changed, where that does not hold: for hosts on the link, and for IPv6
 */
export function mute(libc: Libc, fd: number, peer: Buffer, own: Buffer | null): boolean {
  if (!canMute(libc, peer, own)) return false
  setInt(libc, fd, IPPROTO_TCP, TCP_SYNCNT, LONG_SYNCNT)
  return setInt(libc, fd, SOL_SOCKET, SO_DONTROUTE, 1)
}

/** Whether mute() would work for a connection to there. */
export function canMute(libc: Libc, peer: Buffer, own: Buffer | null): boolean {
  return peer.readUInt16LE(0) === AF_INET && losesTheWay(libc, peer, own)
}

/** Back to normal: an answer came late, and it must be acknowledged. */
export function unmute(libc: Libc, fd: number): void {
  setInt(libc, fd, SOL_SOCKET, SO_DONTROUTE, 0)
}

/** Asks a UDP socket, which sends nothing when it connects. */
function losesTheWay(libc: Libc, peer: Buffer, own: Buffer | null): boolean {
  const fd = libc.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)
  if (fd < 0) return false
  try {
    if (!setInt(libc, fd, SOL_SOCKET, SO_DONTROUTE, 1)) return false
    if (own && libc.bind(fd, own, own.length) < 0) return false
    return libc.connect(fd, peer, peer.length) < 0
  } finally {
    libc.close(fd)
  }
}
