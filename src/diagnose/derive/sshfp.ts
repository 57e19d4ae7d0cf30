import type { Seen } from '../../model/observation.ts'
import { fromBase64 } from '../../ssh/base64.ts'
import { plainType } from '../../ssh/known-hosts.ts'
import { need } from '../ask.ts'
import { askedSsh, type Indexed } from './evidence.ts'
import { sshConfig } from './ssh-config.ts'

/** What the SSHFP records of the host's name say of the key that was shown. */
export interface Sshfp {
  /** `nothing`: there are none that can be compared. `unseen`: ssh would look for some, and they were not asked for here. */
  readonly says: 'match' | 'mismatch' | 'nothing' | 'unseen'
  readonly from: Indexed<Seen<'name-server'>> | null
  readonly authentic: boolean
  /** VerifyHostKeyDNS yes: an authentic match is enough for ssh, whatever known_hosts has (verify_host_key() of sshconnect.c). */
  readonly trusted: boolean
}

/** Numbers of RFC 4255, 6594 and 7479. */
const ALGORITHM: readonly (readonly [RegExp, number])[] = [
  [/^ssh-rsa$/, 1],
  [/^ssh-dss$/, 2],
  [/^ecdsa-/, 3],
  [/^ssh-ed25519$/, 4],
]
const SHA256 = 2

/** Undefined where no key was seen, or neither ssh nor we looked for such records. */
export const sshfp = need('sshfp', (ask): Sshfp | undefined => {
  const key = ask(askedSsh)?.seen.kex?.hostKey
  if (!key) return undefined
  const wanted = ask(sshConfig)?.get('verifyhostkeydns') ?? 'no'
  const trusted = wanted === 'true' || wanted === 'yes'
  const asked = ask.evidence.flatMap((seen, index) => (seen.probe === 'name-server' && seen.type === 'SSHFP' ? [{ seen, index }] : []))
  const answered = asked.find(({ seen }) => seen.outcome === 'answer')
  const told = asked.find(({ seen }) => seen.outcome === 'nxdomain' || seen.outcome === 'no-data')
  if (!answered) {
    if (told) return { says: 'nothing', from: told, authentic: told.seen.authentic === true, trusted }
    return trusted || wanted === 'ask' ? { says: 'unseen', from: null, authentic: false, trusted } : undefined
  }
  const number = ALGORITHM.find(([type]) => type.test(plainType(key.type)))?.[1]
  const records = (answered.seen.fingerprints ?? []).filter(({ algorithm, hash }) => algorithm === number && hash === SHA256)
  const hex = hexOf(key.sha256)
  // One that fails spoils all: DNS_VERIFY_FAILED of dns.c.
  const says = records.length === 0 ? 'nothing' : records.every((one) => one.hex === hex) ? 'match' : 'mismatch'
  return { says, from: answered, authentic: answered.seen.authentic === true, trusted }
})

/** `SHA256:` and base64 as hex; empty where it is not that. */
function hexOf(sha256: string): string {
  const base64 = /^SHA256:([A-Za-z0-9+/]{43})$/.exec(sha256)?.[1]
  const bytes = base64 === undefined ? null : fromBase64(base64)
  return [...(bytes ?? [])].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
