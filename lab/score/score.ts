import type { AnswerClass } from '../scenario/class.ts'

/**
 * What the verdict says of the first wall. `right`: it names it, proven or likely, or a healthy host is called so. `coarse`: it names, proven, a
 * general cause of it. `open`: it does not decide, and the truth is among what it leaves. `wrong`: it names another, or has excluded
 * the truth. `blamed`: nothing is broken, and something is blamed.
 */
export type Wall = 'right' | 'coarse' | 'open' | 'wrong' | 'blamed'

/** One run, judged. Plain JSON: scoreboards are compared by it. */
export interface Score {
  readonly id: string
  readonly name: string
  readonly title: string
  readonly kind: string
  readonly base: string
  readonly family: 4 | 6
  readonly topology: string
  /** The words after `sshwhy`. */
  readonly typed: string
  /** The first wall, or null where nothing is broken. */
  readonly truth: string | null
  readonly causedBy: string | null
  readonly further: readonly string[]
  /** Causes that look the same from outside, as the scenario says. */
  readonly alike: readonly string[]
  /** False where this version has no cause of that id. */
  readonly judged: boolean
  /** Who answered, and how: the truth, and what the report says. */
  readonly class: AnswerClass
  readonly classSeen: AnswerClass
  /** What the ports around the asked one show on the wire. */
  readonly beside: string
  readonly wall: Wall
  readonly verdict: string | null
  readonly certainty: string | null
  /** Blocking causes that the report leaves, best first. */
  readonly open: readonly string[]
  readonly wrongProven: readonly string[]
  /** What the report says of the true cause: a certainty, or `absent`. */
  readonly truthIs: string
  readonly blockers: { readonly found: readonly string[]; readonly missed: readonly string[] }
  /** The command that decides about the true cause. */
  readonly decide: { readonly where: string; readonly command: string } | null
  /** What that command printed on the broken host; empty where it was not run. */
  readonly printed: string
  /** Whether that showed the cause; null where the scenario does not say how. */
  readonly told: boolean | null
  /** Wall time of the program, milliseconds. */
  readonly ms: number
  readonly syns: number
  readonly sshd: number
  /** What the program did wrong, one sentence each. */
  readonly wrong: readonly string[]
  /** What was not as the scenario says, one sentence each: then the run counts for nothing. */
  readonly lab: readonly string[]
  /** The report as a user reads it. */
  readonly report: string
}

/** A whole run of the lab. */
export interface Board {
  readonly schema: 1
  readonly mode: 'outside'
  /** ISO 8601, UTC. */
  readonly date: string
  readonly version: string
  /** Commit, with `+` where the tree was changed; or null outside of git. */
  readonly commit: string | null
  readonly kernel: string
  /** Seconds. */
  readonly took: number
  readonly scores: readonly Score[]
}
