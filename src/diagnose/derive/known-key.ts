import { scopeOf } from '../../net/scope.ts'
import { parseAddress } from '../../net/address.ts'
import type { Ask } from '../../model/cause.ts'
import type { HostKeyDiagnosis } from '../../model/diagnosis.ts'
import type { HostKeySeen, Seen } from '../../model/observation.ts'
import { certificateFault, parseHostCertificate } from '../../ssh/host-certificate.ts'
import { hostKeyOrder, isCertificate, keyTypeOf, knownNames, parseKnownLines, plainType, type KnownLine } from '../../ssh/known-hosts.ts'
import { firstCommon } from '../../ssh/negotiation.ts'
import { need } from '../ask.ts'
import { sshElsewhere } from './around.ts'
import { askedSsh, type Indexed } from './evidence.ts'
import { sshConfig, type SshConfig } from './ssh-config.ts'
import { sshfp } from './sshfp.ts'

/** A line of known_hosts, and the capture to quote it from. */
export interface QuotedLine extends KnownLine {
  readonly capture: number
}

/** The host key that the asked port showed, against what ssh knows of the host. */
export interface KnownKey {
  readonly state: NonNullable<HostKeyDiagnosis['known']>
  /** The line that matches, revokes, or has another key; null where there is none. */
  readonly line: QuotedLine | null
  readonly key: HostKeySeen
  readonly seen: Indexed<Seen<'ssh'>>
  /** The name under which ssh looks, e.g. `[db1]:2222`. */
  readonly name: string
  readonly config: SshConfig
  readonly strict: 'yes' | 'ask' | 'accept-new' | 'no'
  readonly batch: boolean
  /** Why the certificate does not count; null: it does, or there is none. */
  readonly certificate: string | null
  /** What ssh does with the key, alone and without the doubts. */
  readonly fate: 'accepts' | 'asks' | 'refuses'
  /** Why it may do otherwise, or with another key: then nothing is proven. */
  readonly doubts: readonly string[]
  /** ssh would ask this server for a key of another type than we saw. */
  readonly notShown: boolean
  /** ssh takes the key because DNS has it, whatever known_hosts has: see sshfp. */
  readonly byDns: boolean
  /** The file of RevokedHostKeys by which ssh refuses the key, whatever else is known; null: none does. */
  readonly revokedBy: RevokedBy | null
}

/** ssh refuses every key where it cannot read the file (verify_host_key() of sshconnect.c). */
export interface RevokedBy {
  readonly why: 'revoked' | 'unreadable'
  readonly file: string
  readonly capture: number
}

/**
 * What ssh makes of the host key: check_host_key() of sshconnect.c, and the order in which it asks. Undefined where no key was seen, known_hosts
 * was not looked into.
 */
export const knownKey = need('known-key', (ask): KnownKey | undefined => {
  const seen = ask(askedSsh)
  const key = seen?.seen.kex?.hostKey
  const config = ask(sshConfig)
  const lines = ask(knownLines)
  if (!seen || !key || !config || !lines) return undefined
  const { host, port } = ask.observation.target
  const alias = config.get('hostkeyalias')
  const { name, withoutPort } = knownNames(host, port, alias)
  const own = lines.filter((line) => line.name === name)
  // ssh takes the seconds of its own clock.
  const now = BigInt(Math.floor(Date.parse(ask.observation.startedAt) / 1000))
  const certificate = isCertificate(key.type)
    ? certificateFault(key.blob, alias ?? host.toLowerCase(), now, config.list('casignaturealgorithms'))
    : null
  const first = compare(own, key, certificate)
  // "checking without port identifier": only a match counts there.
  const second =
    first.state === 'unknown' && withoutPort !== null
      ? compare(
          lines.filter((line) => line.name === withoutPort),
          key,
          certificate,
        )
      : first
  const { state, line, fault } = second.state === 'match' ? second : first
  const strict = strictness(config.get('stricthostkeychecking'))
  const batch = config.get('batchmode') === 'yes'
  const wanted = firstCommon(hostKeyOrder(config.list('hostkeyalgorithms'), own), seen.seen.kex?.offer?.hostKey ?? [])
  const forced = alias === undefined && config.get('nohostauthenticationforlocalhost') === 'yes' && isLoopback(ask)
  const dns = ask(sshfp)
  const revokedBy = revocation(ask, key)
  const byDns = revokedBy === null && !forced && dns?.says === 'match' && dns.authentic && dns.trusted
  const fate = revokedBy ? 'refuses' : forced || byDns ? 'accepts' : fateOf(state, strict, batch)
  return {
    state: revokedBy?.why === 'revoked' ? 'revoked' : state,
    line,
    key,
    seen,
    name,
    config,
    strict,
    batch,
    certificate: fault,
    fate,
    doubts: [
      ...(wanted === undefined ? ['ssh and the server agree on no host key algorithm'] : []),
      ...(key.signature === 'verified' ? [] : ['the signature of this key was not verified here']),
      ...(config.get('knownhostscommand') === undefined ? [] : ['a KnownHostsCommand may tell ssh of more keys']),
      ...(dns === undefined || dns.says === 'nothing' || dns.says === 'mismatch' || !dns.trusted ? [] : ['DNS may tell ssh to accept it']),
      ...(ask.observation.captures.some(({ source, code, cut }) => source === 'known-hosts' && (code > 1 || code < 0 || cut))
        ? ['not all of known_hosts could be read']
        : []),
      // They count from OpenSSH 10.3 on.
      ...(isCertificate(key.type) && (parseHostCertificate(key.blob)?.principals ?? []).some((one) => /[*?]/.test(one))
        ? ['the certificate is for a pattern of names, which only newer versions of ssh take']
        : []),
    ],
    notShown: wanted !== undefined && keyTypeOf(wanted) !== key.type,
    byDns,
    revokedBy,
  }
})

function revocation(ask: Ask, key: HostKeySeen): RevokedBy | null {
  const files = ask.observation.captures.flatMap(({ source, command: file, code, out }, capture): RevokedBy[] => {
    if (source !== 'revoked-keys') return []
    if (code !== 0) return [{ why: 'unreadable', file, capture }]
    return out.split('\n').includes(key.sha256) ? [{ why: 'revoked', file, capture }] : []
  })
  return files[0] ?? null
}

/** A line that has the very key which the SSH server on another port showed, or another key of its type. */
export interface KnownElsewhere {
  readonly same: boolean
  readonly line: QuotedLine
}

/**
 * Whether the SSH server found on another port has the key that known_hosts has for the asked one: then it is the server that is looked for.
 * Undefined: nothing is known to compare with.
 */
export const knownElsewhere = need('known-elsewhere', (ask): KnownElsewhere | undefined => {
  const key = ask(sshElsewhere)?.seen.kex?.hostKey
  if (key?.signature !== 'verified') return undefined
  const keys = (ask(knownLines) ?? []).filter(({ marker, type }) => marker === 'key' && type === plainType(key.type))
  const same = keys.find(({ sha256 }) => sha256 === key.sha256)
  const [other] = keys
  if (same) return { same: true, line: same }
  return other && { same: false, line: other }
})

/** The lines of known_hosts that name this host; undefined where it was not looked into. */
const knownLines = need('known-lines', (ask): readonly QuotedLine[] | undefined => {
  const files = ask.observation.captures.flatMap((capture, index) => (capture.source === 'known-hosts' ? [{ capture, index }] : []))
  if (files.length === 0) return undefined
  return files.flatMap(({ capture, index }) => parseKnownLines(capture.command, capture.out).map((line) => ({ ...line, capture: index })))
})

interface Compared {
  readonly state: KnownKey['state']
  readonly line: QuotedLine | null
  readonly fault: string | null
}

/** check_key_in_hostkeys() of hostfile.c; a certificate that does not count is taken as the plain key in it. @param fault of the certificate */
function compare(lines: readonly QuotedLine[], key: HostKeySeen, fault: string | null): Compared {
  const revoked = lines.find(({ marker, sha256 }) => marker === 'revoked' && (sha256 === key.sha256 || sha256 === key.signedBy))
  if (revoked) return { state: 'revoked', line: revoked, fault: null }
  const certificate = isCertificate(key.type)
  const authority = certificate ? lines.find(({ marker, sha256 }) => marker === 'authority' && sha256 === key.signedBy) : undefined
  if (authority && fault === null) return { state: 'match', line: authority, fault: null }
  const why = certificate ? (authority ? fault : 'no @cert-authority line of known_hosts for this host has its CA') : null
  const keys = lines.filter(({ marker }) => marker === 'key')
  const same = keys.find(({ sha256 }) => sha256 === key.sha256)
  if (same) return { state: 'match', line: same, fault: why }
  const changed = keys.find(({ type }) => type === plainType(key.type))
  if (changed) return { state: 'changed', line: changed, fault: why }
  const [other] = keys
  return other ? { state: 'other-type', line: other, fault: why } : { state: 'unknown', line: null, fault: why }
}

/** `ssh -G` prints flags as true and false; older ones as yes and no. */
function strictness(value: string | undefined): KnownKey['strict'] {
  if (value === 'true' || value === 'yes') return 'yes'
  if (value === 'false' || value === 'no' || value === 'off') return 'no'
  return value === 'accept-new' ? value : 'ask'
}

function fateOf(state: KnownKey['state'], strict: KnownKey['strict'], batch: boolean): KnownKey['fate'] {
  if (state === 'match') return 'accepts'
  if (strict === 'no') return 'accepts'
  if (state !== 'unknown' || strict === 'yes') return 'refuses'
  if (strict === 'accept-new') return 'accepts'
  return batch ? 'refuses' : 'asks'
}

function isLoopback(ask: Ask): boolean {
  const address = parseAddress(ask.address ?? '')
  return address !== null && scopeOf(address) === 'loopback'
}
