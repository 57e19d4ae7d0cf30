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
  /** ssh counts it as validated: the server says so (the AD bit), and `trust-ad` keeps the C library from taking that away (resolv.conf(5)). */
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
  const number = ALGORITHM.find(([type]) => type.test(plainType(key.type)))?.[1]
  const hex = hexOf(key.sha256)
  const said = ask.evidence.flatMap((seen, index) => {
    if (seen.probe !== 'name-server' || seen.type !== 'SSHFP') return []
    if (seen.outcome === 'nxdomain' || seen.outcome === 'no-data') return [{ says: 'nothing' as const, from: { seen, index } }]
    return seen.outcome === 'answer' ? [{ says: compare(seen, number, hex), from: { seen, index } }] : []
  })
  const [first] = said
  // Of servers that disagree, ssh asks one.
  if (!first || said.some(({ says }) => says !== first.says)) {
    return trusted || wanted === 'ask' ? { says: 'unseen', from: null, authentic: false, trusted } : undefined
  }
  return { ...first, authentic: first.from.seen.authentic === true && ask(trustsAd), trusted }
})

/** Since glibc 2.31 res_query(3) takes the AD bit out of every answer, unless the option is there. */
const trustsAd = need('trusts-ad', (ask): boolean =>
  /^\s*options\b.*\strust-ad(?:\s|$)/m.test(ask.capture('resolv.conf')?.capture.out ?? ''),
)

function compare({ fingerprints = [] }: Seen<'name-server'>, number: number | undefined, hex: string): Sshfp['says'] {
  const own = fingerprints.filter(({ algorithm }) => algorithm === number)
  const records = own.filter(({ hash }) => hash === SHA256)
  // One that fails spoils all: DNS_VERIFY_FAILED of dns.c.
  if (records.some((one) => one.hex !== hex)) return 'mismatch'
  // ssh compares SHA-1 too.
  if (own.length > records.length) return 'unseen'
  return records.length === 0 ? 'nothing' : 'match'
}

/** `SHA256:` and base64 as hex; empty where it is not that. */
function hexOf(sha256: string): string {
  const base64 = /^SHA256:([A-Za-z0-9+/]{43})$/.exec(sha256)?.[1]
  const bytes = base64 === undefined ? null : fromBase64(base64)
  return [...(bytes ?? [])].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
