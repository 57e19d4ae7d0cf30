import type { RouteEvidence } from '../../model/observation.ts'
import type { Session } from '../session.ts'

/** Asks this machine how it would send to the address. */
export async function route(session: Session, address: string, port: number, source: string | null): Promise<RouteEvidence> {
  const at = session.now()
  return session.saw({ probe: 'route', at, address, ...(await session.sockets.route(address, port, source)) })
}
