import type { Because, Certainty, Decide, Remedy } from './cause.ts'
import type { Layer } from './layer.ts'
import type { Answer, KexOffer, LoginEvidence, MessageEvidence, Role, SshEvidence, TcpOutcome } from './observation.ts'
import type { Target } from './target.ts'

/** One rung of the ladder. */
export interface Rung {
  readonly layer: Layer
  readonly state: 'passes' | 'blocks' | 'unknown' | 'not-tested'
  readonly because: string
}

export interface SshSeen {
  readonly reached: SshEvidence['reached']
  readonly ended: SshEvidence['ended']
  readonly ms: number
  readonly identification: string | null
  /** Software as recognised, e.g. `OpenSSH 9.2 (Debian 12)`. */
  readonly software: string | null
  readonly before: string
  /** The server's KEXINIT; null when none came. */
  readonly offer: KexOffer | null
  readonly hostKeys: readonly HostKeyDiagnosis[]
}

/** A host key that was offered. */
export interface HostKeyDiagnosis {
  readonly type: string
  readonly sha256: string
  readonly signature: 'verified' | 'wrong' | 'unknown'
  /**
   * What known_hosts says of it: `match`, `changed` (another key of this type stands there), `other-type` (keys of other types only),
   * `revoked`, `unknown` (no line for this host); null where it was not looked up.
   */
  readonly known: 'match' | 'changed' | 'other-type' | 'revoked' | 'unknown' | null
}

/** One thing about this machine's own side. */
export interface ClientSeen {
  readonly what: 'agent' | 'key' | 'ssh_config' | 'master' | 'interface' | 'rule' | 'firewall'
  readonly text: string
}

/** The login that was tried, without what only the recording needs. */
export type LoginSeen = Pick<LoginEvidence, 'reached' | 'user' | 'methods' | 'done' | 'keys' | 'said'> & {
  readonly why: string | null
  readonly by: string | null
  readonly banner: readonly string[]
}

export interface AddressDiagnosis {
  readonly address: string
  /** null: a name, which a jump host or a ProxyCommand looks up, or which a message tells. */
  readonly family: 4 | 6 | null
  readonly source: string | null
  readonly outcome: TcpOutcome
  readonly errno: string | null
  readonly ms: number
  /** To the asked port, from all sources. */
  readonly syns: number
  readonly answer: Answer
  readonly ssh: SshSeen | null
  readonly path: readonly Rung[]
  readonly verdict: Verdict | null
}

export interface ContrastSeen {
  readonly address: string
  readonly port: number
  readonly role: Role
  readonly outcome: TcpOutcome
  readonly errno: string | null
  readonly ms: number
  readonly answer: Answer
  readonly identification: string | null
}

/** What one connection met that was tried to compare: from another source, or to another host. */
export interface Compared {
  /** The address of this machine that it was tried from. */
  readonly source: string | null
  /** The host as it was named; null: the target. */
  readonly host: string | null
  readonly address: string
  readonly port: number
  readonly outcome: TcpOutcome
  readonly errno: string | null
  readonly ms: number
  readonly answer: Answer
  readonly identification: string | null
}

/** What the SYNs to one port met that had few hops to live. */
export interface PathSeen {
  readonly address: string
  readonly port: number
  readonly role: Role
  readonly tries: readonly { readonly ttl: number; readonly answer: Answer; readonly ms: number }[]
}

/** The words of another program that were explained. */
export type MessageSeen = Pick<MessageEvidence, 'program' | 'id' | 'text'>

export interface Finding {
  readonly cause: string
  readonly layer: Layer
  readonly certainty: Certainty
  readonly blocks: boolean
  readonly addresses: readonly string[]
  readonly refines: string | null
  readonly causedBy: string | null
  /** The finding as a sentence without its certainty word. */
  readonly text: string
  readonly because: readonly Because[]
  readonly against: readonly Because[]
  readonly remedy: Remedy | null
  readonly decide: Decide | null
}

export interface Verdict {
  readonly cause: string
  readonly certainty: 'proven' | 'likely' | 'possible'
}

/** The document of `--json`, `replay` and the library: stable, versioned by `schema`. All strings are free of control characters. */
export interface Diagnosis {
  readonly schema: 1
  readonly version: string
  readonly vantage: { readonly name: string }
  readonly startedAt: string
  readonly ms: number
  /** null: the words that were explained name no host. */
  readonly target: Target | null
  readonly connections: { readonly syns: number; readonly sshd: number }
  readonly contacted: readonly string[]
  /** `happened`: what was seen, always certain. `meaning`: the verdict with its certainty word, or null. */
  readonly summary: { readonly happened: string; readonly meaning: string | null }
  readonly addresses: readonly AddressDiagnosis[]
  readonly contrast: readonly ContrastSeen[]
  /** The asked port from other addresses of this machine: --also-from. */
  readonly sources: readonly Compared[]
  /** Ports of other hosts: --check-egress. */
  readonly egress: readonly Compared[]
  /** The ways followed: --thorough. */
  readonly paths: readonly PathSeen[]
  /** What is known of this machine's own side, whether or not it has to do with the failure. */
  readonly client: readonly ClientSeen[]
  /** null: no login stage was reached. */
  readonly login: LoginSeen | null
  /** Of `sshwhy explain`: the message that decides; null where sshwhy looked itself. */
  readonly message: MessageSeen | null
  /** The jump hosts in the order of travel, each diagnosed as a target of its own. */
  readonly hops: readonly Diagnosis[]
  /** The first wall first, the excluded last. */
  readonly findings: readonly Finding[]
  readonly contradictions: readonly string[]
  readonly unread: readonly { readonly what: string; readonly why: string }[]
  /** What to do or to ask next, best first. */
  readonly next: readonly Decide[]
  /** null: it works as far as tried, or nothing can be said. */
  readonly verdict: Verdict | null
  /** The last layer known to pass for the address that ssh would use; null when not even the name does. */
  readonly reached: Layer | null
  /** null when a login was not tried. */
  readonly works: boolean | null
}
