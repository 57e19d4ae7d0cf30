import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** What is used of koffi 3 (https://koffi.dev/), which ships no types for its platform packages. */
interface Koffi {
  load(path: null): { func(name: string, result: string, parameters: readonly string[]): Foreign }
  errno(): number
  /** Where the bytes of a buffer are; the buffer must outlive the use of the number. */
  address(bytes: Uint8Array): bigint
}
interface Foreign {
  (...values: readonly unknown[]): number
  /** Runs the call on a thread of libuv's pool. errno is not carried over. */
  async(...values: readonly unknown[]): void
}

type Bytes = Uint8Array
type Done = (error: Error | null, result: number) => void

/** The functions of the C library that the probes need, as in their man pages. Negative results: see `errno`. */
export interface Libc {
  readonly errno: () => number
  readonly address: (bytes: Bytes) => bigint
  readonly socket: (domain: number, type: number, protocol: number) => number
  readonly bind: (fd: number, address: Bytes, length: number) => number
  readonly connect: (fd: number, address: Bytes, length: number) => number
  readonly close: (fd: number) => number
  readonly setsockopt: (fd: number, level: number, name: number, value: Bytes, length: number) => number
  readonly getsockopt: (fd: number, level: number, name: number, value: Bytes, length: Bytes) => number
  readonly getsockname: (fd: number, address: Bytes, length: Bytes) => number
  readonly poll: (fds: Bytes, count: number, timeoutMs: number) => number
  readonly pollAsync: (fds: Bytes, count: number, timeoutMs: number, done: Done) => void
  readonly recv: (fd: number, into: Bytes, length: number, flags: number) => number
  readonly recvmsg: (fd: number, message: Bytes, flags: number) => number
  readonly send: (fd: number, from: Bytes, length: number, flags: number) => number
  readonly eventfd: (initial: number, flags: number) => number
  readonly write: (fd: number, from: Bytes, length: number) => number
  readonly read: (fd: number, into: Bytes, length: number) => number
  readonly pipe2: (ends: Int32Array, flags: number) => number
  readonly waitpid: (pid: number, status: Int32Array, options: number) => number
  readonly posix_spawnp: (
    pid: Int32Array,
    path: string,
    actions: Bytes,
    attributes: Bytes,
    argv: BigUint64Array,
    envp: BigUint64Array,
  ) => number
  readonly posix_spawn_file_actions_init: (actions: Bytes) => number
  readonly posix_spawn_file_actions_destroy: (actions: Bytes) => number
  readonly posix_spawn_file_actions_addopen: (actions: Bytes, fd: number, path: string, flags: number, mode: number) => number
  readonly posix_spawn_file_actions_adddup2: (actions: Bytes, fd: number, as: number) => number
  readonly posix_spawnattr_init: (attributes: Bytes) => number
  readonly posix_spawnattr_destroy: (attributes: Bytes) => number
  readonly posix_spawnattr_setflags: (attributes: Bytes, flags: number) => number
  readonly posix_spawnattr_setsigmask: (attributes: Bytes, signals: Bytes) => number
  readonly posix_spawnattr_setsigdefault: (attributes: Bytes, signals: Bytes) => number
  readonly if_nametoindex: (name: string) => number
  readonly if_indextoname: (index: number, into: Bytes) => string | null
}

/** Why there are no system calls here, for people. */
export interface NoLibc {
  readonly why: string
}

const PACKAGES: Readonly<Record<string, string>> = {
  'linux/x64': '@koromix/koffi-linux-x64',
  'linux/arm64': '@koromix/koffi-linux-arm64',
}

function bindLibc(koffi: Koffi): Libc {
  // The process itself: the C library that Node is linked with, glibc or musl.
  const library = koffi.load(null)
  // Preparing a function costs about 30 µs: only when it is first called.
  const define = (name: string, result: string, ...parameters: readonly string[]): (() => Foreign) => {
    let made: Foreign | undefined
    return () => (made ??= library.func(name, result, parameters))
  }
  const lazily = (name: string, result: string, ...parameters: readonly string[]): ((...values: readonly unknown[]) => never) => {
    const made = define(name, result, ...parameters)
    return (...values) => made()(...values) as never
  }
  const poll = define('poll', 'int', 'void *', 'ulong', 'int')
  return {
    errno: () => koffi.errno(),
    address: (bytes) => koffi.address(bytes),
    socket: lazily('socket', 'int', 'int', 'int', 'int'),
    bind: lazily('bind', 'int', 'int', 'void *', 'uint32_t'),
    connect: lazily('connect', 'int', 'int', 'void *', 'uint32_t'),
    close: lazily('close', 'int', 'int'),
    setsockopt: lazily('setsockopt', 'int', 'int', 'int', 'int', 'void *', 'uint32_t'),
    getsockopt: lazily('getsockopt', 'int', 'int', 'int', 'int', 'void *', 'void *'),
    getsockname: lazily('getsockname', 'int', 'int', 'void *', 'void *'),
    poll: (fds, count, timeoutMs) => poll()(fds, count, timeoutMs),
    pollAsync: (fds, count, timeoutMs, done) => poll().async(fds, count, timeoutMs, done),
    recv: lazily('recv', 'long', 'int', 'void *', 'size_t', 'int'),
    recvmsg: lazily('recvmsg', 'long', 'int', 'void *', 'int'),
    send: lazily('send', 'long', 'int', 'void *', 'size_t', 'int'),
    eventfd: lazily('eventfd', 'int', 'uint', 'int'),
    write: lazily('write', 'long', 'int', 'void *', 'size_t'),
    read: lazily('read', 'long', 'int', 'void *', 'size_t'),
    pipe2: lazily('pipe2', 'int', 'void *', 'int'),
    waitpid: lazily('waitpid', 'int', 'int', 'void *', 'int'),
    posix_spawnp: lazily('posix_spawnp', 'int', 'void *', 'str', 'void *', 'void *', 'void *', 'void *'),
    posix_spawn_file_actions_init: lazily('posix_spawn_file_actions_init', 'int', 'void *'),
    posix_spawn_file_actions_destroy: lazily('posix_spawn_file_actions_destroy', 'int', 'void *'),
    posix_spawn_file_actions_addopen: lazily('posix_spawn_file_actions_addopen', 'int', 'void *', 'int', 'str', 'int', 'uint'),
    posix_spawn_file_actions_adddup2: lazily('posix_spawn_file_actions_adddup2', 'int', 'void *', 'int', 'int'),
    posix_spawnattr_init: lazily('posix_spawnattr_init', 'int', 'void *'),
    posix_spawnattr_destroy: lazily('posix_spawnattr_destroy', 'int', 'void *'),
    posix_spawnattr_setflags: lazily('posix_spawnattr_setflags', 'int', 'void *', 'short'),
    posix_spawnattr_setsigmask: lazily('posix_spawnattr_setsigmask', 'int', 'void *', 'void *'),
    posix_spawnattr_setsigdefault: lazily('posix_spawnattr_setsigdefault', 'int', 'void *', 'void *'),
    if_nametoindex: lazily('if_nametoindex', 'uint', 'str'),
    if_indextoname: lazily('if_indextoname', 'str', 'uint', 'void *'),
  }
}

/** The loaders of glibc and musl, by which their programs name the C library they want (PT_INTERP). */
const GLIBC: Readonly<Record<string, string>> = { x64: '/lib64/ld-linux-x86-64.so.2', arm64: '/lib/ld-linux-aarch64.so.1' }
const MUSL: Readonly<Record<string, string>> = { x64: '/lib/ld-musl-x86_64.so.1', arm64: '/lib/ld-musl-aarch64.so.1' }

/** Whether this Node runs on glibc. Where both libraries are installed, the memory map tells which one it has loaded. */
function onGlibc(arch: string): boolean {
  if (!existsSync(GLIBC[arch] ?? '')) return false
  return !existsSync(MUSL[arch] ?? '') || !readFileSync('/proc/self/maps', 'latin1').includes('/ld-musl-')
}

/** The package finds out by itself for which C library Node was built, which takes 2 ms: not on glibc. */
function requireKoffi(name: string): Koffi {
  const require = createRequire(import.meta.url)
  const { arch } = process
  if (onGlibc(arch)) {
    try {
      return require(`${name}/linux_${arch}/koffi.node`) as Koffi
    } catch {
      // Another layout of the package than the one known here.
    }
  }
  return require(name) as Koffi
}

function load(): Libc | NoLibc {
  const name = PACKAGES[`${process.platform}/${process.arch}`]
  if (name === undefined) return { why: `there are no direct system calls on ${process.platform} ${process.arch}` }
  try {
    return bindLibc(requireKoffi(name))
  } catch (error) {
    // The package is an optional dependency: absent under `npm ci --omit=optional`, or built for another C library.
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    return { why: `the native part ${name} did not load: ${reason}` }
  }
}

let loaded: Libc | NoLibc | undefined

/** The C library, loaded at the first call (3 to 6 ms). */
export function openLibc(): Libc | NoLibc {
  return (loaded ??= load())
}
