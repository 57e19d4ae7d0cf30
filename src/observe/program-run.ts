/** How the run of a program ended, and what it printed; both texts are cut at MAX_BYTES. */
export interface ProgramRun {
  /** `absent`: no such program, or none that this user may run. */
  readonly ended: 'exit' | 'signal' | 'timed-out' | 'absent' | 'endless'
  /** Exit status; -1 where there is none. */
  readonly code: number
  readonly out: string
  readonly log: string
}

export const MAX_BYTES = 1 << 20
/** A command of `Match exec` that stays in the background holds ssh's standard error open for as long as it likes: milliseconds to wait. */
export const DRAIN_MS = 100
