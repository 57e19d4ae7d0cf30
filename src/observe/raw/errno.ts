import { getSystemErrorName } from 'node:util'

/** Symbolic name of an errno, e.g. `ECONNREFUSED`; `errno 524` for what libuv has no name for. */
export function errnoName(errno: number): string {
  try {
    const name = getSystemErrorName(-errno)
    return name.startsWith('Unknown') ? `errno ${errno}` : name
  } catch {
    return `errno ${errno}`
  }
}
