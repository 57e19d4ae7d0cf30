import { printable } from '../../net/printable.ts'
import { COMMAND_LINE, recogniseConfigError } from './config-error.ts'
import { isLibraryMismatch } from './library-mismatch.ts'
import { recogniseUsageError } from './usage-error.ts'

/**
 * Why ssh gave up before it connected.
 * `usage`: what was typed · `config`: what a configuration file says, or its owner and mode · `library`: ssh does not fit its libraries ·
 * `no-dash-g`: too old an ssh to be asked · `other`: words we do not know, without what stood in quotes.
 */
export interface SshFailure {
  readonly kind: 'usage' | 'config' | 'library' | 'no-dash-g' | 'other'
  readonly text: string
  /** The configuration file at fault, and its line, where ssh names them. */
  readonly file: string | null
  readonly line: number | null
  /** The lines that say so, fit to be recorded: from them alone the same failure is read again. */
  readonly lines: readonly string[]
}

const MAX_TEXT = 2048
/** ssh cuts its own lines at 1024 bytes; longer ones come from the commands of `Match exec`. */
const MAX_LINE = 4096
const found = (
  kind: SshFailure['kind'],
  text: string,
  lines: readonly string[],
  file: string | null = null,
  line: number | null = null,
): SshFailure => ({
  kind,
  text: printable(text, MAX_TEXT),
  file: file === null ? null : printable(file, MAX_TEXT),
  line,
  lines: lines.map((one) => printable(one, MAX_TEXT)),
})

/**
 * Reads the standard error of an ssh that ended with 255, or the capture `ssh-config` that was recorded of it. Other lines may come
 * from the commands of `Match exec`: nothing of them is kept.
 */
export function readSshFailure(log: string): SshFailure {
  const lines = log
    .split(/\r?\n/)
    .filter(
      (line) => line !== '' && line.length <= MAX_LINE && !/^(?:debug[123]: |OpenSSH_|Warning: |Pseudo-terminal will not )/.test(line),
    )
  const library = lines.find(isLibraryMismatch)
  if (library !== undefined) return found('library', library, [library])
  if (lines.some((line) => /(?:option|unknown|illegal) .*-- '?G'?$/.test(line)))
    return found('no-dash-g', 'ssh has no option -G', ['unknown option -- G'])
  const error = recogniseConfigError(lines)
  if (error) return found(error.file === COMMAND_LINE ? 'usage' : 'config', error.text, [error.said], error.file, error.line)
  const usage = recogniseUsageError(lines)
  if (usage !== null) return found('usage', usage, [usage])
  const last = (lines.at(-1) ?? 'no word of explanation').replaceAll(/(["'`]).*\1/g, '$1…$1')
  return found('other', last, [last])
}
