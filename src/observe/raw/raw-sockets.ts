import type { Dial, Dialled, RawProbes, Routed, Sockets } from '../sockets.ts'
import { Connection } from './connection.ts'
import { POLLFD } from './layout.ts'
import type { Libc } from './libc.ts'
import { canMute } from './mute.ts'
import { Poller } from './poller.ts'
import { askRoute } from './route.ts'
import { writeSockaddr } from './sockaddr.ts'

/** The network by direct system calls: sees who answered, and how. */
export class RawSockets implements Sockets {
  readonly engine = 'raw'
  readonly probes: RawProbes
  readonly #libc: Libc
  readonly #poller: Poller

  constructor(libc: Libc, signal: AbortSignal) {
    this.#libc = libc
    this.#poller = new Poller(libc, signal)
    this.probes = {
      // Only --thorough asks for them: loaded then.
      echo: async (...words) => (await import('./echo.ts')).echo(libc, this.#poller, ...words),
      resetHeader: async (...words) => (await import('./reset-header.ts')).resetHeader(libc, this.#poller, ...words),
    }
    // What stands between connect() and its answer is prepared here, or the first RTT would hold the preparation (0.4 ms).
    const none = Buffer.alloc(POLLFD.size)
    libc.connect(-1, none, 0)
    libc.poll(none, 0, 0)
    libc.errno()
  }

  enoughSyns(address: string, source: string | null): number {
    // Kernels from 6.5 on send them after 0, 1, 2 and 3 s. Where mute() works, a socket waits on without the fourth.
    const peer = writeSockaddr(address, 1, 0)
    return peer && canMute(this.#libc, peer, source === null ? null : (writeSockaddr(source, 0, 0) ?? null)) ? 3 : 4
  }

  async dial(dial: Dial): Promise<Dialled> {
    return new Connection(this.#libc, this.#poller, dial).open()
  }

  async route(address: string, port: number, source: string | null): Promise<Routed> {
    return askRoute(this.#libc, address, port, source)
  }

  async close(): Promise<void> {
    await this.#poller.close()
  }
}
