import type { KexOffer } from '../../model/observation.ts'

/** What this program computes, besides ML-KEM, in the order of OpenSSH 10.0 (myproposal.h); the old ones last: a device may have no other. */
const KEX = [
  'curve25519-sha256',
  'curve25519-sha256@libssh.org',
  'ecdh-sha2-nistp256',
  'ecdh-sha2-nistp384',
  'ecdh-sha2-nistp521',
  'diffie-hellman-group-exchange-sha256',
  'diffie-hellman-group16-sha512',
  'diffie-hellman-group18-sha512',
  'diffie-hellman-group14-sha256',
  'diffie-hellman-group14-sha1',
  'diffie-hellman-group-exchange-sha1',
  'diffie-hellman-group1-sha1',
]

/**
 * Offered last, although this program does not compute it: a server that has no other logs no failed negotiation, which some count as an
 * attack, and its offer is seen all the same.
 */
const SNTRUP = ['sntrup761x25519-sha512', 'sntrup761x25519-sha512@openssh.com']

/** Whether this program can go on with a method that was agreed on. */
export function computes(method: string): boolean {
  return !SNTRUP.includes(method)
}

/** Of draft-ietf-sshm-mlkem-hybrid-kex; ssh offers it first from 10.0 on. */
export const MLKEM = 'mlkem768x25519-sha256'

/** KEX_DEFAULT_PK_ALG of OpenSSH 10.0 (myproposal.h), then what it no longer offers. */
export const HOST_KEY_ALGORITHMS: readonly string[] = [
  'ssh-ed25519-cert-v01@openssh.com',
  'ecdsa-sha2-nistp256-cert-v01@openssh.com',
  'ecdsa-sha2-nistp384-cert-v01@openssh.com',
  'ecdsa-sha2-nistp521-cert-v01@openssh.com',
  'sk-ssh-ed25519-cert-v01@openssh.com',
  'sk-ecdsa-sha2-nistp256-cert-v01@openssh.com',
  'rsa-sha2-512-cert-v01@openssh.com',
  'rsa-sha2-256-cert-v01@openssh.com',
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'sk-ssh-ed25519@openssh.com',
  'sk-ecdsa-sha2-nistp256@openssh.com',
  'rsa-sha2-512',
  'rsa-sha2-256',
  'ssh-rsa',
  'ssh-dss',
]

/** Never used: the connection ends before keys are in force. They only must match. */
const CIPHERS = [
  'chacha20-poly1305@openssh.com',
  'aes128-gcm@openssh.com',
  'aes256-gcm@openssh.com',
  'aes128-ctr',
  'aes192-ctr',
  'aes256-ctr',
  'aes128-cbc',
  'aes192-cbc',
  'aes256-cbc',
  '3des-cbc',
  'blowfish-cbc',
  'cast128-cbc',
  'arcfour256',
  'arcfour128',
  'arcfour',
]
const MACS = [
  'umac-64-etm@openssh.com',
  'umac-128-etm@openssh.com',
  'hmac-sha2-256-etm@openssh.com',
  'hmac-sha2-512-etm@openssh.com',
  'hmac-sha1-etm@openssh.com',
  'umac-64@openssh.com',
  'umac-128@openssh.com',
  'hmac-sha2-256',
  'hmac-sha2-512',
  'hmac-sha1',
  'hmac-sha1-96',
  'hmac-md5',
  'hmac-md5-96',
]
const COMPRESSION = ['none', 'zlib@openssh.com', 'zlib']

/**
 * What this program offers. Neither `ext-info-c`, which only the encrypted part would use, nor `kex-strict-c-v00@openssh.com`: no key
 * comes into force. About 1.9 KB: more than a segment of Ethernet, as ssh's own, so that a path that loses large packets shows.
 * @param first host key algorithms to be preferred, best first; names not known here are left out
 */
export function ourOffer(first: readonly string[], mlkem: boolean): KexOffer {
  const preferred = first.filter((name) => HOST_KEY_ALGORITHMS.includes(name))
  return {
    kex: [...(mlkem ? [MLKEM] : []), ...KEX, ...SNTRUP],
    hostKey: [...new Set([...preferred, ...HOST_KEY_ALGORITHMS])],
    ciphersToServer: CIPHERS,
    ciphersToClient: CIPHERS,
    macsToServer: MACS,
    macsToClient: MACS,
    compressionToServer: COMPRESSION,
    compressionToClient: COMPRESSION,
  }
}
