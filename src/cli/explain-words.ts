import { isatty } from 'node:tty'
import { CAUSES } from '../diagnose/causes/all.ts'
import { diagnoseWords } from '../diagnose/words.ts'
import { CodedError, EXIT } from '../model/error.ts'
import type { Observation } from '../model/observation.ts'
import { VERSION } from '../model/version.ts'
import { type Log, readLog } from '../ssh/messages/log.ts'
import { namedTarget } from '../ssh/messages/named-target.ts'
import { explain } from './explain.ts'
import { explanation } from './explanation.ts'
import { jsonLine } from './json.ts'
import { look, write, writeLines } from './output.ts'
import type { Typed } from './parse.ts'
import { pasted } from './pasted.ts'
import { redact } from './redact.ts'

const HOW = 'ssh db1 2>&1 | sshwhy explain, or sshwhy explain "ssh: connect to host db1 port 22: Connection refused"'

/** What is not understood: nothing is guessed, and the line that looks most like an error is shown. */
function notUnderstood({ lines, errorLike }: Log): CodedError {
  if (lines === 0) return new CodedError('nothing-to-explain', 'there is no text to explain', HOW)
  const shown = errorLike === null ? '' : `: ${errorLike}`
  return new CodedError(
    'message-unknown',
    `nothing in ${lines === 1 ? 'this line' : `these ${lines} lines`} is a known message of ssh or of a program that uses it${shown}`,
    'give the whole output, as of ssh -v; or ask the host itself: sshwhy [user@]host',
  )
}

/** The log as an observation: the words are evidence, and nothing was asked of anyone. */
function observationOf(log: Log): Observation {
  return {
    schema: 1,
    version: VERSION,
    vantage: { name: 'here' },
    target: namedTarget(log.messages),
    startedAt: new Date().toISOString(),
    ms: 0,
    connections: { syns: 0, sshd: 0 },
    evidence: log.messages.map(({ program, text, id }) => ({ at: 0, probe: 'message', program, text, id })),
    captures: [],
    unseen: [],
  }
}

/**
 * `sshwhy explain [TEXT…|-]`, or the id of a cause. Nobody is contacted: a pasted text must not make us.
 * @returns the exit code
 * @throws CodedError where there is nothing to explain, or nothing is understood
 */
export function explainWords(words: readonly string[], options: Typed): number {
  const [first, ...more] = words
  if (first !== undefined && more.length === 0 && CAUSES.some(({ id }) => id === first)) return explain(first)
  const reads = first === undefined || (first === '-' && more.length === 0)
  if (first === undefined && isatty(0)) throw new CodedError('nothing-to-explain', 'explain reads the output of a failed ssh', HOW)
  const log = readLog(reads ? pasted() : words.join(' '))
  if (log.messages.length === 0) throw notUnderstood(log)
  const diagnosis = diagnoseWords(redact(observationOf(log)), VERSION)
  if (options.json) write(1, jsonLine(diagnosis))
  else writeLines(1, explanation(look(1), diagnosis, options.quiet ? 'quiet' : options.all ? 'all' : 'normal'))
  return diagnosis.works === true ? EXIT.works : EXIT.fails
}
