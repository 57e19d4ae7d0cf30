import crypto from 'node:crypto'
import { MLKEM } from '../../ssh/wire/offer.ts'
import { mpint, string } from '../../ssh/wire/write.ts'
import type { Agreement } from './agreement.ts'
import { groupOf, joinGroup } from './group.ts'

/** DER of a SubjectPublicKeyInfo up to the key (RFC 8410 section 4; for ML-KEM-768 RFC 9935 section 4). */
const X25519_PREFIX = Buffer.from('302a300506032b656e032100', 'hex')
const MLKEM_BYTES = 1184
const MLKEM_CIPHERTEXT = 1088
const X25519_BYTES = 32

/** The hash of a method, by its name. */
export function hashOf(method: string): 'sha1' | 'sha256' | 'sha384' | 'sha512' {
  if (method === 'ecdh-sha2-nistp384') return 'sha384'
  if (method === 'ecdh-sha2-nistp521' || method.endsWith('-sha512')) return 'sha512'
  return method.endsWith('-sha1') ? 'sha1' : 'sha256'
}

/** Whether this Node computes ML-KEM: from 24.7 on, with OpenSSL 3.5. */
export function hasMlkem(): boolean {
  return typeof crypto.decapsulate === 'function' && Number(process.versions.openssl.split('.', 2).join('')) >= 35
}

/** Our side of a method whose first packet carries one value; null: the group is still to be asked for (RFC 4419). */
export function agreement(method: string): Agreement | null {
  if (method === MLKEM) return hybrid()
  if (method.startsWith('curve25519-')) return curve25519()
  if (method.startsWith('ecdh-sha2-')) return ecdh(NODE_CURVES[method] ?? '')
  const group = groupOf(method)
  return group && joinGroup(group)
}

/** RFC 8731. */
function curve25519(): Agreement {
  const { value, secret } = x25519()
  return { value, shared: (other) => encoded(secret(other)) }
}

const encoded = (secret: Uint8Array | null): Uint8Array | null => secret && mpint(secret)

function x25519(): { readonly value: Uint8Array; readonly secret: (other: Uint8Array) => Uint8Array | null } {
  const { privateKey, publicKey } = crypto.generateKeyPairSync('x25519')
  return {
    value: publicKey.export({ type: 'spki', format: 'der' }).subarray(-X25519_BYTES),
    secret: (other) =>
      attempt(() => {
        if (other.length !== X25519_BYTES) return null
        const theirs = crypto.createPublicKey({ key: Buffer.concat([X25519_PREFIX, other]), format: 'der', type: 'spki' })
        return crypto.diffieHellman({ privateKey, publicKey: theirs })
      }),
  }
}

/** RFC 5656 section 4. */
const NODE_CURVES: Readonly<Record<string, string>> = {
  'ecdh-sha2-nistp256': 'prime256v1',
  'ecdh-sha2-nistp384': 'secp384r1',
  'ecdh-sha2-nistp521': 'secp521r1',
}

function ecdh(curve: string): Agreement {
  const pair = crypto.createECDH(curve)
  return { value: pair.generateKeys(), shared: (other) => attempt(() => mpint(pair.computeSecret(other))) }
}

/** draft-ietf-sshm-mlkem-hybrid-kex section 2: K is the hash of both secrets, a string and no mpint. */
function hybrid(): Agreement {
  const { privateKey, publicKey } = crypto.generateKeyPairSync('ml-kem-768')
  const classic = x25519()
  return {
    value: Buffer.concat([publicKey.export({ type: 'spki', format: 'der' }).subarray(-MLKEM_BYTES), classic.value]),
    shared: (other) =>
      attempt(() => {
        if (other.length !== MLKEM_CIPHERTEXT + X25519_BYTES) return null
        const quantum = crypto.decapsulate(privateKey, other.subarray(0, MLKEM_CIPHERTEXT))
        const second = classic.secret(other.subarray(MLKEM_CIPHERTEXT))
        return second && string(crypto.createHash('sha256').update(quantum).update(second).digest())
      }),
  }
}

/** OpenSSL throws for a value that is no point of the curve, and for one that gives nothing but zeros. */
function attempt<T>(compute: () => T | null): T | null {
  try {
    return compute()
  } catch {
    return null
  }
}
