import { closeSync, constants, existsSync, fstatSync, openSync, readSync, statSync } from 'node:fs'
import type { Capture } from '../../model/observation.ts'
import { keyKind } from '../../ssh/key-kind.ts'

/** A file that ssh_config or the command line names. */
export interface NamedFile {
  readonly role: 'identity' | 'certificate'
  /** Expanded. */
  readonly path: string
  /** False for the names that ssh tries of its own accord. */
  readonly explicit: boolean
  /** Where it is named; absent when that is not known, or on the command line. */
  readonly file?: string
  readonly line?: number
}

/** Enough for the first line of any key; nothing of it is kept. */
const HEAD_BYTES = 128
const MAX_FILES = 64

/**
 * What the key files are, each as `ROLE explicit|default MODE OWNER KIND PATH [from FILE line N]`. MODE in octal and OWNER,
 * `own` or a uid, are `-` where stat(2) failed. KIND is of keyKind(), or `missing`, `public-only` (with a .pub beside it), `folder`, `special`,
 * `unreadable`. Never a byte of what they hold.
 */
export function keyFiles(named: readonly NamedFile[]): Capture {
  const lines = named.slice(0, MAX_FILES).map((one) => {
    const from = one.file === undefined ? '' : ` from ${one.file} line ${one.line ?? 0}`
    return `${one.role} ${one.explicit ? 'explicit' : 'default'} ${look(one.path)} ${one.path}${from}`.replaceAll('\n', '?')
  })
  return { side: 'client', source: 'key-files', command: 'stat', code: 0, out: lines.join('\n'), cut: named.length > MAX_FILES }
}

function look(path: string): string {
  try {
    const { mode, uid } = statSync(path)
    return `${(mode & 0o7777).toString(8).padStart(4, '0')} ${uid === process.getuid?.() ? 'own' : uid} ${kindOf(path)}`
  } catch (error) {
    const absent = ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')
    return `- - ${absent ? (existsSync(`${path}.pub`) ? 'public-only' : 'missing') : 'unreadable'}`
  }
}

function kindOf(path: string): string {
  let fd: number
  try {
    // A FIFO is not waited for.
    fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch {
    return 'unreadable'
  }
  try {
    const stat = fstatSync(fd)
    if (!stat.isFile()) return stat.isDirectory() ? 'folder' : 'special'
    const bytes = Buffer.alloc(HEAD_BYTES)
    const kind = keyKind(bytes.toString('latin1', 0, readSync(fd, bytes, 0, HEAD_BYTES, 0)))
    bytes.fill(0)
    return kind
  } catch {
    return 'unreadable'
  } finally {
    closeSync(fd)
  }
}
