import { concat, uint32 } from './write.ts'

/**
 * Binary packets before any key is in force, without encryption and MAC (RFC 4253 section 6):
 *
 *     uint32  packet_length   of all that follows
 *     byte    padding_length  4 to 255
 *     byte[]  payload
 *     byte[]  padding         so that the whole is a multiple of 8, and 16 bytes at least
 */
const BLOCK = 8
const MIN_PADDING = 4
const MIN_LENGTH = 16 - 4
/** RFC 4253 section 6.1: what every implementation must be able to read. */
const MAX_LENGTH = 35_000
const MAX_PACKETS = 64
const MAX_BYTES = 256 * 1024

/** One packet that holds the payload. The padding is zeros: there is nothing to hide yet. */
export function packet(payload: Uint8Array): Uint8Array {
  const least = 4 + 1 + payload.length + MIN_PADDING
  const whole = Math.max(16, Math.ceil(least / BLOCK) * BLOCK)
  const padding = whole - 4 - 1 - payload.length
  return concat(uint32(whole - 4), Uint8Array.of(padding), payload, new Uint8Array(padding))
}

/** `garbled`: no packet of SSH. `endless`: over the limits of packets or bytes. Both are final. */
export type PacketState = 'reading' | 'garbled' | 'endless'

/** Cuts a stream into the payloads of packets, from bytes cut anywhere. Never throws. */
export class PacketReader {
  #held: Uint8Array = new Uint8Array(0)
  #bytes = 0
  #packets = 0
  #state: PacketState = 'reading'
  readonly #payloads: Uint8Array[] = []

  get state(): PacketState {
    return this.#state
  }

  push(chunk: Uint8Array): void {
    this.#bytes += chunk.length
    if (this.#state !== 'reading') return
    if (this.#bytes > MAX_BYTES) {
      this.#state = 'endless'
      return
    }
    this.#held = this.#held.length === 0 ? chunk : concat(this.#held, chunk)
    while (this.#state === 'reading' && this.#take());
  }

  /** The next payload, at least one byte long; undefined: more bytes are needed. What came before the stream went wrong is still given. */
  next(): Uint8Array | undefined {
    return this.#payloads.shift()
  }

  /** @returns whether a packet was whole */
  #take(): boolean {
    const held = this.#held
    if (held.length < 4) return false
    const [a = 0, b = 0, c = 0, d = 0] = held
    const length = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0
    if (length < MIN_LENGTH || length > MAX_LENGTH || (length + 4) % BLOCK !== 0) {
      this.#state = 'garbled'
      return false
    }
    if (held.length < 4 + length) return false
    const padding = held[4] ?? 0
    const payload = length - 1 - padding
    if (padding < MIN_PADDING || payload < 1) {
      this.#state = 'garbled'
      return false
    }
    this.#packets++
    if (this.#packets > MAX_PACKETS) {
      this.#state = 'endless'
      return false
    }
    this.#payloads.push(held.subarray(5, 5 + payload))
    this.#held = held.subarray(4 + length)
    return true
  }
}
