import crypto from 'node:crypto'
import { COORDINATE, type Curve, type PublicKey } from '../../ssh/wire/public-key.ts'
import { pairOf, parseSignature } from '../../ssh/wire/signature.ts'

/** Whether a signature is of a key: `unknown` where this program cannot compute it. */
export type Signed = 'verified' | 'wrong' | 'unknown'

/** The hash of each algorithm; null: the algorithm has its own. */
const HASHES: Readonly<Record<string, string | null>> = {
  'ssh-ed25519': null,
  'sk-ssh-ed25519@openssh.com': null,
  'ecdsa-sha2-nistp256': 'sha256',
  'ecdsa-sha2-nistp384': 'sha384',
  'ecdsa-sha2-nistp521': 'sha512',
  'sk-ecdsa-sha2-nistp256@openssh.com': 'sha256',
  'rsa-sha2-512': 'sha512',
  'rsa-sha2-256': 'sha256',
  'ssh-rsa': 'sha1',
  'ssh-dss': 'sha1',
}

const DSS_NUMBER_BYTES = 20

/**
 * Verifies a signature blob over a message (RFC 4253 section 6.6, RFC 5656 section 3.1.2, RFC 8332, RFC 8709; of security keys
 * PROTOCOL.u2f). Never throws.
 */
export function verify(key: PublicKey, message: Uint8Array, blob: Uint8Array): Signed {
  const signature = parseSignature(blob)
  if (!signature) return 'wrong'
  const { algorithm, bytes, authenticator } = signature
  const hash = HASHES[algorithm]
  if (hash === undefined) return 'unknown'
  if (!fits(key, algorithm) || (authenticator !== undefined) !== algorithm.startsWith('sk-')) return 'wrong'
  const raw = rawSignature(key, bytes)
  if (!raw) return 'wrong'
  const signed = authenticator === undefined ? message : byAuthenticator(key, message, authenticator)
  try {
    const publicKey = keyObject(key)
    return crypto.verify(hash, signed, { key: publicKey, dsaEncoding: 'ieee-p1363' }, raw) ? 'verified' : 'wrong'
  } catch {
    return 'unknown'
  }
}

/** Whether a key can sign by an algorithm. */
function fits(key: PublicKey, algorithm: string): boolean {
  switch (key.kind) {
    case 'ed25519':
      return algorithm === (key.application ? 'sk-ssh-ed25519@openssh.com' : 'ssh-ed25519')
    case 'ecdsa':
      return algorithm === (key.application ? 'sk-ecdsa-sha2-nistp256@openssh.com' : `ecdsa-sha2-${key.curve}`)
    case 'rsa':
      return algorithm === 'ssh-rsa' || algorithm.startsWith('rsa-sha2-')
    case 'dss':
      return algorithm === 'ssh-dss'
  }
}

/** The signature as node:crypto takes it; null: of a wrong form. */
function rawSignature(key: PublicKey, bytes: Uint8Array): Uint8Array | null {
  switch (key.kind) {
    case 'ed25519':
      return bytes.length === 64 ? bytes : null
    case 'ecdsa':
      return pairOf(bytes, COORDINATE[key.curve])
    case 'rsa':
      // Some servers leave leading zeros out.
      return bytes.length > key.n.length ? null : Buffer.concat([Buffer.alloc(key.n.length - bytes.length), bytes])
    case 'dss':
      return bytes.length === 2 * DSS_NUMBER_BYTES ? bytes : null
  }
}

/** What a security key signs: the hash of the application, its flags and counter, and the hash of the message. */
function byAuthenticator(key: PublicKey, message: Uint8Array, authenticator: Uint8Array): Uint8Array {
  const application = 'application' in key ? key.application : undefined
  const sha256 = (bytes: Uint8Array): Buffer => crypto.createHash('sha256').update(bytes).digest()
  return Buffer.concat([sha256(application ?? new Uint8Array(0)), authenticator, sha256(message)])
}

const JWK_CURVES: Readonly<Record<Curve, string>> = { nistp256: 'P-256', nistp384: 'P-384', nistp521: 'P-521' }

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')

/** DER of a SubjectPublicKeyInfo up to the key (RFC 8410 section 4). */
const ED25519_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

function keyObject(key: PublicKey): crypto.KeyObject {
  switch (key.kind) {
    case 'ed25519':
      return crypto.createPublicKey({ key: Buffer.concat([ED25519_PREFIX, key.point]), format: 'der', type: 'spki' })
    case 'ecdsa': {
      const size = COORDINATE[key.curve]
      const [x, y] = [base64url(key.point.subarray(1, 1 + size)), base64url(key.point.subarray(1 + size))]
      return crypto.createPublicKey({ key: { kty: 'EC', crv: JWK_CURVES[key.curve], x, y }, format: 'jwk' })
    }
    case 'rsa':
      return crypto.createPublicKey({ key: { kty: 'RSA', n: base64url(key.n), e: base64url(key.e) }, format: 'jwk' })
    case 'dss':
      return crypto.createPublicKey({ key: dssKey(key), format: 'der', type: 'spki' })
  }
}

/** id-dsa, 1.2.840.10040.4.1. */
const DSA = Buffer.from('06072a8648ce380401', 'hex')
const INTEGER = 0x02
const SEQUENCE = 0x30
const BIT_STRING = 0x03

/** SubjectPublicKeyInfo of a DSA key (RFC 3279 section 2.3.2). */
function dssKey({ p, q, g, y }: Extract<PublicKey, { readonly kind: 'dss' }>): Buffer {
  const algorithm = der(SEQUENCE, DSA, der(SEQUENCE, integer(p), integer(q), integer(g)))
  return der(SEQUENCE, algorithm, der(BIT_STRING, Buffer.of(0), integer(y)))
}

function integer(magnitude: Uint8Array): Buffer {
  return (magnitude[0] ?? 0) & 0x80 ? der(INTEGER, Buffer.of(0), magnitude) : der(INTEGER, magnitude)
}

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const value = Buffer.concat(parts)
  const length =
    value.length < 0x80 ? [value.length] : value.length < 0x100 ? [0x81, value.length] : [0x82, value.length >> 8, value.length & 0xff]
  return Buffer.concat([Buffer.of(tag, ...length), value])
}
