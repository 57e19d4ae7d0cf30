import type { TcpEvidence } from '../../model/observation.ts'
import { sameAddress } from '../../net/address.ts'
import { clock } from '../clock.ts'
import type { Session } from '../session.ts'
import { replyTtl } from './reply-ttl.ts'
import { search } from './search.ts'
import { ranOut, trace } from './trace.ts'

/** SYNs to the asked port beside the first one: 4 within 30 s are the budget. */
const MORE_SYNS = 3
const ECHO_MS = 1500
const HEADER_MS = 800
/** TOS of the watched SYN: a class and ECN bits that nothing sets by itself, and that a RST of the TCP stack repeats. */
const MARK = 0x48

/** What `--thorough` adds, once all else about the address is known: an echo, the way, and where on it the asked port is answered. */
export async function thorough(session: Session, address: string, source: string | null, routeType: string): Promise<void> {
  const seen = session.evidence.filter((one): one is TcpEvidence => one.probe === 'tcp' && one.address === address)
  const asked = seen.find(({ role }) => role === 'asked')
  if (!asked || asked.outcome === 'not-tried' || asked.outcome === 'local-error') return
  const { probes } = session.sockets
  if (!probes) {
    session.unseen.push({ what: `the way to ${address}`, why: 'it takes the system calls of Linux, which are not to be had here' })
    return
  }
  if (routeType !== 'unicast') return
  const works = session.evidence.some((one) => one.probe === 'ssh' && one.address === address && one.identification !== undefined)
  if (works) return
  const at = session.now()
  session.saw({ probe: 'echo', at, address, ...(await probes.echo(address, source, ECHO_MS)) })
  const control = seen.find(({ role }) => role === 'control')
  if (!control || control.outcome === 'open') {
    const why = control ? `port ${control.port}, which must be closed, connects too` : 'no other port of it was tried'
    session.unseen.push({ what: `the way to ${address}`, why })
    return
  }
  const answers = ({ answer }: TcpEvidence): boolean =>
    answer.kind === 'rst' || answer.kind === 'syn-ack' || (answer.kind === 'icmp' && sameAddress(answer.from, address))
  const by = [control, ...seen.filter(({ role }) => role === 'service')].find(answers) ?? control
  const way = await trace(session, { role: by.role, address, port: by.port }, source)
  const lost = asked.outcome === 'timed-out' && by.answer.kind === 'none'
  if (asked.outcome === 'open' || lost || ranOut(asked.answer, address)) return
  // Who refuses by an address of its own, and was met on the way, needs no search.
  const { answer } = asked
  const named = answer.kind === 'icmp' && !sameAddress(answer.from, address) ? answer.from : null
  if (named !== null && way.tries.some((one) => one.answer.kind === 'icmp' && sameAddress(one.answer.from, named))) return
  const spent = asked.answer.kind === 'rst' ? await header(session, asked, source) : 0
  await search(session, asked, way, source, MORE_SYNS - spent)
  if (answer.kind === 'rst') await replyTtl(session, asked, way, source)
}

/** The header of one more RST, where a raw socket is to be had. @returns SYNs sent */
async function header(session: Session, { address, port }: TcpEvidence, source: string | null): Promise<number> {
  const reservation = session.ledger.reserve(address, port, 1)
  if (reservation.syns === 0) return 0
  const dial = { address, port, source, deadline: clock() + HEADER_MS, syns: 1 }
  const at = session.now()
  const seen = await session.sockets.probes?.resetHeader(dial, MARK)
  reservation.settle(seen?.syns ?? 0)
  if (seen?.header) session.saw({ probe: 'header', at, address, port, sent: MARK, syns: seen.syns, ...seen.header })
  return seen?.syns ?? 0
}
