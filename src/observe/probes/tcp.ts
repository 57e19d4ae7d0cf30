import type { TcpEvidence } from '../../model/observation.ts'
import type { Session } from '../session.ts'
import type { Stream } from '../sockets.ts'
import { zoneTrouble } from '../zone.ts'
import type { Where } from './ssh.ts'

export interface Tried {
  readonly evidence: TcpEvidence
  /** The open connection, to be closed by the caller. */
  readonly stream: Stream | null
}

/** One connect(). @param limit when silence is decided, and how many SYNs may be sent until then */
export async function tcp(
  session: Session,
  where: Where,
  source: string | null,
  limit: { readonly deadline: number; readonly syns: number },
): Promise<Tried> {
  const at = session.now()
  const why = zoneTrouble(where.address)
  if (why !== null) {
    const evidence = { probe: 'tcp', at, ...where, outcome: 'local-error', stage: 'connect', errno: 'EINVAL', why } as const
    return { evidence: session.saw({ ...evidence, us: 0, syns: 0, left: 'no', answer: { kind: 'none' } }), stream: null }
  }
  const { stream, ...dialled } = await session.sockets.dial({ address: where.address, port: where.port, source, ...limit })
  return { evidence: session.saw({ probe: 'tcp', at, ...where, ...dialled }), stream }
}

/** A probe that was left out. */
export function notTried(session: Session, where: Where, why: string): TcpEvidence {
  const none = { outcome: 'not-tried', us: 0, syns: 0, left: 'no', answer: { kind: 'none' } } as const
  return session.saw({ probe: 'tcp', at: session.now(), ...where, ...none, why })
}
