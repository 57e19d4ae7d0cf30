/** Exit codes of the command; the contract of docs/json.md. */
export const EXIT = { works: 0, fails: 1, usage: 2, cannotLook: 3, rolledBack: 4, interrupted: 130 } as const

/** Misuse, or this machine does not let us look: told in one line, with the next step. Anything else thrown is a bug. */
export class CodedError extends Error {
  override readonly name = 'CodedError'
  readonly code: string
  readonly hint: string
  readonly exit: number
  /** @param code stable, kebab-case · @param message one line, control characters already stripped · @param hint the next step */
  constructor(code: string, message: string, hint: string, exit: number = EXIT.usage) {
    super(message)
    this.code = code
    this.hint = hint
    this.exit = exit
  }
}
