import type { Readable, Writable } from 'node:stream'
import { clock } from './clock.ts'
import type { Stream } from './sockets.ts'

/** More than this waits in the kernel, not here. */
const MAX_HELD = 65_536

/** Both ways of a connection as node:stream has them: a socket of node:net, or the standard input and output of a child. */
export interface Ends {
  readonly in: Readable
  readonly out: Writable
  readonly destroy: () => void
}

/** An open connection over node:stream. */
export class NodeStream implements Stream {
  readonly #ends: Ends
  readonly #signal: AbortSignal
  #chunks: Uint8Array[] = []
  #held = 0
  #ended: 'closed' | 'reset' | undefined
  #wake: (() => void) | undefined

  constructor(ends: Ends, signal: AbortSignal) {
    this.#ends = ends
    this.#signal = signal
    ends.in.on('data', (chunk: Uint8Array) => {
      this.#chunks.push(chunk)
      this.#held += chunk.length
      if (this.#held > MAX_HELD) ends.in.pause()
      this.#wake?.()
    })
    ends.in.on('end', () => this.#end('closed'))
    ends.in.on('error', () => this.#end('reset'))
    // What is written to a peer that is gone: reading tells of it.
    ends.out.on('error', () => {})
  }

  #end(how: 'closed' | 'reset'): void {
    this.#ended ??= how
    this.#wake?.()
  }

  /** Waits for bytes or the end, and takes nothing. @returns whether there are bytes */
  async arrived(deadline: number): Promise<boolean> {
    if (this.#chunks.length === 0 && this.#ended === undefined) await this.#arrival(deadline - clock())
    return this.#chunks.length > 0
  }

  async read(deadline: number): Promise<Uint8Array | 'closed' | 'reset' | 'silent'> {
    if (this.#chunks.length === 0 && this.#ended === undefined) await this.#arrival(deadline - clock())
    const chunk = this.#chunks.shift()
    if (!chunk) return this.#ended ?? 'silent'
    this.#held -= chunk.length
    this.#ends.in.resume()
    return chunk
  }

  #arrival(ms: number): Promise<void> {
    return new Promise((done, fail) => {
      const finish = (): void => {
        clearTimeout(timer)
        this.#signal.removeEventListener('abort', stop)
        this.#wake = undefined
      }
      const stop = (): void => {
        finish()
        fail(this.#signal.reason)
      }
      this.#wake = () => {
        finish()
        done()
      }
      const timer = setTimeout(() => this.#wake?.(), Math.max(0, ms))
      this.#signal.addEventListener('abort', stop, { once: true })
      if (this.#signal.aborted) stop()
    })
  }

  write(bytes: Uint8Array): boolean {
    if (this.#ended !== undefined || !this.#ends.out.writable) return false
    this.#ends.out.write(bytes)
    return true
  }

  account(): null {
    return null
  }

  close(): void {
    this.#chunks = []
    this.#ends.destroy()
  }
}
