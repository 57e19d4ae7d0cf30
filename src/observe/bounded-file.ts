import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'

/** The first `max` bytes of a plain file; null when it is none, or cannot be read. Never waits, not even for a FIFO. */
export function readStart(file: string, max: number): string | null {
  let fd: number
  try {
    fd = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch {
    return null
  }
  try {
    if (!fstatSync(fd).isFile()) return null
    const bytes = Buffer.alloc(max)
    return bytes.toString('utf8', 0, readSync(fd, bytes, 0, max, 0))
  } catch {
    return null
  } finally {
    closeSync(fd)
  }
}
