import { clock } from './clock.ts'
import type { SshEvidence, TcpEvidence } from '../model/observation.ts'
import { connectionsUsedUp, reserveSyns } from './budget.ts'
import { ssh, type Where } from './probes/ssh.ts'
import { notTried, tcp } from './probes/tcp.ts'
import type { Session } from './session.ts'

/** The asked port of one address, while it is probed. */
export interface Asked {
  /** clock() at connect(); Infinity while the budget makes us wait. */
  readonly started: () => number
  readonly tcp: Promise<TcpEvidence>
  /** Whether an SSH server identifies itself, as soon as it is known. */
  readonly identified: Promise<boolean>
  /** null: the port is not open. */
  readonly ssh: Promise<SshEvidence | null>
}

/** SYNs for the asked port: where silence can be waited for without more of them, `--thorough` and other sources need the rest. */
function firstSyns({ sockets, options }: Session, address: string, source: string | null): number {
  const enough = sockets.enoughSyns(address, source)
  return enough < 4 && (options.thorough || options.alsoFrom.length > 0) ? 2 : enough
}

/** Probes the asked port: connect(), and when it opens, the identification and a key exchange. */
export function ask(session: Session, where: Where, source: string | null): Asked {
  let started = Infinity
  const begin = async () => {
    const usedUp = connectionsUsedUp(session, where.address)
    if (usedUp !== null) return { evidence: notTried(session, where, usedUp), stream: null }
    const { gentle, timeoutMs } = session.options
    const reservation = await reserveSyns(session, where.address, where.port, gentle ? 1 : firstSyns(session, where.address, source))
    started = clock()
    const tried = await tcp(session, where, source, { deadline: started + timeoutMs, syns: reservation.syns })
    reservation.settle(tried.evidence.syns)
    return tried
  }
  const { promise: identified, resolve: tell } = Promise.withResolvers<boolean>()
  const read = async (): Promise<SshEvidence | null> => {
    try {
      const { stream } = await tried
      if (!stream) return null
      session.ledger.connected(where.address, where.port)
      return await ssh(session, stream, where, session.options.bannerMs, tell)
    } finally {
      tell(false)
    }
  }
  const tried = begin()
  return { started: () => started, tcp: tried.then(({ evidence }) => evidence), identified, ssh: read() }
}
