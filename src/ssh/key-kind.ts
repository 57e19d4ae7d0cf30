/** What a file is by its first line. `private-key`: PEM or OpenSSH's own form; ssh takes no other. `ppk`: PuTTY's. */
export type KeyKind = 'private-key' | 'public-key' | 'certificate' | 'ppk' | 'empty' | 'other'

/** Tells by the first bytes of a file what it holds. Never throws. */
export function keyKind(head: string): KeyKind {
  const text = head.replace(/^\s+/, '')
  if (text === '') return 'empty'
  if (/^-----BEGIN ([A-Z0-9]+ )*PRIVATE KEY-----/.test(text)) return 'private-key'
  if (text.startsWith('PuTTY-User-Key-File-')) return 'ppk'
  if (/^(ssh|ecdsa|sk)-[\w@.+-]*-cert-v0[01]@openssh\.com /.test(text)) return 'certificate'
  if (/^(ssh|ecdsa|sk)-[\w@.+-]+ |^-----BEGIN (RSA )?PUBLIC KEY-----|^---- BEGIN SSH2 PUBLIC KEY ----/.test(text)) return 'public-key'
  return 'other'
}
