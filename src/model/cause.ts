import type { Layer } from './layer.ts'
import type { Capture, Evidence, Observation, TcpOutcome } from './observation.ts'

export type Certainty = 'proven' | 'likely' | 'possible' | 'excluded' | 'unknown'

/** A sentence and what it is read from: the index of an evidence, or of a capture with the line quoted. */
export type Quote =
  | { readonly evidence: number }
  | { readonly capture: number; readonly line?: number; readonly text: string }
  | { readonly file: string; readonly line?: number; readonly text: string }
  /** What was found out about a jump host: the index in `hops`. */
  | { readonly hop: number }
export interface Because {
  readonly text: string
  readonly from: Quote
}

/** What would decide a question: a complete command, to be copied, and where it must be run. */
export interface Decide {
  readonly where: 'here' | 'server' | 'cloud' | 'router' | 'elsewhere'
  /** The server meant, where it is a jump host and not the target. */
  readonly host?: string
  readonly command: string
  readonly tells: string
}

/** What the user can do. Commands are complete, and run on the machine that the text names. */
export interface Remedy {
  readonly text: string
  readonly commands: readonly string[]
}

/** What a cause predicts for connect() at the asked port. */
export type Predicts = readonly TcpOutcome[]

export type Judgement =
  | { readonly certainty: 'excluded'; readonly because: readonly [Because, ...Because[]] }
  | { readonly certainty: 'unknown' }
  | {
      readonly certainty: 'proven' | 'likely' | 'possible'
      readonly because: readonly [Because, ...Because[]]
      /** What speaks against it, without excluding it. */
      readonly against?: readonly Because[]
      /** How much more often the evidence is seen under this cause than under its rivals; 1 when it does not tell them apart. */
      readonly weight?: number
      /** So it is, but it does not stop ssh here, e.g. as ssh_config lets it pass. */
      readonly blocks?: false
      readonly remedy?: Remedy
      readonly decide?: Decide
      /** The verdict as one sentence without its certainty word, e.g. `sshd is not running on db1`. Falls back to the claim. */
      readonly verdict?: string
      /** The cause that led to it, by its id: see Finding.causedBy. */
      readonly causedBy?: string
      /** The verdict as a whole sentence with its certainty word, where that is not made of `verdict`. */
      readonly meaning?: string
    }

/** Message families of docs/causes.md: what the user's ssh says. */
export type Family = 'R' | 'T' | 'U' | 'C' | 'B' | 'K' | 'A' | 'S' | 'N'

/** One cause: one file of its own in diagnose/causes/. `judge` sees one connection: one source, address, port and user, at one time. */
export interface Cause {
  readonly id: string
  readonly layer: Layer
  /** The claim, one sentence about one connection. `proven` means: this holds in every world that fits the quoted evidence. */
  readonly claims: string
  /** What it is, for a reader who never met it. */
  readonly means: string
  /** How often it is the reason, among failing connections of its family: relative, see docs/causes.md. */
  readonly prior: number
  /** The more general cause of which this is a special case. */
  readonly refines?: string
  /** False for what is worth saying but blocks nothing by itself. Default true. */
  readonly blocks?: boolean
  /** True when ssh itself ends there, before it asks for the name. */
  readonly stopsSsh?: true
  readonly families: readonly Family[]
  /**
   * What connect() can say where this is the cause; any other outcome excludes it. A cause that refuses can be silent too, where its
   * answers are filtered on the way. Empty: no connection comes about.
   */
  readonly predicts: Predicts
  /** What would decide it, given the question. */
  readonly decide: (ask: Ask) => Decide
  readonly remedy: (ask: Ask) => Remedy
  readonly judge: (ask: Ask) => Judgement
}

/** A jump host, as it was diagnosed: a target of its own. */
export interface Hop {
  /** As ssh_config writes it. */
  readonly name: string
  /** What was seen of it, in one sentence, and what that means: see Diagnosis.summary. */
  readonly happened: string
  readonly meaning: string | null
  /** Whether a login came about, so that connections can be asked for there. */
  readonly passed: boolean
  readonly verdict: { readonly cause: string; readonly certainty: 'proven' | 'likely' | 'possible'; readonly text: string } | null
  /** What the verdict stands on. */
  readonly because: readonly Because[]
  readonly remedy: Remedy | null
  readonly decide: Decide | null
}

/** A question with a typed answer, memoised for each address. Parts import the needs they have. */
export interface Need<T> {
  readonly id: string
  readonly answer: (ask: Ask) => T
}

export interface Ask {
  <T>(need: Need<T>): T
  readonly observation: Observation
  /** The address judged; null when the name gave none. */
  readonly address: string | null
  readonly evidence: readonly Evidence[]
  /** The jump hosts that were looked at, in the order of travel. */
  readonly hops: readonly Hop[]
  readonly capture: (source: string) => { readonly index: number; readonly capture: Capture } | undefined
  /** The same questions about another address of the same target. */
  readonly about: (address: string) => Ask
}
