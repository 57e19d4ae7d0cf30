import { fstatSync, writeSync } from 'node:fs'
import { CodedError, EXIT } from '../model/error.ts'
import { lookOf } from './look.ts'
import type { Look } from './look.ts'

/** The code of the error that cannot be told on standard output. */
export const UNWRITTEN = 'output-not-written'

/** What stands behind a file descriptor. Node's own streams are loaded for a terminal only: they cost start-up time. */
function terminal(fd: 1 | 2): { readonly columns: number | undefined } | null {
  try {
    if (!fstatSync(fd).isCharacterDevice()) return null
  } catch {
    return null
  }
  const stream = fd === 1 ? process.stdout : process.stderr
  return stream.isTTY ? { columns: stream.columns } : null
}

/** How text on this descriptor may look. */
export function look(fd: 1 | 2): Look {
  const seen = terminal(fd)
  return lookOf(process.env, process.platform, seen !== null, seen?.columns)
}

export const isTerminal = (fd: 1 | 2): boolean => terminal(fd) !== null

/**
 * Writes all of it. A reader that has gone (EPIPE) is no error of ours; a full pipe that does not block is waited for. What cannot be
 * told on standard error can be told nowhere.
 * @throws CodedError when standard output takes no more
 */
export function write(fd: 1 | 2, text: string): void {
  const bytes = Buffer.from(text)
  let sent = 0
  while (sent < bytes.length) {
    try {
      sent += writeSync(fd, bytes, sent)
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code
      if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
      else if (code === 'EPIPE' || fd === 2) return
      else throw new CodedError(UNWRITTEN, `cannot write standard output: ${code ?? 'unknown error'}`, '', EXIT.cannotLook)
    }
  }
}

export function writeLines(fd: 1 | 2, lines: readonly string[]): void {
  write(fd, `${lines.join('\n')}\n`)
}
