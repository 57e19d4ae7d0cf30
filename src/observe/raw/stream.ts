import type { Stream, TcpAccount } from '../sockets.ts'
import { EAGAIN, EINTR, IPPROTO_TCP, MSG_DONTWAIT, MSG_NOSIGNAL, POLLIN, TCP_NODELAY } from './layout.ts'
import type { Libc } from './libc.ts'
import type { Poller } from './poller.ts'
import { setInt, tcpAccount } from './socket-options.ts'

const READ_BYTES = 4096
/** Unread bytes make close(2) send a RST, which the other side would log: so many are read away first. */
const DRAIN_READS = 16

/** An open connection, by recv(2) and send(2). */
export class RawStream implements Stream {
  readonly #libc: Libc
  readonly #poller: Poller
  readonly #bytes = Buffer.alloc(READ_BYTES)
  #fd: number
  #written = false

  constructor(libc: Libc, poller: Poller, fd: number) {
    this.#libc = libc
    this.#poller = poller
    this.#fd = fd
  }

  async read(deadline: number): Promise<Uint8Array | 'closed' | 'reset' | 'silent'> {
    for (;;) {
      const got = this.#libc.recv(this.#fd, this.#bytes, READ_BYTES, MSG_DONTWAIT)
      if (got > 0) return Uint8Array.from(this.#bytes.subarray(0, got))
      if (got === 0) return 'closed'
      const errno = this.#libc.errno()
      if (errno !== EAGAIN && errno !== EINTR) return 'reset'
      const { events } = await this.#poller.wait(this.#fd, POLLIN, deadline)
      if (events === 0) return 'silent'
    }
  }

  write(bytes: Uint8Array): boolean {
    if (this.#fd < 0) return false
    // A packet must not wait for the acknowledgement of the one before.
    if (!this.#written) setInt(this.#libc, this.#fd, IPPROTO_TCP, TCP_NODELAY, 1)
    this.#written = true
    return this.#libc.send(this.#fd, bytes, bytes.length, MSG_DONTWAIT | MSG_NOSIGNAL) === bytes.length
  }

  account(): TcpAccount | null {
    return this.#fd < 0 ? null : tcpAccount(this.#libc, this.#fd)
  }

  close(): void {
    if (this.#fd < 0) return
    for (let reads = 0; reads < DRAIN_READS && this.#libc.recv(this.#fd, this.#bytes, READ_BYTES, MSG_DONTWAIT) > 0; reads++);
    this.#libc.close(this.#fd)
    this.#fd = -1
  }
}
