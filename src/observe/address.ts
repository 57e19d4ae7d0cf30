import { clock } from './clock.ts'
import type { TcpEvidence } from '../model/observation.ts'
import { ask, type Asked } from './asked.ts'
import { contrast } from './contrast.ts'
import { settledWithin } from './pause.ts'
import { route } from './probes/route.ts'
import type { Where } from './probes/ssh.ts'
import { notTried } from './probes/tcp.ts'
import type { Session } from './session.ts'

/** The asked port is alone for so long, so that a limit on our ICMP answers is not used up by the ports around it. */
const ALONE_MS = 300
/** An open port gets so long to identify itself before the others are tried. */
const GREETING_MS = 1500

export interface AddressPlan {
  readonly address: string
  readonly port: number
  /** See ownSource(). */
  readonly source: string | null | undefined
  /** Whether the contrast may be made for this address; asked once, when it is due. */
  readonly mayContrast: () => boolean
}

/** Looks at one address: the route, the asked port, and the ports around it where the asked one leads to no SSH server. */
export async function observeAddress(session: Session, plan: AddressPlan): Promise<void> {
  const { address, port, source } = plan
  const where: Where = { role: 'asked', address, port }
  const routed = await route(session, address, port, source ?? null)
  if (source === undefined) {
    // ssh goes on to the next address, too.
    notTried(session, where, 'BindAddress or BindInterface gives no address of this family')
    return
  }
  const asked = ask(session, where, source)
  const all = await Promise.allSettled([
    asked.tcp,
    asked.ssh,
    session.options.gentle ? null : around(session, plan, source, asked, routed.type),
    session.options.alsoFrom.length > 0 ? import('./also-from.ts').then((also) => also.alsoFrom(session, address, port, asked.tcp)) : null,
  ])
  for (const one of all) if (one.status === 'rejected') throw one.reason
  if (session.options.thorough) await (await import('./path/thorough.ts')).thorough(session, address, source, routed.type)
}

async function around(session: Session, plan: AddressPlan, source: string | null, asked: Asked, routeType: string): Promise<void> {
  const { signal } = session.options
  let answer: TcpEvidence | null = null
  let identified = false
  const answered = asked.tcp.then((seen) => (answer = seen))
  const read = asked.identified.then((seen) => (identified = seen))
  // What is not waited for below may be aborted; observeAddress() tells of it.
  for (const one of [answered, read]) one.catch(() => {})
  // The budget may keep the asked port waiting first.
  while (!(await settledWithin(answered, Math.min(ALONE_MS, asked.started() + ALONE_MS - clock()), signal))) {
    if (clock() >= asked.started() + ALONE_MS) break
  }
  const first = answer as TcpEvidence | null
  if (first?.outcome === 'open') await settledWithin(read, GREETING_MS, signal)
  if (identified || (first && !tellsMore(first, routeType)) || !plan.mayContrast()) return
  const begin = first ? clock() : asked.started()
  await contrast(session, {
    address: plan.address,
    port: plan.port,
    source,
    answer: () => answer,
    identified: () => identified,
    end: begin + session.options.timeoutMs,
  })
}

/** Whether other ports can tell more: not when nothing was tried, nor when no packet to this address can leave by any port. */
function tellsMore(asked: TcpEvidence, routeType: string): boolean {
  if (asked.outcome === 'not-tried') return false
  if (asked.outcome !== 'local-error') return true
  return asked.stage === 'connect' && (asked.errno === 'EPERM' || asked.errno === 'EACCES') && routeType === 'unicast'
}
