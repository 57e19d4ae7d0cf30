import { closeSync, openSync, readSync } from 'node:fs'
import { isatty } from 'node:tty'
import type { Input } from '../../firewall/inputs.ts'
import { CodedError, EXIT } from '../../model/error.ts'
import { printable } from '../../net/printable.ts'

/** Sets of a million addresses are some 30 MiB; all inputs together may be this large. */
const LARGEST = 256 << 20
const PART = 1 << 20
const MOST_FILES = 64

export const HOW = 'sudo sh -c "iptables-save; ip6tables-save; nft list ruleset; ipset save; ss -ltnp; ip address" | sshwhy firewall who'

/** Bytes read, 0 at the end. A pipe that its writer made non-blocking is waited for. */
function some(fd: number, into: Buffer): number {
  for (;;) {
    try {
      return readSync(fd, into)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      // Windows tells the end of a pipe so.
      if (code === 'EOF') return 0
      if (code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    }
  }
}

/** To the end, or to one byte more than is allowed. */
function bytesOf(file: string, room: number): Buffer {
  const fd = file === '-' ? 0 : openSync(file, 'r')
  try {
    const parts: Buffer[] = []
    for (let size = 0; size <= room;) {
      const part = Buffer.allocUnsafe(PART)
      const got = some(fd, part)
      if (got === 0) break
      size += got
      parts.push(part.subarray(0, got))
    }
    return Buffer.concat(parts)
  } finally {
    if (fd !== 0) closeSync(fd)
  }
}

function readOne(file: string, room: number): Buffer {
  try {
    return bytesOf(file, room)
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? 'unknown error'
    throw new CodedError('rules-unreadable', `cannot read ${printable(file, 200)}: ${why}`, HOW, EXIT.cannotLook)
  }
}

/**
 * Reads the files that were named, or standard input.
 * @throws CodedError where one cannot be read, or nothing is there
 */
export function readFiles(files: readonly string[]): readonly Input[] {
  if (files.length === 0 && isatty(0)) throw new CodedError('rules-missing', 'no rules were given', HOW)
  if (files.length > MOST_FILES) throw new CodedError('word-too-many', `at most ${MOST_FILES} files are read`, HOW)
  let room = LARGEST
  const inputs = (files.length === 0 ? ['-'] : [...new Set(files)]).map((file): Input => {
    const bytes = readOne(file, room)
    if (bytes.length > room)
      throw new CodedError(
        'rules-unreadable',
        `${printable(file, 200)}: all rules together are larger than ${LARGEST >> 20} MiB`,
        '',
        EXIT.cannotLook,
      )
    room -= bytes.length
    return { file: file === '-' ? null : file, text: bytes.toString() }
  })
  if (inputs.every(({ text }) => text.trim() === ''))
    throw new CodedError('rules-missing', 'no rules were given: there is nothing to read', HOW)
  return inputs
}
