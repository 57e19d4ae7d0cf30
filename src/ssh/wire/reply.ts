import { WireReader } from './wire-reader.ts'

/** The server's answer that ends a key exchange: its host key, its public value and the signature, each as a blob. */
export interface Reply {
  readonly hostKey: Uint8Array
  /** Q_S, f, or the pair of a hybrid method: the bytes of the string or mpint. */
  readonly value: Uint8Array
  readonly signature: Uint8Array
}

/**
 * Reads SSH_MSG_KEXDH_REPLY (RFC 4253 section 8), SSH_MSG_KEX_ECDH_REPLY (RFC 5656 section 4) or SSH_MSG_KEX_DH_GEX_REPLY (RFC 4419
 * section 3): all have these three fields. Null: not of this number, or broken. Never throws.
 */
export function parseReply(payload: Uint8Array, number: number): Reply | null {
  const reader = new WireReader(payload)
  if (reader.byte() !== number) return null
  const reply = { hostKey: reader.string(), value: reader.string(), signature: reader.string() }
  return reader.failed || reader.left > 0 ? null : reply
}

/** Reads SSH_MSG_KEX_DH_GEX_GROUP (RFC 4419 section 3): the prime and the generator, as magnitudes. */
export function parseGroup(payload: Uint8Array, number: number): { readonly p: Uint8Array; readonly g: Uint8Array } | null {
  const reader = new WireReader(payload)
  if (reader.byte() !== number) return null
  const [p, g] = [reader.magnitude(MAX_PRIME), reader.magnitude(MAX_PRIME)]
  return reader.failed || reader.left > 0 ? null : { p, g }
}

/** 8192 bits: the most that OpenSSH asks for (DH_GRP_MAX). */
const MAX_PRIME = 1024
