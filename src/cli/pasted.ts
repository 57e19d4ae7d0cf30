import { readSync } from 'node:fs'

/** What is kept of a log: its end, where the failure stands. */
const KEPT = 1 << 20
/** What is read of it at most, so that a pipe that never ends does not keep us for ever. */
const READ = 64 << 20

/** Reads standard input to its end; of a long log the last mebibyte. Ctrl-C ends the program, as no handler is set. */
export function pasted(): string {
  let parts: Buffer[] = []
  let size = 0
  for (let read = 0; read < READ;) {
    const part = Buffer.alloc(1 << 16)
    const got = some(part)
    if (got === 0) break
    read += got
    size += got
    parts.push(part.subarray(0, got))
    if (size > 2 * KEPT) {
      parts = [Buffer.concat(parts).subarray(-KEPT)]
      size = KEPT
    }
  }
  return Buffer.concat(parts).subarray(-KEPT).toString()
}

/** Bytes read, 0 at the end. A pipe that its writer made non-blocking is waited for. */
function some(into: Buffer): number {
  for (;;) {
    try {
      return readSync(0, into)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      // Windows tells the end of a pipe so.
      if (code === 'EOF') return 0
      if (code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    }
  }
}
