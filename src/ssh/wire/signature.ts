import { WireReader } from './wire-reader.ts'

const MAX_NAME = 64

/** A signature (RFC 4253 section 6.6), with what a security key adds to it (PROTOCOL.u2f). */
export interface Signature {
  /** E.g. `rsa-sha2-512`. Printable ASCII. */
  readonly algorithm: string
  readonly bytes: Uint8Array
  /** Flags and counter of a security key: 5 bytes. */
  readonly authenticator?: Uint8Array
}

/** Null: no signature. Never throws. */
export function parseSignature(blob: Uint8Array): Signature | null {
  const reader = new WireReader(blob)
  const algorithm = reader.text(MAX_NAME)
  const bytes = reader.string()
  if (reader.failed || !/^[!-~]+$/.test(algorithm)) return null
  if (reader.left === 0) return { algorithm, bytes }
  return algorithm.startsWith('sk-') && reader.left === 5 ? { algorithm, bytes, authenticator: reader.bytes(5) } : null
}

/** The pair of numbers of an ECDSA signature (RFC 5656 section 3.1.2), as r and s side by side. @param size bytes of each */
export function pairOf(bytes: Uint8Array, size: number): Uint8Array | null {
  const reader = new WireReader(bytes)
  const [r, s] = [reader.magnitude(size), reader.magnitude(size)]
  if (reader.failed || reader.left > 0) return null
  const pair = new Uint8Array(2 * size)
  pair.set(r, size - r.length)
  pair.set(s, 2 * size - s.length)
  return pair
}
