import type { Because } from '../../model/cause.ts'
import { need } from '../ask.ts'
import { quote } from '../judgement.ts'
import { askedReply, headerSeen, otherReply } from './evidence.ts'

/**
 * The RST of the asked port has more TTL left than that of a closed port of the same address: it comes from nearer. Void where the kind of
 * the answer changed meanwhile. Another system that answers for the port, or a rule that sets the TTL, does the same: it suggests.
 */
export const nearerReset = need('nearer-reset', (ask): Because | undefined => {
  const other = ask(otherReply)
  if (!other) return undefined
  const { tries, port } = other.seen
  const comes = (ttl: number): boolean | undefined => {
    const tried = tries.find((one) => one.minTtl === ttl)
    return tried && tried.answer.kind === 'rst'
  }
  const ttl = tries.find(({ minTtl }) => comes(minTtl) === true && comes(minTtl + 1) === false)?.minTtl
  if (ttl === undefined || tries.some(({ answer }) => answer.kind !== 'rst' && answer.kind !== 'none')) return undefined
  const asked = ask(askedReply)
  const nearer = asked?.seen.tries.find(({ minTtl, answer }) => minTtl > ttl && answer.kind === 'rst')
  if (asked && nearer) {
    return quote(
      `the RST of port ${asked.seen.port} has a TTL of at least ${nearer.minTtl}, that of port ${port} one of ${ttl}: it comes from nearer`,
      asked,
    )
  }
  const header = ask(headerSeen)
  if (!header || header.seen.ttl <= ttl) return undefined
  return quote(
    `the RST of port ${header.seen.port} has a TTL of ${header.seen.ttl}, that of port ${port} one of ${ttl}: it comes from nearer`,
    header,
  )
})
