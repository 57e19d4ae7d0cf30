/** What connect(2) fails with on Linux, and how glibc words it, which is what ssh prints. */
export interface Failure {
  readonly errno: string
  readonly words: string
}

const WORDS = {
  EACCES: 'Permission denied',
  ECONNREFUSED: 'Connection refused',
  EHOSTDOWN: 'Host is down',
  EHOSTUNREACH: 'No route to host',
  ENETUNREACH: 'Network is unreachable',
  ENONET: 'Machine is not on the network',
  ENOPROTOOPT: 'Protocol not available',
  EOPNOTSUPP: 'Operation not supported',
  ETIMEDOUT: 'Connection timed out',
} as const

type Errno = keyof typeof WORDS

/** Codes of ICMP type 3, from 0 (icmp_err_convert of net/ipv4/icmp.c); code 4 is about sizes, and ends no connect(). */
const V4: readonly (Errno | null)[] = [
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ENOPROTOOPT',
  'ECONNREFUSED',
  null,
  'EOPNOTSUPP',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENONET',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'EHOSTUNREACH',
  'EHOSTUNREACH',
  'EHOSTUNREACH',
]
/** Codes of ICMPv6 type 1, from 0 (tab_unreach of net/ipv6/icmp.c). */
const V6: readonly Errno[] = ['ENETUNREACH', 'EACCES', 'EHOSTUNREACH', 'EHOSTUNREACH', 'ECONNREFUSED', 'EACCES', 'EACCES']

const failure = (errno: Errno): Failure => ({ errno, words: WORDS[errno] })

export const REFUSED: Failure = failure('ECONNREFUSED')
export const TIMED_OUT: Failure = failure('ETIMEDOUT')

/** What a connect() that is answered by this ICMP error fails with; null: it does not fail at once, or it is not known. */
export function icmpFailure(family: 4 | 6, type: number, code: number): Failure | null {
  const errno = family === 4 && type === 3 ? V4[code] : family === 6 && type === 1 ? V6[code] : undefined
  return errno ? failure(errno) : null
}
