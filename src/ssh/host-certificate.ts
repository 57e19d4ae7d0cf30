import { fromBase64 } from './base64.ts'
import { WireReader } from './wire/wire-reader.ts'
import { isCertificate, plainType } from './known-hosts.ts'

/** What a host certificate says of itself (OpenSSH's PROTOCOL.certkeys). */
export interface HostCertificate {
  readonly kind: 'user' | 'host' | 'other'
  readonly keyId: string
  /** Host names for which it is; hostile. */
  readonly principals: readonly string[]
  /** Seconds since 1970: valid from, and valid before. */
  readonly after: bigint
  readonly before: bigint
  /** Whether it has critical options: of a host certificate none is known, and ssh refuses it. */
  readonly critical: boolean
  /** The CA's signature algorithm, e.g. `rsa-sha2-512`. */
  readonly signedWith: string
}

const MAX_BLOB = 131_072
/** SSHKEY_CERT_MAX_PRINCIPALS of sshkey.h. */
const MAX_PRINCIPALS = 256
/** The strings of a key behind its type (RFC 4253 section 6.6, RFC 5656 section 3.1, RFC 8709 section 4, OpenSSH's PROTOCOL.u2f). */
const FIELDS: Readonly<Record<string, number>> = {
  'ssh-ed25519': 1,
  'ecdsa-sha2-nistp256': 2,
  'ecdsa-sha2-nistp384': 2,
  'ecdsa-sha2-nistp521': 2,
  'ssh-rsa': 2,
  'ssh-dss': 4,
  'sk-ssh-ed25519@openssh.com': 2,
  'sk-ecdsa-sha2-nistp256@openssh.com': 3,
}

/** Reads the certificate in the blob of a host key. Null: it is none. Never throws. @param blob base64 */
export function parseHostCertificate(blob: string): HostCertificate | null {
  const read = readerOf(blob)
  const type = latin1(read.string())
  const fields = FIELDS[plainType(type)]
  if (!isCertificate(type) || fields === undefined) return null
  for (let skipped = 0; skipped < 1 + fields; skipped++) read.string()
  read.bytes(8)
  const kind = read.uint32()
  const keyId = latin1(read.string())
  const principals = strings(read.string())
  const [after, before] = [uint64(read), uint64(read)]
  const critical = read.string().length > 0
  for (let skipped = 0; skipped < 3; skipped++) read.string()
  const signedWith = latin1(new WireReader(read.string()).string())
  if (read.failed || principals === null) return null
  return { kind: kind === 1 ? 'user' : kind === 2 ? 'host' : 'other', keyId, principals, after, before, critical, signedWith }
}

/** Bits of the modulus of an RSA key, or of the one in a certificate; null: it is none. Never throws. @param blob base64 */
export function rsaBits(blob: string): number | null {
  const read = readerOf(blob)
  const type = latin1(read.string())
  if (plainType(type) !== 'ssh-rsa') return null
  if (isCertificate(type)) read.string()
  read.string()
  const modulus = read.string()
  const start = modulus.findIndex((byte) => byte !== 0)
  if (read.failed || start < 0) return null
  return (modulus.length - start) * 8 - Math.clz32(modulus[start] ?? 0) + 24
}

function strings(bytes: Uint8Array): readonly string[] | null {
  const read = new WireReader(bytes)
  const all: string[] = []
  while (read.left > 0) {
    all.push(latin1(read.string()))
    if (read.failed || all.length > MAX_PRINCIPALS) return null
  }
  return all
}

function readerOf(blob: string): WireReader {
  return new WireReader((blob.length <= MAX_BLOB ? fromBase64(blob) : null) ?? new Uint8Array(0))
}

function uint64(read: WireReader): bigint {
  return BigInt(read.uint32()) * 0x1_0000_0000n + BigInt(read.uint32())
}

function latin1(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}

/**
 * Why ssh does not take a certificate for this host, in words; null: it does, where it knows the CA. sshkey_cert_check_host() of sshkey.c.
 * @param host as ssh names it: HostKeyAlias, or the host in lower case · @param now seconds since 1970
 * @param algorithms CASignatureAlgorithms; empty where ssh said none
 */
export function certificateFault(blob: string, host: string, now: bigint, algorithms: readonly string[]): string | null {
  const certificate = parseHostCertificate(blob)
  if (!certificate) return 'its certificate cannot be read'
  const { kind, after, before, principals, critical, signedWith } = certificate
  if (kind !== 'host') return 'its certificate is not one of a host'
  if (now < after) return `its certificate is not valid before ${time(after)}`
  if (now >= before) return `its certificate has expired: ${time(before)}`
  // No list at all is for every host until OpenSSH 10.2, and for none since.
  if (principals.length > 0 && !principals.includes(host)) {
    const names = principals.slice(0, 3).join(', ')
    return `its certificate is for ${names}${principals.length > 3 ? ' and more' : ''}, not for ${host}`
  }
  if (critical) return 'its certificate has critical options, of which ssh knows none'
  return algorithms.length > 0 && !algorithms.includes(signedWith)
    ? `its certificate is signed with ${signedWith}, which ssh does not take`
    : null
}

const LATEST = 8_640_000_000_000n

function time(seconds: bigint): string {
  return seconds > LATEST ? 'never' : `${new Date(Number(seconds) * 1000).toISOString().slice(0, 16)} UTC`
}
