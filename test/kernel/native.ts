import { createRequire } from 'node:module'
import { closeSync, openSync } from 'node:fs'

/** What is used of koffi 3 (https://koffi.dev/), which ships no types for its platform packages. */
interface Koffi {
  load(path: string | null): {
    func(name: string, result: string, parameters: readonly string[]): (...values: readonly unknown[]) => unknown
  }
  errno(): number
  /** Where the bytes of a buffer are; the buffer must outlive the use of the number. */
  address(bytes: Uint8Array): bigint
}

type Bytes = Uint8Array
/** A `struct nft_ctx *`. */
export type NftContext = object

/** Functions of the C library and of libnftables(3), as in their man pages. */
export interface Native {
  readonly errno: () => number
  readonly address: (bytes: Bytes) => bigint
  readonly unshare: (flags: number) => number
  readonly setns: (fd: number, type: number) => number
  readonly sched_setaffinity: (pid: number, size: number, mask: Bytes) => number
  readonly sched_getcpu: () => number
  readonly socket: (domain: number, type: number, protocol: number) => number
  readonly bind: (fd: number, address: Bytes, length: number) => number
  readonly connect: (fd: number, address: Bytes, length: number) => number
  readonly accept4: (fd: number, address: null, length: null, flags: number) => number
  readonly listen: (fd: number, backlog: number) => number
  readonly close: (fd: number) => number
  readonly setsockopt: (fd: number, level: number, name: number, value: Bytes, length: number) => number
  readonly getsockopt: (fd: number, level: number, name: number, value: Bytes, length: Bytes) => number
  readonly poll: (fds: Bytes, count: number, timeoutMs: number) => number
  readonly send: (fd: number, from: Bytes, length: number, flags: number) => number
  readonly recv: (fd: number, into: Bytes, length: number, flags: number) => number
  readonly sendmmsg: (fd: number, messages: Bytes, count: number, flags: number) => number
  readonly recvmmsg: (fd: number, messages: Bytes, count: number, flags: number, timeout: null) => number
  readonly if_nametoindex: (name: string) => number
  readonly nft_ctx_new: (flags: number) => NftContext
  readonly nft_ctx_free: (context: NftContext) => void
  readonly nft_ctx_output_set_flags: (context: NftContext, flags: number) => void
  readonly nft_ctx_buffer_output: (context: NftContext) => number
  readonly nft_ctx_buffer_error: (context: NftContext) => number
  readonly nft_ctx_get_output_buffer: (context: NftContext) => string
  readonly nft_ctx_get_error_buffer: (context: NftContext) => string
  readonly nft_run_cmd_from_buffer: (context: NftContext, commands: string) => number
}

const LIBC: readonly (readonly [name: keyof Native, result: string, ...parameters: string[]])[] = [
  ['unshare', 'int', 'int'],
  ['setns', 'int', 'int', 'int'],
  ['sched_setaffinity', 'int', 'int', 'size_t', 'void *'],
  ['sched_getcpu', 'int'],
  ['socket', 'int', 'int', 'int', 'int'],
  ['bind', 'int', 'int', 'void *', 'uint32_t'],
  ['connect', 'int', 'int', 'void *', 'uint32_t'],
  ['accept4', 'int', 'int', 'void *', 'void *', 'int'],
  ['listen', 'int', 'int', 'int'],
  ['close', 'int', 'int'],
  ['setsockopt', 'int', 'int', 'int', 'int', 'void *', 'uint32_t'],
  ['getsockopt', 'int', 'int', 'int', 'int', 'void *', 'void *'],
  ['poll', 'int', 'void *', 'ulong', 'int'],
  ['send', 'long', 'int', 'void *', 'size_t', 'int'],
  ['recv', 'long', 'int', 'void *', 'size_t', 'int'],
  ['sendmmsg', 'int', 'int', 'void *', 'uint', 'int'],
  ['recvmmsg', 'int', 'int', 'void *', 'uint', 'int', 'void *'],
  ['if_nametoindex', 'uint', 'str'],
]

const NFTABLES: readonly (readonly [name: keyof Native, result: string, ...parameters: string[]])[] = [
  ['nft_ctx_new', 'void *', 'uint32_t'],
  ['nft_ctx_free', 'void', 'void *'],
  ['nft_ctx_output_set_flags', 'void', 'void *', 'uint'],
  ['nft_ctx_buffer_output', 'int', 'void *'],
  ['nft_ctx_buffer_error', 'int', 'void *'],
  ['nft_ctx_get_output_buffer', 'str', 'void *'],
  ['nft_ctx_get_error_buffer', 'str', 'void *'],
  ['nft_run_cmd_from_buffer', 'int', 'void *', 'str'],
]

/** @throws Error where koffi or libnftables.so.1 (Debian: libnftables1) is not installed */
export function openNative(): Native {
  const koffi = createRequire(import.meta.url)(`@koromix/koffi-linux-${process.arch}`) as Koffi
  const [libc, nftables] = [koffi.load(null), koffi.load('libnftables.so.1')]
  return {
    errno: () => koffi.errno(),
    address: (bytes: Bytes) => koffi.address(bytes),
    ...Object.fromEntries(LIBC.map(([name, result, ...parameters]) => [name, libc.func(name, result, parameters)])),
    ...Object.fromEntries(NFTABLES.map(([name, result, ...parameters]) => [name, nftables.func(name, result, parameters)])),
  } as unknown as Native
}

/** linux/sched.h */
const CLONE_NEWNET = 0x40000000

/** A network namespace that lives as long as this process has it open. */
export interface Namespace {
  readonly fd: number
  /** By which other programs find it. */
  readonly path: string
}

/** The network namespace of this thread. */
export function currentNamespace(): Namespace {
  const fd = openSync('/proc/thread-self/ns/net', 'r')
  return { fd, path: `/proc/${process.pid}/fd/${fd}` }
}

/** Makes a network namespace and puts this thread, and what it starts, into it. */
export function newNamespace(native: Native): Namespace {
  if (native.unshare(CLONE_NEWNET) !== 0) throw new Error(`unshare: errno ${native.errno()}`)
  return currentNamespace()
}

export function enter(native: Native, namespace: Namespace): void {
  if (native.setns(namespace.fd, CLONE_NEWNET) !== 0) throw new Error(`setns: errno ${native.errno()}`)
}

export function leave(namespace: Namespace): void {
  closeSync(namespace.fd)
}

/** Sets a socket option whose value is an int. */
export function setOption(native: Native, fd: number, level: number, name: number, value: number): void {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value)
  if (native.setsockopt(fd, level, name, bytes, 4) !== 0) throw new Error(`setsockopt ${level}/${name}: errno ${native.errno()}`)
}
