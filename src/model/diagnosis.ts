import type { Because, Certainty, Decide, Remedy } from './cause.ts'
import type { Layer } from './layer.ts'
import type { Answer, Role, TcpOutcome } from './observation.ts'
import type { Target } from './target.ts'

/** One rung of the ladder. */
export interface Rung {
  readonly layer: Layer
  readonly state: 'passes' | 'blocks' | 'unknown' | 'not-tested'
  readonly because: string
}

export interface SshSeen {
  readonly reached: 'nothing' | 'foreign' | 'identification'
  readonly ended: 'by-us' | 'closed' | 'reset' | 'silent' | 'endless'
  readonly ms: number
  readonly identification: string | null
  /** Software as recognised, e.g. `OpenSSH 9.2 (Debian 12)`. */
  readonly software: string | null
  readonly before: string
}

export interface AddressDiagnosis {
  readonly address: string
  readonly family: 4 | 6
  readonly source: string | null
  readonly outcome: TcpOutcome
  readonly errno: string | null
  readonly ms: number
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
  readonly target: Target
  readonly connections: { readonly syns: number; readonly sshd: number }
  readonly contacted: readonly string[]
  /** `happened`: what was seen, always certain. `meaning`: the verdict with its certainty word, or null. */
  readonly summary: { readonly happened: string; readonly meaning: string | null }
  readonly addresses: readonly AddressDiagnosis[]
  readonly contrast: readonly ContrastSeen[]
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
