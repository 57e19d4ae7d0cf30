import { printable } from '../net/printable.ts'
import { parseAddress } from '../net/address.ts'
import type { TcpEvidence } from '../model/observation.ts'
import type { Target } from '../model/target.ts'
import { readErrnoText } from '../ssh/messages/errno-text.ts'
import { connectionsUsedUp } from './budget.ts'
import { clock } from './clock.ts'
import { ssh } from './probes/ssh.ts'
import { notTried } from './probes/tcp.ts'
import type { Session } from './session.ts'
import type { Opened, Way } from './way.ts'

/** Looks at a target to which somebody else makes the connection. What they say of it is their word. */
export async function lookThrough(session: Session, target: Target, way: Way): Promise<Opened['kind'] | 'not-tried'> {
  const { host, port } = target
  const at = session.now()
  const where = { role: 'asked', address: host, port } as const
  const named = { probe: 'name', at, name: host, us: 0, resolver: parseAddress(host) ? 'literal' : 'beyond' } as const
  const usedUp = connectionsUsedUp(session, host)
  if (usedUp !== null) {
    session.saw({ ...named, outcome: 'answer', addresses: [host] })
    notTried(session, where, usedUp)
    return 'not-tried'
  }
  const opened = await way.open(host, port, clock() + session.options.timeoutMs)
  const failure = opened.kind === 'failed' ? readErrnoText(opened.said) : null
  if (failure?.outcome === 'no-name') {
    session.saw({
      ...named,
      outcome: 'no-address',
      error: printable(opened.kind === 'failed' ? opened.said : '', 200),
      addresses: [],
      us: opened.us,
    })
    return opened.kind
  }
  session.saw({ ...named, outcome: 'answer', addresses: [host] })
  const tcp = { probe: 'tcp', at, ...where, us: opened.us, syns: 0, left: 'unknown', through: way.through } as const
  if (opened.kind === 'open') {
    session.saw({ ...tcp, outcome: 'open', answer: { kind: 'syn-ack' } })
    session.ledger.connected(host, port)
    await ssh(session, opened.stream, where, session.options.bannerMs)
    return 'open'
  }
  session.saw({ ...tcp, ...outcomeOf(opened, failure, way.through) })
  return opened.kind
}

/** The words of who makes the connection, without the channel that they speak of. */
function whyNone(said: string, through: string): string {
  const words = printable(said.replace(/^channel \d+: open failed: /, ''), 200)
  return through === 'ProxyCommand' ? words : `${through} says: ${words}`
}

function outcomeOf(
  opened: Exclude<Opened, { kind: 'open' }>,
  failure: ReturnType<typeof readErrnoText>,
  through: string,
): Pick<TcpEvidence, 'outcome' | 'answer' | 'errno' | 'why'> {
  const answer = { kind: 'unknown', why: `${through} makes the connection, and tells no more than this` } as const
  if (opened.kind === 'silent') return { outcome: 'timed-out', answer }
  if (failure === null || failure.outcome === 'no-name')
    return { outcome: 'not-tried', answer: { kind: 'none' }, why: whyNone(opened.said, through) }
  return { outcome: failure.outcome, errno: failure.errno, answer }
}
