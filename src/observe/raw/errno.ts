import { getSystemErrorName } from 'node:util'

/** What connect(2) and its neighbours say, so that the commonest cost no table of libuv's (1 ms). asm-generic/errno*.h */
const NAMES: Readonly<Record<number, string>> = {
  1: 'EPERM',
  13: 'EACCES',
  22: 'EINVAL',
  24: 'EMFILE',
  92: 'ENOPROTOOPT',
  97: 'EAFNOSUPPORT',
  98: 'EADDRINUSE',
  99: 'EADDRNOTAVAIL',
  100: 'ENETDOWN',
  101: 'ENETUNREACH',
  104: 'ECONNRESET',
  110: 'ETIMEDOUT',
  111: 'ECONNREFUSED',
  113: 'EHOSTUNREACH',
}

/** Symbolic name of a Linux errno, e.g. `ECONNREFUSED`; `errno 524` for what has no name. */
export function errnoName(errno: number): string {
  const known = NAMES[errno]
  if (known !== undefined) return known
  const name = errno > 0 ? getSystemErrorName(-errno) : ''
  return name === '' || name.startsWith('Unknown') ? `errno ${errno}` : name
}
