import { CodedError, EXIT } from '../model/error.ts'
import type { Capture, Evidence, Observation, Unseen } from '../model/observation.ts'
import type { Target } from '../model/target.ts'
import { recogniseRefusal } from '../ssh/messages/sshd-refusal.ts'
import { observeAddress } from './address.ts'
import { clientAddresses, hostsFile } from './captures.ts'
import { startClientKeys } from './client-keys.ts'
import { Ledger, stateDirectory } from './ledger.ts'
import { ownSource } from './own-source.ts'
import { login, type AsTyped } from './probes/login.ts'
import { name } from './probes/name.ts'
import { openLibc } from './raw/libc.ts'
import { RawSockets } from './raw/raw-sockets.ts'
import { Session, type ObserveOptions } from './session.ts'
import type { Sockets } from './sockets.ts'
import { startSshfp } from './sshfp.ts'

export type { ObserveOptions } from './session.ts'

const MAX_ADDRESSES = 16
/** ICMP answers and administrators' patience are limited: other ports are tried on so many addresses only. */
const MAX_CONTRAST = 4

/** By which engine this machine can look, and why not by system calls. */
export function engineHere(
  wanted: ObserveOptions['engine'] = 'auto',
): { readonly engine: 'raw' } | { readonly engine: 'node'; readonly why: string } {
  const asked = wanted === 'auto' ? process.env['SSHWHY_ENGINE'] : wanted
  if (asked === 'node') return { engine: 'node', why: 'node:net was asked for' }
  const libc = openLibc()
  if (!('why' in libc)) return { engine: 'raw' }
  if (asked === 'raw') throw new CodedError('no-system-calls', libc.why, 'Leave SSHWHY_ENGINE unset', EXIT.cannotLook)
  return { engine: 'node', why: libc.why }
}

/** Loads the native part, so that it is there when it is needed. */
export function warmUp(): void {
  if (process.env['SSHWHY_ENGINE'] !== 'node') openLibc()
}

async function openSockets(options: ObserveOptions, unseen: Unseen[]): Promise<Sockets> {
  const here = engineHere(options.engine)
  const libc = here.engine === 'raw' ? openLibc() : null
  if (libc && !('why' in libc)) return new RawSockets(libc, options.signal)
  if (here.engine === 'node') unseen.push({ what: 'what answered on the wire, and the routing table', why: here.why })
  const { NodeSockets } = await import('./node-sockets.ts')
  return new NodeSockets(options.signal)
}

/** What all observations of one run share. */
export interface World {
  readonly options: ObserveOptions
  readonly sockets: Sockets
  readonly ledger: Ledger
  /** What this machine does not let us see, whatever the target. */
  readonly unseen: readonly Unseen[]
  readonly close: () => Promise<void>
}

/** @throws CodedError when the engine asked for is not to be had; the signal's reason when it is aborted */
export async function openWorld(options: ObserveOptions): Promise<World> {
  options.signal.throwIfAborted()
  const ledger = new Ledger(stateDirectory())
  const unseen: Unseen[] = []
  const sockets = await openSockets(options, unseen)
  if (ledger.trouble !== null) {
    const why = `the ledger of connections cannot be written (${ledger.trouble}): only this run keeps the budget`
    unseen.push({ what: 'what earlier runs sent', why })
  }
  const close = async (): Promise<void> => {
    ledger.close()
    await sockets.close()
  }
  return { options, sockets, ledger, unseen, close }
}

/** Begins the observation of one target; its time counts from here. */
export function startSession({ options, sockets, ledger, unseen }: World): Session {
  const session = new Session(options, sockets, ledger)
  session.unseen.push(...unseen)
  return session
}

/** Makes the observation out of what a session saw. */
export function endSession(session: Session, target: Target): Observation {
  return {
    schema: 1,
    version: session.options.version,
    vantage: { name: 'here' },
    target,
    startedAt: session.startedAt,
    ms: session.now(),
    connections: { syns: syns(session.evidence), sshd: connectionsToSshd(session.evidence) },
    evidence: session.evidence,
    captures: session.captures,
    unseen: session.unseen,
  }
}

/**
 * Looks at the target from here: its name, and for each address the route, the asked port, the identification, and the ports around.
 * Expected failures are evidence. Rejects with the signal's reason when it aborts.
 * @param captures of resolveTarget()
 * @param typed how ssh would connect, for one login; null: none is tried
 * @throws CodedError when the engine asked for is not to be had
 */
export async function observe(
  target: Target,
  options: ObserveOptions,
  captures: readonly Capture[],
  typed: AsTyped | null,
): Promise<Observation> {
  const world = await openWorld(options)
  try {
    const session = startSession(world)
    const recordKeys = startClientKeys(session, target, captures)
    const recordSshfp = startSshfp(session, target, captures)
    await lookAt(session, target)
    await recordKeys()
    await recordSshfp()
    if (typed) await login(session, target, typed)
    return endSession(session, target)
  } finally {
    await world.close()
  }
}

/** Looks at a target that this machine connects to itself. */
export async function lookAt(session: Session, target: Target): Promise<void> {
  const { host, port } = target
  const at = session.now()
  const named = session.saw({ probe: 'name', at, ...(await name(host, target.family, session.options.signal)) })
  const addresses = named.addresses.slice(0, MAX_ADDRESSES)
  if (addresses.length < named.addresses.length) {
    const what = `${named.addresses.length - addresses.length} more addresses of ${host}`
    session.unseen.push({ what, why: `only the first ${MAX_ADDRESSES} are tried` })
  }
  let contrasts = MAX_CONTRAST
  const looking = addresses.map((address) =>
    observeAddress(session, {
      address,
      port,
      source: ownSource(target, address.includes(':') ? 6 : 4),
      mayContrast: () => contrasts-- > 0,
    }),
  )
  const found = new AbortController()
  const hosts = named.resolver === 'literal' ? null : hostsFile(host)
  // What the hosts file says was asked of no name server.
  const byFile = named.outcome === 'answer' && hosts !== null && hosts.out !== ''
  const asking =
    byFile || named.resolver !== 'system'
      ? Promise.resolve([])
      : import('./name-servers.ts').then(({ askNameServers }) => askNameServers(session, named, target.family, found.signal))
  const all = await Promise.allSettled([...looking, Promise.all(looking).finally(() => found.abort()), asking])
  const failed = all.find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
  if (session.options.egress.length > 0) await (await import('./egress.ts')).checkEgress(session, target, named.addresses)
  session.captures.push(...(hosts ? [hosts] : []), clientAddresses(), ...(await asking))
}

/** SYNs that left here. A login sends one more, where it does not go through what is open already. */
function syns(evidence: readonly Evidence[]): number {
  const through = evidence.some((one) => one.probe === 'tcp' && one.role === 'asked' && one.through !== undefined)
  const logins = through ? 0 : evidence.filter((one) => one.probe === 'login' && one.reached !== 'not-tried').length
  return evidence.reduce((sum, one) => ('syns' in one ? sum + one.syns : sum), logins)
}

/** Connections that an sshd has accepted, as far as can be told: what greets as something else was none. A login is one more. */
function connectionsToSshd(evidence: readonly Evidence[]): number {
  const accepted = (one: Evidence): boolean =>
    (one.probe === 'ssh' && (one.reached !== 'foreign' || recogniseRefusal(one.before) !== null)) ||
    (one.probe === 'login' && one.reached !== 'not-tried' && one.reached !== 'nothing')
  return evidence.filter(accepted).length
}
