import type { TcpEvidence } from '../model/observation.ts'
import { sameAddress } from '../net/address.ts'
import { connectionsUsedUp, reserveSyns } from './budget.ts'
import { clock } from './clock.ts'
import { notTried, tcp } from './probes/tcp.ts'
import { ssh, type Where } from './probes/ssh.ts'
import type { Session } from './session.ts'

/** An answer needs one SYN, silence is surer with two; the budget of the port is shared by all sources. */
const SYNS = 2
const BANNER_MS = 2500

/** Tries the asked port from the other addresses of this machine that were named, one after the other, once the asked port has answered. */
export async function alsoFrom(session: Session, address: string, port: number, asked: Promise<TcpEvidence>): Promise<void> {
  const first = await asked
  if (first.outcome === 'not-tried') return
  const six = address.includes(':')
  const sources = session.options.alsoFrom.filter(
    (one) => one.includes(':') === six && (first.source === undefined || !sameAddress(one, first.source)),
  )
  if (sources.length === 0) {
    const why = `none of ${session.options.alsoFrom.join(', ')} is another source for it`
    session.unseen.push({ what: `what other sources meet at ${address}`, why })
  }
  for (const source of sources) {
    const where: Where = { role: 'also', address, port, source }
    const routed = await session.sockets.route(address, port, source)
    session.saw({ probe: 'route', at: session.now(), address, ...routed, from: source })
    const usedUp = connectionsUsedUp(session, address)
    if (usedUp !== null) {
      notTried(session, where, usedUp)
      continue
    }
    const reservation = await reserveSyns(session, address, port, SYNS)
    const limit = { deadline: clock() + session.options.timeoutMs, syns: reservation.syns }
    const { evidence, stream } = await tcp(session, where, source, limit)
    reservation.settle(evidence.syns)
    if (!stream) continue
    session.ledger.connected(address, port)
    await ssh(session, stream, where, BANNER_MS)
  }
}
