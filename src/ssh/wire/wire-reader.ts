/**
 * Reads the data types of RFC 4251 section 5 from bytes, one after the other. Never throws: what is not there reads as empty, and
 * `failed` says so from then on.
 */
export class WireReader {
  readonly #bytes: Uint8Array
  #at = 0
  #failed = false

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get failed(): boolean {
    return this.#failed
  }

  /** Bytes read so far. */
  get at(): number {
    return this.#at
  }

  /** Bytes not read yet. */
  get left(): number {
    return this.#bytes.length - this.#at
  }

  bytes(length: number): Uint8Array {
    if (this.#failed || length > this.left) {
      this.#failed = true
      return new Uint8Array(0)
    }
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  byte(): number {
    return this.bytes(1)[0] ?? 0
  }

  uint32(): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.bytes(4)
    return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0
  }

  /** string: a uint32 length and so many bytes. A view, not a copy. */
  string(): Uint8Array {
    return this.bytes(this.uint32())
  }

  /** string, as latin1 text: hostile. @param max of its bytes; a longer one is a failure */
  text(max: number): string {
    const bytes = this.string()
    if (bytes.length > max) this.#failed = true
    return this.#failed ? '' : String.fromCharCode(...bytes)
  }

  /** mpint that is not negative, as the bytes of its magnitude without leading zeros. @param max of its bytes */
  magnitude(max: number): Uint8Array {
    const bytes = this.string()
    const start = bytes.findIndex((byte) => byte !== 0)
    const magnitude = start < 0 ? bytes.subarray(bytes.length) : bytes.subarray(start)
    if (((bytes[0] ?? 0) & 0x80) !== 0 || magnitude.length > max) this.#failed = true
    return this.#failed ? new Uint8Array(0) : magnitude
  }
}
