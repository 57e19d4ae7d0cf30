import { CodedError, EXIT } from '../model/error.ts'
import { jsonLine } from './json.ts'
import { look, write, writeLines } from './output.ts'
import { paragraph } from './section.ts'

const REPORT = 'this is a bug in sshwhy: please report it with the lines above, and with a recording (--record FILE) if it repeats'

/** What a thrown thing means: the document of docs/json.md, and the exit code. */
export function failure(error: unknown): { readonly code: string; readonly message: string; readonly hint: string; readonly exit: number } {
  if (error instanceof CodedError) return { code: error.code, message: error.message, hint: error.hint, exit: error.exit }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return { code: 'bug', message, hint: REPORT, exit: EXIT.cannotLook }
}

/** Says why nothing was diagnosed: one line or two on stderr, or the error document on stdout. @returns the exit code */
export function fail(error: unknown, json: boolean): number {
  const { code, message, hint, exit } = failure(error)
  const bug = !(error instanceof CodedError)
  if (json) write(1, jsonLine({ schema: 1, error: { code, message, hint } }))
  if (bug) write(2, `sshwhy: ${error instanceof Error ? (error.stack ?? message) : message}\n${REPORT}\n`)
  else if (!json) writeLines(2, spoken(message, hint))
  return exit
}

/** `sshwhy: message (hint)` where that is one line, else the hint on its own. */
function spoken(message: string, hint: string): readonly string[] {
  const shape = look(2)
  const whole = paragraph(shape, 0, `sshwhy: ${message}${hint === '' ? '' : ` (${hint})`}`)
  if (whole.length === 1 || hint === '') return whole
  return [...paragraph(shape, 0, `sshwhy: ${message}`), ...paragraph(shape, 8, hint)]
}
