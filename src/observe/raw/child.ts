import type { Libc } from './libc.ts'
import { O_CLOEXEC, POSIX_SPAWN, WNOHANG } from './layout.ts'

/** A child that leads a session of its own, with its standard input closed. The two descriptors are the reading ends of its output. */
export interface Child {
  readonly pid: number
  readonly out: number
  readonly err: number
}

/** Larger than posix_spawnattr_t, posix_spawn_file_actions_t and sigset_t of glibc (336, 80, 128 bytes) and of musl. */
const OPAQUE = 512

/**
 * posix_spawnp(3): a third of the time of node:child_process, which loads the streams and copies the page tables of Node.
 * @returns null when there is no such program, or none that this user may run
 */
export function spawnChild(
  libc: Libc,
  path: string,
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Child | null {
  const out = pipe(libc)
  const err = out && pipe(libc)
  if (!out || !err) {
    for (const fd of out ?? []) libc.close(fd)
    return null
  }
  const actions = Buffer.alloc(OPAQUE)
  const attributes = Buffer.alloc(OPAQUE)
  const signals = Buffer.alloc(OPAQUE)
  const pid = new Int32Array(1)
  const kept: Buffer[] = []
  libc.posix_spawn_file_actions_init(actions)
  libc.posix_spawn_file_actions_addopen(actions, 0, '/dev/null', 0, 0)
  libc.posix_spawn_file_actions_adddup2(actions, out[1], 1)
  libc.posix_spawn_file_actions_adddup2(actions, err[1], 2)
  libc.posix_spawnattr_init(attributes)
  libc.posix_spawnattr_setflags(attributes, POSIX_SPAWN.SETSID | POSIX_SPAWN.SETSIGDEF | POSIX_SPAWN.SETSIGMASK)
  // The child blocks no signal, and ignores none: Node ignores SIGPIPE.
  libc.posix_spawnattr_setsigmask(attributes, signals)
  libc.posix_spawnattr_setsigdefault(attributes, signals.fill(0xff, 0, 8))
  const variables = Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]))
  const failed = libc.posix_spawnp(pid, path, actions, attributes, strings(libc, [path, ...words], kept), strings(libc, variables, kept))
  libc.posix_spawn_file_actions_destroy(actions)
  libc.posix_spawnattr_destroy(attributes)
  libc.close(out[1])
  libc.close(err[1])
  if (failed === 0) return { pid: pid[0] ?? -1, out: out[0], err: err[0] }
  libc.close(out[0])
  libc.close(err[0])
  return null
}

/** Its status as of waitpid(2), or null while it runs. Never waits. */
export function reap(libc: Libc, pid: number): { readonly code: number; readonly signalled: boolean } | null {
  const status = new Int32Array(1)
  if (libc.waitpid(pid, status, WNOHANG) === 0) return null
  const word = status[0] ?? 0
  return { code: (word >> 8) & 0xff, signalled: (word & 0x7f) !== 0 }
}

function pipe(libc: Libc): readonly [number, number] | null {
  const ends = new Int32Array(2)
  return libc.pipe2(ends, O_CLOEXEC) === 0 ? [ends[0] ?? -1, ends[1] ?? -1] : null
}

/** A `char *const[]`; `kept` holds the bytes until the call is done. */
function strings(libc: Libc, all: readonly string[], kept: Buffer[]): BigUint64Array {
  const pointers = new BigUint64Array(all.length + 1)
  for (const [index, text] of all.entries()) {
    const bytes = Buffer.from(`${text}\0`)
    kept.push(bytes)
    pointers[index] = libc.address(bytes)
  }
  return pointers
}
