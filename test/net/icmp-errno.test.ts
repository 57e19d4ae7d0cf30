import { expect, test } from 'vitest'
import { icmpFailure } from '../../src/net/icmp-errno.ts'

/** Measured: docs/evidence.md. */
test.each([
  [4, 3, 0, 'ENETUNREACH'],
  [4, 3, 1, 'EHOSTUNREACH'],
  [4, 3, 2, 'ENOPROTOOPT'],
  [4, 3, 3, 'ECONNREFUSED'],
  [4, 3, 4, undefined],
  [4, 3, 9, 'ENETUNREACH'],
  [4, 3, 10, 'EHOSTUNREACH'],
  [4, 3, 13, 'EHOSTUNREACH'],
  [4, 3, 16, undefined],
  [4, 11, 0, undefined],
  [6, 1, 0, 'ENETUNREACH'],
  [6, 1, 1, 'EACCES'],
  [6, 1, 3, 'EHOSTUNREACH'],
  [6, 1, 4, 'ECONNREFUSED'],
  [6, 1, 5, 'EACCES'],
  [6, 1, 6, 'EACCES'],
  [6, 1, 7, undefined],
  [6, 3, 0, undefined],
] as const)('IPv%i %i/%i', (family, type, code, errno) => {
  expect(icmpFailure(family, type, code)?.errno).toBe(errno)
})
