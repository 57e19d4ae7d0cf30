import { type ParsedKey, type PublicKey, readKey } from './public-key.ts'
import { WireReader } from './wire-reader.ts'

const MAX_TYPE = 64
const CERTIFICATE = '-cert-v01@openssh.com'

/** A host key as it came in a key exchange, or a certificate over one. */
export interface HostKey {
  /** As the blob names it; printable ASCII, at most 64 characters. */
  readonly type: string
  /** Null: of a type not known here, or broken. */
  readonly key: PublicKey | null
  /** The blob of the key alone, of which the fingerprint is made; the whole blob where the type is not known. */
  readonly plain: Uint8Array
  readonly certificate?: Certificate
}

/** What a certificate adds to its key. */
export interface Certificate {
  /** The CA's key, with its own blob. */
  readonly by: ParsedKey | null
  /** What the CA signed: all before the signature. */
  readonly signed: Uint8Array
  /** The signature as a blob: see parseSignature(). */
  readonly signature: Uint8Array
}

/**
 * Reads a host key blob; certificates by OpenSSH's PROTOCOL.certkeys:
 *
 *     string  type, nonce
 *     …       the fields of the key
 *     uint64  serial
 *     uint32  kind
 *     string  key id, principals
 *     uint64  valid after, valid before
 *     string  critical options, extensions, reserved, signature key, signature
 *
 * Null: no blob at all. Never throws.
 */
export function parseHostKey(blob: Uint8Array): HostKey | null {
  const reader = new WireReader(blob)
  const type = reader.text(MAX_TYPE)
  if (reader.failed || !/^[!-~]+$/.test(type)) return null
  if (!type.endsWith(CERTIFICATE)) {
    const read = readKey(type, reader, blob)
    return read && reader.left === 0 ? { type, ...read } : { type, key: null, plain: blob }
  }
  const unknown: HostKey = { type, key: null, plain: blob }
  reader.string()
  const read = readKey(plainType(type), reader, blob)
  if (!read) return unknown
  reader.bytes(8 + 4)
  for (let field = 0; field < 2; field++) reader.string()
  reader.bytes(8 + 8)
  for (let field = 0; field < 3; field++) reader.string()
  const by = reader.string()
  const signed = blob.subarray(0, reader.at)
  const signature = reader.string()
  if (reader.failed || reader.left > 0) return unknown
  return { type, ...read, certificate: { by: authority(by), signed, signature } }
}

/** The type of the key inside of a certificate, e.g. `ssh-ed25519`; those of security keys end in `@openssh.com`, too. */
function plainType(type: string): string {
  const name = type.slice(0, -CERTIFICATE.length)
  return name.startsWith('sk-') ? `${name}@openssh.com` : name
}

/** A CA's key is a plain one: certificates do not chain. */
function authority(blob: Uint8Array): ParsedKey | null {
  const reader = new WireReader(blob)
  const read = readKey(reader.text(MAX_TYPE), reader, blob)
  return read && reader.left === 0 ? read : null
}
