import { CodedError, EXIT } from '../model/error.ts'
import { jsonLine } from './json.ts'
import { look, UNWRITTEN, write, writeLines } from './output.ts'
import { withoutPasswords } from './redact.ts'
import { paragraph } from './section.ts'

const REPORT = 'this is a bug in sshwhy: please report it with the lines above, and with a recording (--record FILE) if it repeats'

/** What a thrown thing means: the document of docs/json.md, and the exit code. */
export function failure(error: unknown): { readonly code: string; readonly message: string; readonly hint: string; readonly exit: number } {
  if (error instanceof CodedError)
    return { code: error.code, message: withoutPasswords(error.message), hint: withoutPasswords(error.hint), exit: error.exit }
  const message = withoutPasswords(error instanceof Error ? `${error.name}: ${error.message}` : String(error))
  return { code: 'bug', message, hint: REPORT, exit: EXIT.cannotLook }
}

/** Says why nothing was diagnosed: one line or two on stderr, or the error document on stdout. Never throws. @returns the exit code */
export function fail(error: unknown, json: boolean): number {
  const { code, message, hint, exit } = failure(error)
  const bug = !(error instanceof CodedError)
  if (bug) write(2, `sshwhy: ${error instanceof Error ? withoutPasswords(error.stack ?? message) : message}\n${REPORT}\n`)
  if (json && code !== UNWRITTEN) return document({ code, message, hint }, exit)
  if (!bug) writeLines(2, spoken(message, hint))
  return exit
}

function document(told: { readonly code: string; readonly message: string; readonly hint: string }, exit: number): number {
  try {
    write(1, jsonLine({ schema: 1, error: told }))
    return exit
  } catch (error) {
    return fail(error, false)
  }
}

/** `sshwhy: message (hint)` where that is one line, else the hint on its own. */
function spoken(message: string, hint: string): readonly string[] {
  const shape = look(2)
  const whole = paragraph(shape, 0, `sshwhy: ${message}${hint === '' ? '' : ` (${hint})`}`)
  if (whole.length === 1 || hint === '') return whole
  return [...paragraph(shape, 0, `sshwhy: ${message}`), ...paragraph(shape, 8, hint)]
}
