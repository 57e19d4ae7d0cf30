import type { CauseId } from '../../model/catalogue.ts'
import type { Family } from '../../model/cause.ts'
import type { TcpOutcome } from '../../model/observation.ts'

/** A cause that the words of a message speak of. */
export interface Named {
  readonly cause: CauseId
  /** The finding as a part of a sentence, small first letter, no full stop. */
  readonly text: string
  /** What can be done; absent where the cause's own remedy says it. */
  readonly remedy?: string
  readonly commands?: readonly string[]
}

/** Causes that the words rule out for the attempt of which they speak, and why. */
export interface Never {
  readonly causes: readonly CauseId[]
  readonly because: string
}

/**
 * How much a message counts beside the others of one attempt. `context`: it names a host or how far the attempt came. `echo`: what follows
 * from a failure told before. `symptom`: what connect(), the server or the login did. `reason`: it names the cause.
 */
export type Rank = 'context' | 'echo' | 'symptom' | 'reason'

/** What a message says, whichever program says it. */
export interface Meaning {
  /** Stable, kebab-case; `MessageEvidence.id` ends with it where one form has several meanings. */
  readonly id: string
  readonly rank: Rank
  /** The families of model/cause.ts that the words leave open; none where they speak of the client alone, or of success. */
  readonly families: readonly Family[]
  /** The end of "PROGRAM says that …", without a full stop; `{host}` and `{port}` are put in. */
  readonly says: string
  /** What connect() can have said; absent where the words do not tell. */
  readonly connect?: readonly TcpOutcome[]
  /** The words name it: likely. */
  readonly named?: readonly Named[]
  /** The words speak for it more than for the rest of the family: possible, and in this order first. */
  readonly perhaps?: readonly Named[]
  /** Possible too, after the rest of the family. */
  readonly also?: readonly Named[]
  readonly never?: readonly Never[]
  /** How far the attempt came, for `context`; what lies before it did not stop it. */
  readonly reached?: 'connected' | 'identified' | 'keyed' | 'offered' | 'authenticated'
  /** The text shows that it worked, as far as it was tried: `tcp` the connection alone. */
  readonly success?: 'tcp' | 'ssh'
  /** The words are about a hop or a proxy in between: what connect() said there tells nothing of the target. */
  readonly between?: true
  /** Says only that it failed: whatever else stands beside it says more. */
  readonly vague?: true
  /** Another attempt may follow after it. */
  readonly ends?: true
}

/** A file of meanings. */
export type Meanings = readonly Meaning[]
