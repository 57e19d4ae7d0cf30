import type { Answer, PathEvidence, PathTry } from '../../model/observation.ts'
import { icmpMeaning } from '../../net/icmp.ts'
import { clock } from '../clock.ts'
import type { Where } from '../probes/ssh.ts'
import type { Session } from '../session.ts'

/** No way through the Internet is longer than this. */
const MOST_HOPS = 30
/** The first hop is asked alone: most often it tells that there is no second. */
const BATCHES = [1, 3, 4] as const
/** Routers answer from their slow path: time for two SYNs, a second apart, and for the answer to the second. */
const SILENT_MS = 1300
const SYNS = 2
/** A router that stands at so many places is met in a circle. */
const CIRCLE = 3

/** Whether a router said that the packet had no hop left. */
export function ranOut(answer: Answer, address: string): boolean {
  return answer.kind === 'icmp' && icmpMeaning(address.includes(':') ? 6 : 4, answer.type, answer.code) === 'time-exceeded'
}

/** One SYN that lives for `ttl` hops, or as many as `syns`. */
export async function step(
  session: Session,
  where: Where,
  source: string | null,
  ttl: number,
  limit: { readonly syns: number; readonly ms: number },
): Promise<PathTry & { readonly syns: number; readonly left: boolean }> {
  const { stream, ...dialled } = await session.sockets.dial({
    address: where.address,
    port: where.port,
    source,
    deadline: clock() + limit.ms,
    syns: limit.syns,
    ttl,
  })
  if (stream) session.ledger.connected(where.address, where.port)
  stream?.close()
  return { ttl, answer: dialled.answer, us: dialled.us, syns: dialled.syns, left: dialled.left !== 'no' }
}

/**
 * Follows the way to a port other than the asked one, which has no budget but time: a few hops at once, until the port answers, the routers
 * fall silent, or the way turns out to be a circle.
 */
export async function trace(session: Session, where: Where, source: string | null): Promise<PathEvidence> {
  const at = session.now()
  const tries: PathTry[] = []
  let syns = 0
  for (let batch = 0, next = 1; next <= MOST_HOPS; batch++) {
    const size = Math.min(BATCHES[Math.min(batch, BATCHES.length - 1)] ?? 1, MOST_HOPS - next + 1)
    const ttls = Array.from({ length: size }, (_, index) => next + index)
    const seen = await Promise.all(ttls.map((ttl) => step(session, where, source, ttl, { syns: SYNS, ms: SILENT_MS })))
    next += size
    syns += seen.reduce((sum, one) => sum + one.syns, 0)
    const end = seen.findIndex(({ answer }) => answer.kind !== 'none' && !ranOut(answer, where.address))
    tries.push(...seen.slice(0, end < 0 ? undefined : end + 1).map(({ ttl, answer, us }) => ({ ttl, answer, us })))
    const lost = seen.every(({ answer, left }) => answer.kind === 'none' || !left)
    if (end >= 0 || (lost && batch > 0) || circles(tries)) break
  }
  return session.saw({ probe: 'path', at, ...where, tries, syns })
}

function circles(tries: readonly PathTry[]): boolean {
  const met = new Map<string, number>()
  for (const { answer } of tries) if (answer.kind === 'icmp') met.set(answer.from, (met.get(answer.from) ?? 0) + 1)
  return Math.max(0, ...met.values()) >= CIRCLE
}
