import { WireReader } from './wire-reader.ts'
import { concat, latin1, string } from './write.ts'

/** 16384 bits, as OpenSSH (SSHBUF_MAX_BIGNUM). */
const MAX_INTEGER = 2048
const MAX_APPLICATION = 256

/** A public key, by its numbers: magnitudes without leading zeros. */
export type PublicKey =
  | { readonly kind: 'ed25519'; readonly point: Uint8Array; readonly application?: Uint8Array }
  /** `point`: uncompressed, 4 and both coordinates. */
  | { readonly kind: 'ecdsa'; readonly curve: Curve; readonly point: Uint8Array; readonly application?: Uint8Array }
  | { readonly kind: 'rsa'; readonly e: Uint8Array; readonly n: Uint8Array }
  | { readonly kind: 'dss'; readonly p: Uint8Array; readonly q: Uint8Array; readonly g: Uint8Array; readonly y: Uint8Array }

export type Curve = 'nistp256' | 'nistp384' | 'nistp521'

/** Bytes of a coordinate. */
export const COORDINATE: Readonly<Record<Curve, number>> = { nistp256: 32, nistp384: 48, nistp521: 66 }

/** A key with the blob that names it alone, of which the fingerprint is made. */
export interface ParsedKey {
  readonly key: PublicKey
  readonly plain: Uint8Array
}

/**
 * Reads the fields of a key behind its type (RFC 4253 section 6.6, RFC 5656 section 3.1, RFC 8709 section 4; for `sk-` keys
 * OpenSSH's PROTOCOL.u2f, with the application behind the point), in a key of its own or inside of a certificate.
 * Null: no key of a type known here. Never throws.
 * @param type without `-cert-v01`
 */
export function readKey(type: string, reader: WireReader, bytes: Uint8Array): ParsedKey | null {
  const start = reader.at
  const key = fields(type, reader)
  if (!key || reader.failed) return null
  return { key, plain: concat(string(latin1(type)), bytes.subarray(start, reader.at)) }
}

function fields(type: string, reader: WireReader): PublicKey | null {
  switch (type) {
    case 'ssh-ed25519':
      return edwards(reader)
    case 'sk-ssh-ed25519@openssh.com': {
      const key = edwards(reader)
      return key && { ...key, application: application(reader) }
    }
    case 'ecdsa-sha2-nistp256':
    case 'ecdsa-sha2-nistp384':
    case 'ecdsa-sha2-nistp521':
      return weierstrass(type.slice('ecdsa-sha2-'.length) as Curve, reader)
    case 'sk-ecdsa-sha2-nistp256@openssh.com': {
      const key = weierstrass('nistp256', reader)
      return key && { ...key, application: application(reader) }
    }
    case 'ssh-rsa': {
      const e = reader.magnitude(MAX_INTEGER)
      const n = reader.magnitude(MAX_INTEGER)
      return e.length > 0 && n.length > 0 ? { kind: 'rsa', e, n } : null
    }
    case 'ssh-dss': {
      const [p, q, g, y] = [0, 1, 2, 3].map(() => reader.magnitude(MAX_INTEGER)) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array]
      return p.length > 0 && q.length > 0 && g.length > 0 && y.length > 0 ? { kind: 'dss', p, q, g, y } : null
    }
    default:
      return null
  }
}

function edwards(reader: WireReader): { readonly kind: 'ed25519'; readonly point: Uint8Array } | null {
  const point = reader.string()
  return point.length === 32 ? { kind: 'ed25519', point } : null
}

function weierstrass(
  curve: Curve,
  reader: WireReader,
): { readonly kind: 'ecdsa'; readonly curve: Curve; readonly point: Uint8Array } | null {
  const named = reader.text(16)
  const point = reader.string()
  return named === curve && point.length === 1 + 2 * COORDINATE[curve] && point[0] === 4 ? { kind: 'ecdsa', curve, point } : null
}

function application(reader: WireReader): Uint8Array {
  const bytes = reader.string()
  return bytes.length <= MAX_APPLICATION ? bytes : new Uint8Array(0)
}
