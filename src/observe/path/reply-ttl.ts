import type { Answer, PathEvidence, TcpEvidence } from '../../model/observation.ts'
import { clock } from '../clock.ts'
import type { Where } from '../probes/ssh.ts'
import type { Session } from '../session.ts'

/** With what TTL systems send: Linux, macOS and BSD; Windows; routers. */
const INITIAL = [64, 128, 255] as const
const SILENT_MS = 800

interface Reply {
  readonly minTtl: number
  readonly answer: Answer
  readonly syns: number
}

async function floor(session: Session, where: Where, source: string | null, minTtl: number): Promise<Reply> {
  const deadline = clock() + SILENT_MS
  const { stream, ...dialled } = await session.sockets.dial({ address: where.address, port: where.port, source, deadline, syns: 1, minTtl })
  if (stream) session.ledger.connected(where.address, where.port)
  stream?.close()
  return { minTtl, answer: dialled.answer, syns: dialled.syns }
}

function saw(session: Session, where: Where, at: number, replies: readonly Reply[]): void {
  const tries = replies.map(({ minTtl, answer }) => ({ minTtl, answer }))
  session.saw({ probe: 'reply-ttl', at, ...where, tries, syns: replies.reduce((sum, one) => sum + one.syns, 0) })
}

/**
 * Tells whether the RST of the asked port comes from nearer than that of a closed one. Only the TTLs that a way of this length leaves are tried,
 * and only on the closed port; the asked one gets a single SYN, where its budget has one left, that lets in what comes from nearer.
 */
export async function replyTtl(session: Session, asked: TcpEvidence, way: PathEvidence, source: string | null): Promise<void> {
  const end = way.tries.at(-1)
  if (end?.answer.kind !== 'rst' || end.ttl < 2) return
  const { address, port, role } = way
  const where: Where = { role, address, port }
  const at = session.now()
  const expected = INITIAL.map((initial) => initial - (end.ttl - 1))
  const replies = await Promise.all(expected.flatMap((ttl) => [ttl, ttl + 1]).map((ttl) => floor(session, where, source, ttl)))
  saw(session, where, at, replies)
  const comes = (ttl: number): boolean => replies.some((one) => one.minTtl === ttl && one.answer.kind === 'rst')
  const ttl = expected.find((one) => comes(one) && !comes(one + 1))
  if (ttl === undefined) return
  const reservation = session.ledger.reserve(address, asked.port, 1)
  if (reservation.syns === 0) return
  const again = session.now()
  const reply = await floor(session, { role: 'asked', address, port: asked.port }, source, ttl + 1)
  reservation.settle(reply.syns)
  saw(session, { role: 'asked', address, port: asked.port }, again, [reply])
}
