import type { TcpEvidence } from '../model/observation.ts'
import type { Target } from '../model/target.ts'
import { connectionsUsedUp, reserveSyns } from './budget.ts'
import { clock } from './clock.ts'
import { ownSource } from './own-source.ts'
import { name } from './probes/name.ts'
import { ssh, type Where } from './probes/ssh.ts'
import { notTried, tcp } from './probes/tcp.ts'
import type { Session } from './session.ts'

const SYNS = 3
const BANNER_MS = 4000

/**
 * Tries ports of the hosts that the user named, to tell what this network lets out: one address of each, of the family of the target's
 * first where it has one. An SSH identification is read where a port opens; nothing is sent.
 * @param addresses the target's, in its resolver's order
 */
export async function checkEgress(session: Session, target: Target, addresses: readonly string[]): Promise<void> {
  const { egress, signal } = session.options
  const all = await Promise.allSettled(
    egress.map(async ({ host, ports }) => {
      const found = await name(host, target.family, signal)
      const six = (addresses[0] ?? found.addresses[0] ?? '').includes(':')
      const address = found.addresses.find((one) => one.includes(':') === six) ?? found.addresses[0]
      if (address === undefined) {
        session.unseen.push({
          what: `what ${host} answers, for --check-egress`,
          why: `it has no address here (${found.error ?? found.outcome})`,
        })
        return
      }
      await Promise.all(ports.map((port) => tryPort(session, target, { role: 'egress', address, port, host })))
    }),
  )
  for (const one of all) if (one.status === 'rejected') throw one.reason
}

async function tryPort(session: Session, target: Target, where: Where): Promise<TcpEvidence> {
  const { address, port } = where
  const source = ownSource(target, address.includes(':') ? 6 : 4)
  const why = source === undefined ? 'BindAddress or BindInterface gives no address of this family' : connectionsUsedUp(session, address)
  if (source === undefined || why !== null) return notTried(session, where, why ?? '')
  const reservation = await reserveSyns(session, address, port, SYNS)
  const limit = { deadline: clock() + session.options.timeoutMs, syns: reservation.syns }
  const { evidence, stream } = await tcp(session, where, source, limit)
  reservation.settle(evidence.syns)
  if (!stream) return evidence
  session.ledger.connected(address, port)
  await ssh(session, stream, where, BANNER_MS)
  return evidence
}
