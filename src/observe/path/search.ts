import type { PathEvidence, PathTry, TcpEvidence } from '../../model/observation.ts'
import { reserveSyns } from '../budget.ts'
import type { Where } from '../probes/ssh.ts'
import type { Session } from '../session.ts'
import { ranOut, step } from './trace.ts'

/** A single SYN; the kernel would send the next one after a second. */
const SILENT_MS = 800

/**
 * Finds where on the way the asked port is answered, or lost: SYNs with the TTL of routers that are known to answer, the last one first,
 * then by halves. Of a port that refuses, one more with the TTL that reaches the host: whoever forwards the port to another host says
 * "time exceeded" there. An open port is never asked.
 * @param most SYNs: what the budget has left for a port once it was asked
 */
export async function search(
  session: Session,
  asked: TcpEvidence,
  way: PathEvidence,
  source: string | null,
  most: number,
): Promise<PathEvidence | undefined> {
  const { address, port } = asked
  const where: Where = { role: 'asked', address, port }
  const routers = way.tries.filter(({ answer }) => ranOut(answer, address)).map(({ ttl }) => ttl)
  const last = routers.at(-1)
  if (last === undefined) return undefined
  const end = way.tries.find(({ answer }) => answer.kind !== 'none' && !ranOut(answer, address))?.ttl ?? last + 1
  const at = session.now()
  const tries: PathTry[] = []
  let syns = 0
  const passes = async (ttl: number): Promise<boolean> => {
    const reservation = await reserveSyns(session, address, port, 1)
    const seen = await step(session, where, source, ttl, { syns: 1, ms: SILENT_MS })
    reservation.settle(seen.syns)
    syns += seen.syns
    tries.push({ ttl, answer: seen.answer, us: seen.us })
    return ranOut(seen.answer, address)
  }
  let [low, high] = [-1, routers.length]
  for (let next = high - 1; tries.length < most && high - low > 1; next = (low + high + 1) >> 1) {
    if (await passes(routers[next] ?? last)) low = next
    else high = next
  }
  if (asked.answer.kind !== 'none' && high === routers.length && tries.length < most) await passes(end)
  return session.saw({ probe: 'path', at, ...where, tries: tries.toSorted((a, b) => a.ttl - b.ttl), syns })
}
