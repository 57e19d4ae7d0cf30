import { closeSync, openSync, readSync } from 'node:fs'
import * as v from 'valibot'
import { CodedError, EXIT } from '../model/error.ts'
import type { Observation } from '../model/observation.ts'
import { printable } from '../net/printable.ts'
import type { Typed } from './parse.ts'
import { print } from './print.ts'
import { replay as judged } from '../sshwhy.ts'
import { redact } from './redact.ts'
import { observation as schema } from './schema/observation.ts'

/** A recording is some kilobytes; what is larger is none. */
const LARGEST = 8 << 20

const unreadable = (file: string, why: string): CodedError =>
  new CodedError(
    'recording-unreadable',
    `cannot read ${printable(file, 200)}: ${why}`,
    'sshwhy replay FILE, or - for standard input',
    EXIT.usage,
  )

const invalid = (file: string, why: string): CodedError =>
  new CodedError(
    'recording-invalid',
    `cannot replay ${printable(file, 200)}: ${why}`,
    'sshwhy --record FILE [user@]host makes one',
    EXIT.usage,
  )

/** Reads to the end, or to one byte more than is allowed. */
function read(file: string): Buffer {
  const fd = file === '-' ? 0 : openSync(file, 'r')
  try {
    const parts: Buffer[] = []
    let size = 0
    while (size <= LARGEST) {
      const part = Buffer.alloc(1 << 16)
      const got = readSync(fd, part)
      if (got === 0) break
      parts.push(part.subarray(0, got))
      size += got
    }
    return Buffer.concat(parts)
  } finally {
    if (fd !== 0) closeSync(fd)
  }
}

/** Another version of the format, or another document: told before its keys are judged. */
function foreign(json: unknown): string | null {
  if (typeof json !== 'object' || json === null || !('schema' in json)) return 'it is no recording of sshwhy'
  const { schema: found } = json
  if (found === 1) return null
  if (Number.isSafeInteger(found) && Number(found) > 1) return `it was written by a newer sshwhy (schema ${Number(found)})`
  return 'its schema is none that sshwhy wrote'
}

/** The first thing that is wrong, with its place, such as `evidence[3].port`. */
function wrong(issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string {
  const [issue] = issues
  const path = (issue.path ?? []).reduce(
    (so, { key }) => (typeof key === 'number' ? `${so}[${key}]` : `${so}${so === '' ? '' : '.'}${String(key)}`),
    '',
  )
  return printable(`${path === '' ? 'the whole' : path}: ${issue.message}`, 300)
}

/**
 * Reads and judges a recording.
 * @throws CodedError naming what is wrong, and where in the file
 */
export function load(file: string): Observation {
  let bytes: Buffer
  try {
    bytes = read(file)
  } catch (error) {
    throw unreadable(file, (error as NodeJS.ErrnoException).code ?? 'unknown error')
  }
  if (bytes.length > LARGEST) throw invalid(file, `it is larger than ${LARGEST >> 20} MiB`)
  let json: unknown
  try {
    json = JSON.parse(bytes.toString())
  } catch (error) {
    throw invalid(file, `it is not JSON (${printable((error as Error).message, 120)})`)
  }
  const other = foreign(json)
  if (other !== null) throw invalid(file, other)
  const parsed = v.safeParse(schema, json)
  if (!parsed.success) throw invalid(file, wrong(parsed.issues))
  return redact(parsed.output)
}

/** `sshwhy replay FILE`. @returns the exit code */
export async function replay(words: readonly string[], options: Typed): Promise<number> {
  const [file, more] = words
  if (file === undefined) throw new CodedError('recording-missing', 'replay needs a recording', 'sshwhy replay FILE')
  if (more !== undefined)
    throw new CodedError('word-too-many', `replay takes one file, and "${printable(more, 60)}" is another`, 'sshwhy replay FILE')
  return await print(await judged(load(file)), options)
}
