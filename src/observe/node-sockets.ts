import { clock } from './clock.ts'
import { createSocket } from 'node:dgram'
import { connect, type Socket } from 'node:net'
import { NodeStream } from './node-stream.ts'
import { outcomeOf, RESET, type Dial, type Dialled, type Routed, type Sockets, type Stream } from './sockets.ts'

const WHY = 'node:net does not show what answered on the wire'
/** Linux, macOS and Windows retransmit a SYN after 1 s at the soonest. */
const SYN_PERIOD_MS = 1000
const MARGIN_MS = 200

/** The network by node:net: for macOS, Windows, and where the native part is missing. What it cannot see it calls unknown. */
export class NodeSockets implements Sockets {
  readonly engine = 'node'
  readonly probes = null
  readonly #signal: AbortSignal

  constructor(signal: AbortSignal) {
    this.#signal = signal
  }

  enoughSyns(): number {
    return 4
  }

  dial(dial: Dial): Promise<Dialled> {
    return new Promise((done, fail) => {
      this.#signal.throwIfAborted()
      const start = clock()
      const socket = connect({
        host: dial.address,
        port: dial.port,
        ...(dial.source === null ? {} : { localAddress: dial.source }),
        autoSelectFamily: false,
        // A packet must not wait for the acknowledgement of the one before.
        noDelay: true,
      })
      let atOnce = true
      afterTicks(TICKS, () => (atOnce = false))
      const us = (): number => Math.round((clock() - start) * 1000)
      const finish = (): void => {
        clearTimeout(timer)
        this.#signal.removeEventListener('abort', stop)
        socket.off('connect', opened)
        socket.off('error', failed)
      }
      const give = (dialled: Dialled): void => {
        finish()
        if (dialled.stream === null || dialled.stream === RESET) discard(socket)
        done(dialled)
      }
      const stop = (): void => {
        finish()
        discard(socket)
        fail(this.#signal.reason)
      }
      const opened = (): void =>
        give(open(us(), socket, new NodeStream({ in: socket, out: socket, destroy: () => socket.destroy() }, this.#signal)))
      const failed = (error: NodeJS.ErrnoException): void => {
        // A RST in answer to the SYN is ECONNREFUSED: this one came to an open connection.
        if (error.code === 'ECONNRESET') give(open(us(), socket, RESET))
        else give(failure(error, us(), atOnce))
      }
      const limit = Math.min(dial.deadline - start, dial.syns * SYN_PERIOD_MS - MARGIN_MS)
      const timer = setTimeout(() => give(silent(us(), socket)), Math.max(0, limit))
      this.#signal.addEventListener('abort', stop, { once: true })
      socket.once('connect', opened)
      socket.once('error', failed)
    })
  }

  /** The source address that a connected UDP socket gets; no packet is sent. The routing table itself is not seen. */
  route(address: string, port: number, source: string | null): Promise<Routed> {
    return new Promise((done) => {
      const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
      const finish = (routed: Routed): void => {
        socket.removeAllListeners()
        // After the decision: a socket already closed throws, an error has no reader.
        socket.on('error', () => {})
        socket.close()
        done(routed)
      }
      socket.once('error', (error: NodeJS.ErrnoException) => finish({ type: 'unknown', errno: error.code ?? 'UNKNOWN' }))
      socket.bind({ port: 0, ...(source === null ? {} : { address: source }), exclusive: true }, () => {
        socket.connect(port, address, (error?: NodeJS.ErrnoException) => {
          if (error) finish({ type: 'unknown', errno: error.code ?? 'UNKNOWN' })
          else finish({ type: 'unknown', source: socket.address().address })
        })
      })
    })
  }

  async close(): Promise<void> {}
}

/** node:net does not count retransmissions: as many as may have been sent by now. */
function seen(us: number, socket?: Socket): { us: number; syns: number; source?: string } {
  const source = socket?.localAddress
  return { us, syns: Math.floor(us / 1000 / SYN_PERIOD_MS) + 1, ...(source === undefined ? {} : { source }) }
}

function silent(us: number, socket?: Socket): Dialled {
  return { ...seen(us, socket), outcome: 'timed-out', left: 'unknown', answer: { kind: 'unknown', why: WHY }, stream: null }
}

function open(us: number, socket: Socket, stream: Stream): Dialled {
  return { ...seen(us, socket), outcome: 'open', left: 'unknown', answer: { kind: 'syn-ack' }, stream }
}

function failure(error: NodeJS.ErrnoException, us: number, atOnce: boolean): Dialled {
  const errno = error.code ?? 'UNKNOWN'
  const stage = error.syscall === 'bind' ? 'bind' : error.syscall === 'connect' ? 'connect' : 'socket'
  // Windows connects in another thread of the kernel: there "at once" is not to be told.
  if (stage !== 'connect' || (atOnce && process.platform !== 'win32')) {
    return { outcome: 'local-error', stage, errno, us, syns: 0, left: 'no', answer: { kind: 'none' }, stream: null }
  }
  return { ...seen(us), outcome: outcomeOf(errno), errno, left: 'unknown', answer: { kind: 'unknown', why: WHY }, stream: null }
}

/** connect(2)'s own error is emitted a few ticks later; an answer from the network after the event loop has polled, later than any tick. */
const TICKS = 16
function afterTicks(ticks: number, then: () => void): void {
  if (ticks === 0) then()
  else process.nextTick(afterTicks, ticks - 1, then)
}

function discard(socket: Socket): void {
  // An error after the decision has no reader.
  socket.on('error', () => {})
  socket.destroy()
}
