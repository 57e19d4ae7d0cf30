import { closeSync, constants, fsyncSync, lstatSync, openSync, renameSync, unlinkSync, writeFileSync, accessSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CodedError, EXIT } from '../model/error.ts'
import type { Observation } from '../model/observation.ts'
import { printable } from '../net/printable.ts'

function cannot(file: string, why: string): CodedError {
  return new CodedError(
    'record-not-written',
    `cannot write ${printable(file, 200)}: ${why}`,
    'name a file in a folder of your own',
    EXIT.cannotLook,
  )
}

const reason = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown error'

/** Nothing but a regular file is written over: a link could lead anywhere, and a device or a pipe is no recording. */
function mayWrite(file: string): void {
  if (file === '-')
    throw new CodedError('record-to-nowhere', '--record needs the name of a file', '--json prints the diagnosis; ./- is a file named -')
  const found = lstatSync(file, { throwIfNoEntry: false })
  if (found && !found.isFile()) throw cannot(file, 'it is there and is no regular file')
  accessSync(dirname(file), constants.W_OK)
}

/**
 * Checks that the file can be written, before anything is asked of the network.
 * @returns writes the recording: whole or not at all, readable by its owner alone
 * @throws CodedError
 */
export function recording(file: string): (observation: Observation) => void {
  try {
    mayWrite(file)
  } catch (error) {
    throw error instanceof CodedError ? error : cannot(file, reason(error))
  }
  return (observation) => {
    const fresh = join(dirname(file), `.sshwhy-${Math.random().toString(36).slice(2)}.tmp`)
    try {
      const fd = openSync(fresh, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0), 0o600)
      try {
        writeFileSync(fd, `${JSON.stringify(observation, null, 1)}\n`)
        fsyncSync(fd)
      } finally {
        closeSync(fd)
      }
      mayWrite(file)
      renameSync(fresh, file)
    } catch (error) {
      try {
        unlinkSync(fresh)
      } catch {
        // It was not made, or was renamed already.
      }
      throw error instanceof CodedError ? error : cannot(file, reason(error))
    }
  }
}
