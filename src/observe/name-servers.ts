import type { Capture, NameEvidence, NameServerEvidence } from '../model/observation.ts'
import type { Target } from '../model/target.ts'
import type { AskedType } from '../net/dns-message.ts'
import { nameServerPlan, type ServerPlan } from './name-server-plan.ts'
import { nameServer, type NameServerSeen } from './probes/name-server.ts'
import type { Session } from './session.ts'

/** A lookup that takes longer is worth a look at who was slow. */
const SLOW_US = 1_000_000

const TYPES = { any: ['A', 'AAAA'], inet: ['A'], inet6: ['AAAA'] } as const

/** Whether the name servers must tell why the name gave nothing, or gave it late. */
function needsWhy(named: NameEvidence): boolean {
  return named.outcome !== 'answer' || named.us > SLOW_US
}

/**
 * Asks each name server that the resolver would ask for this name, all at the same time, and each by itself. Where the name was found soon,
 * only several servers can tell more, and `--gentle` asks none.
 * @param found ends the looking where the name was found: the verdict does not wait for it
 * @returns what was read to know whom to ask
 */
export async function askNameServers(
  session: Session,
  named: NameEvidence,
  family: Target['family'],
  found: AbortSignal,
): Promise<readonly Capture[]> {
  const why = needsWhy(named)
  if (!why && session.options.gentle) return []
  const { servers, captures, unseen } = await nameServerPlan(named.name, why, session.options.signal)
  if (!why && servers.length < 2) return []
  if (why) session.unseen.push(...unseen)
  const signal = why ? session.options.signal : found
  await Promise.all(servers.map((plan) => askOne(session, plan, TYPES[family], signal)))
  session.options.signal.throwIfAborted()
  return captures
}

/** The names in their order, until one is there; a server that does not answer is asked no more. */
async function askOne(
  session: Session,
  { names, server, port, from }: ServerPlan,
  types: readonly AskedType[],
  signal: AbortSignal,
): Promise<readonly NameServerEvidence[]> {
  const told: NameServerEvidence[] = []
  for (const name of names) {
    const at = session.now()
    const asked = types.map((type) => seen(nameServer({ server, port, name, type }, from, signal), signal))
    const all = (await Promise.all(asked)).filter((one) => one !== null)
    told.push(...all.map((one) => session.saw({ probe: 'name-server' as const, at, ...one })))
    const over = (outcome: NameServerEvidence['outcome']): boolean => !['nxdomain', 'no-data'].includes(outcome)
    if (all.length === 0 || all.some(({ outcome }) => over(outcome))) break
  }
  return told
}

/** Null where it was ended before it was answered: that is no silence. */
async function seen(asking: Promise<NameServerSeen | null>, signal: AbortSignal): Promise<NameServerSeen | null> {
  try {
    return await asking
  } catch (error) {
    if (signal.aborted) return null
    throw error
  }
}

/**
 * Asks the same servers for the SSHFP records of the host (RFC 4255), as ssh does with VerifyHostKeyDNS. Every answer is evidence;
 * `authentic` is what the server claims, and holds no further than the way to it.
 * @param host the name of the host, no address
 * @returns what was read to know whom to ask
 */
export async function lookUpSshfp(session: Session, host: string): Promise<readonly Capture[]> {
  const { signal } = session.options
  const { servers, captures } = await nameServerPlan(host, true, signal)
  // No search domain: ssh asks by res_query(3).
  const name = host.replace(/\.$/, '')
  const able = servers.filter(({ names }) => names.includes(name))
  await Promise.all(able.map((plan) => askOne(session, { ...plan, names: [name] }, ['SSHFP'], signal)))
  signal.throwIfAborted()
  return captures
}
