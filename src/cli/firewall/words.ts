import type { Ending, RuleRef, Verdict } from '../../firewall/region.ts'
import { icmpFailure, REFUSED, TIMED_OUT, type Failure } from '../../net/icmp-errno.ts'
import { icmpName } from '../../net/icmp.ts'
import type { State } from '../marks.ts'

/** `rule 3 of INPUT`, `the policy of INPUT`, or `the kernel`. */
export function ruleName({ gate, chain, index }: RuleRef): string {
  if (gate === 'kernel') return 'the kernel'
  return index === 0 ? `the policy of ${chain}` : `rule ${index} of ${chain}`
}

/** Where the rule stands: the table as nft names it, whose machine asks it, and the place in the dump. */
export function ruleWhere({ gate, family, table, chain, handle, file, line }: RuleRef): string {
  if (gate === 'kernel') return 'no rule'
  const place = file === null ? (line === null ? [] : [`line ${line}`]) : [line === null ? file : `${file}:${line}`]
  return [`table ${family} ${table}, chain ${chain} (${gate})`, ...place, ...(handle === null ? [] : [`handle ${handle}`])].join(', ')
}

/** Type and code of a verdict that is told by ICMP. */
function icmpOf(verdict: Verdict): { readonly type: number; readonly code: number } | null {
  const [, type, code] = /^icmp (\d+)\/(\d+)$/.exec(verdict) ?? []
  return type === undefined || code === undefined ? null : { type: Number(type), code: Number(code) }
}

/** What the connect() of a client fails with; null: it does not, or it is not known. */
export function failureOf(family: 4 | 6, verdict: Verdict): Failure | null {
  if (verdict === 'rst') return REFUSED
  if (verdict === 'drop') return TIMED_OUT
  const icmp = icmpOf(verdict)
  return icmp && icmpFailure(family, icmp.type, icmp.code)
}

/** What the client is told, and what ssh makes of it. */
export function toldTo(family: 4 | 6, verdict: Verdict, established: boolean): string {
  if (verdict === 'drop') return established ? 'nothing: the connection hangs' : 'nothing: after minutes ssh says "Connection timed out"'
  if (verdict === 'rst') return `a RST: ssh says "${established ? 'Connection reset by peer' : 'Connection refused'}"`
  const icmp = icmpOf(verdict)
  if (!icmp) return 'that it may come in'
  const failure = icmpFailure(family, icmp.type, icmp.code)
  const name = icmpName(family, icmp.type, icmp.code)
  // A connection that is open does not end by ICMP (tcp_v4_err()).
  if (established) return `${name}: the connection hangs`
  return failure ? `${name}: ssh says "${failure.words}"` : name
}

/** What was done, as a participle. */
export function done(verdict: Verdict): string {
  if (verdict === 'accept') return 'accepted'
  if (verdict === 'drop') return 'dropped'
  if (verdict === 'forward') return 'passed on to another machine'
  return verdict === 'unknown' ? 'left open' : 'rejected'
}

export function stateOf(endings: readonly Ending[]): State {
  const states = new Set(
    endings.map(({ verdict }): State =>
      verdict === 'accept' || verdict === 'forward' ? 'passes' : verdict === 'unknown' ? 'unknown' : 'blocks',
    ),
  )
  const [one, more] = states
  return one && more === undefined ? one : 'unknown'
}

export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
