import type { TcpOutcome } from '../../model/observation.ts'

/** What a text of strerror(3) or gai_strerror(3) says of connect(). */
export type ErrnoText = { readonly errno: string; readonly outcome: TcpOutcome } | { readonly errno: string; readonly outcome: 'no-name' }

/** glibc, musl, the BSDs and macOS; Windows spells out its own. */
const TEXTS: readonly (readonly [RegExp, string, ErrnoText['outcome']])[] = [
  [/connection refused/i, 'ECONNREFUSED', 'refused'],
  [/(?:connection|operation) timed out|connection timeout/i, 'ETIMEDOUT', 'timed-out'],
  [/no route to host|host is unreachable/i, 'EHOSTUNREACH', 'unreachable'],
  [/network is (?:unreachable|down)/i, 'ENETUNREACH', 'unreachable'],
  [/connection reset/i, 'ECONNRESET', 'open'],
  [
    /name or service not known|name does not resolve|nodename nor servname|no address associated with|unknown host|could not resolve|name resolution|non-recoverable failure/i,
    'ENOTFOUND',
    'no-name',
  ],
]

/** The first that the text names; null when it names none. The text is bounded by the caller. */
export function readErrnoText(text: string): ErrnoText | null {
  const found = TEXTS.find(([form]) => form.test(text))
  return found ? ({ errno: found[1], outcome: found[2] } as ErrnoText) : null
}
