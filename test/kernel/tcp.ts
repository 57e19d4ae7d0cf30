import { writeSockaddr } from '../../src/observe/raw/sockaddr.ts'
import { type Native, setOption } from './native.ts'

const [AF_INET6, SOCK_STREAM, SOCK_NONBLOCK, SOCK_CLOEXEC, IPPROTO_IPV6, IPV6_V6ONLY] = [10, 1, 0o4000, 0o2000000, 41, 26]
const [POLLIN, POLLOUT, MSG_DONTWAIT, MSG_NOSIGNAL] = [1, 4, 0x40, 0x4000]
const [SOL_SOCKET, SO_REUSEADDR, SO_ERROR, SO_LINGER] = [1, 2, 4, 13]
const [EINPROGRESS, EAGAIN, ECONNRESET, ECONNREFUSED] = [115, 11, 104, 111]

/** Answers on a veth take some 50 µs; the first SYN is repeated after a second. */
const SILENCE_MS = 400

/** Listens on any address of both families, in the namespace of this thread. */
export function listenOn(native: Native, port: number): number {
  const fd = native.socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)
  setOption(native, fd, IPPROTO_IPV6, IPV6_V6ONLY, 0)
  setOption(native, fd, SOL_SOCKET, SO_REUSEADDR, 1)
  const address = Buffer.alloc(28)
  address.writeUInt16LE(AF_INET6, 0)
  address.writeUInt16BE(port, 2)
  if (native.bind(fd, address, address.length) !== 0 || native.listen(fd, 4096) !== 0) throw new Error(`listen: errno ${native.errno()}`)
  return fd
}

/** What the program that connects is told. */
export type Told = 'open' | 'silent' | 'refused' | `errno ${number}`

/** Connects in the namespace of this thread, from a port of its own. @returns the socket, which is to be closed, and what became of it */
export function dial(
  native: Native,
  from: string,
  fromPort: number,
  to: string,
  port: number,
): { readonly fd: number; readonly told: Told } {
  const [own, peer] = [writeSockaddr(from, fromPort), writeSockaddr(to, port)]
  if (!own || !peer) throw new Error(`no address: ${from}, ${to}`)
  const fd = native.socket(peer.readUInt16LE(0), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)
  setOption(native, fd, SOL_SOCKET, SO_REUSEADDR, 1)
  // Closed with a reset, so that nothing of the connection is left.
  const linger = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0])
  native.setsockopt(fd, SOL_SOCKET, SO_LINGER, linger, linger.length)
  if (native.bind(fd, own, own.length) !== 0) throw new Error(`bind: errno ${native.errno()}`)
  const done = native.connect(fd, peer, peer.length) === 0
  const errno = done ? 0 : native.errno()
  if (errno !== 0 && errno !== EINPROGRESS) return { fd, told: toldBy(errno) }
  if (!ready(native, fd, POLLOUT)) return { fd, told: 'silent' }
  const [value, length] = [Buffer.alloc(4), Buffer.from([4, 0, 0, 0])]
  native.getsockopt(fd, SOL_SOCKET, SO_ERROR, value, length)
  return { fd, told: value.readInt32LE(0) === 0 ? 'open' : toldBy(value.readInt32LE(0)) }
}

function toldBy(errno: number): Told {
  return errno === ECONNREFUSED ? 'refused' : `errno ${errno}`
}

function ready(native: Native, fd: number, events: number): boolean {
  const poll = Buffer.alloc(8)
  poll.writeInt32LE(fd, 0)
  poll.writeInt16LE(events, 4)
  return native.poll(poll, 1, SILENCE_MS) > 0
}

/** The next connection of a listener; null: none came. */
export function accept(native: Native, listener: number): number | null {
  if (!ready(native, listener, POLLIN)) return null
  const fd = native.accept4(listener, null, null, SOCK_NONBLOCK | SOCK_CLOEXEC)
  return fd < 0 ? null : fd
}

/** Sends a byte one way and then one back. @returns what the first sender sees of it */
export function echo(native: Native, near: number, far: number): 'echo' | 'silent' | 'reset' {
  const byte = Buffer.from([1])
  native.send(near, byte, 1, MSG_NOSIGNAL)
  if (ready(native, far, POLLIN) && native.recv(far, Buffer.alloc(16), 16, MSG_DONTWAIT) > 0) native.send(far, byte, 1, MSG_NOSIGNAL)
  if (!ready(native, near, POLLIN)) return 'silent'
  if (native.recv(near, Buffer.alloc(16), 16, MSG_DONTWAIT) > 0) return 'echo'
  const errno = native.errno()
  return errno === ECONNRESET ? 'reset' : errno === EAGAIN ? 'silent' : 'reset'
}
