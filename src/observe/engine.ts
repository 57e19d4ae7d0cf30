import { parseAddress } from '../net/address.ts'
import { CodedError, EXIT } from '../model/error.ts'
import type { Capture, Evidence, Observation, Unseen } from '../model/observation.ts'
import type { Target } from '../model/target.ts'
import { recogniseRefusal } from '../ssh/messages/sshd-refusal.ts'
import { observeAddress } from './address.ts'
import { clientAddresses, hostsFile } from './captures.ts'
import { Ledger, stateDirectory } from './ledger.ts'
import { ownSource } from './own-source.ts'
import { name } from './probes/name.ts'
import { openLibc } from './raw/libc.ts'
import { RawSockets } from './raw/raw-sockets.ts'
import { Session, type ObserveOptions } from './session.ts'
import type { Sockets } from './sockets.ts'

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

/**
 * Looks at the target from here: its name, and for each address the route, the asked port, the identification, and the ports around.
 * Expected failures are evidence. Rejects with the signal's reason when it aborts.
 * @throws CodedError when the engine asked for is not to be had
 */
export async function observe(target: Target, options: ObserveOptions): Promise<Observation> {
  options.signal.throwIfAborted()
  const startedAt = new Date().toISOString()
  const ledger = new Ledger(stateDirectory())
  const unseen: Unseen[] = []
  const sockets = await openSockets(options, unseen)
  const session = new Session(options, sockets, ledger)
  session.unseen.push(...unseen)
  if (ledger.trouble !== null) {
    const why = `the ledger of connections cannot be written (${ledger.trouble}): only this run keeps the budget`
    session.unseen.push({ what: 'what earlier runs sent', why })
  }
  const captures: Capture[] = []
  try {
    const way = firstHop(target)
    if ('why' in way) session.unseen.push({ what: `${target.host} port ${target.port}`, why: way.why })
    if (way.host !== null) await lookAt(session, target, way.host, way.port, captures)
  } finally {
    ledger.close()
    await sockets.close()
  }
  return {
    schema: 1,
    version: options.version,
    vantage: { name: 'here' },
    target,
    startedAt,
    ms: session.now(),
    connections: { syns: syns(session.evidence), sshd: connectionsToSshd(session.evidence) },
    evidence: session.evidence,
    captures,
    unseen: session.unseen,
  }
}

async function lookAt(session: Session, target: Target, host: string, port: number, captures: Capture[]): Promise<void> {
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
  const all = await Promise.allSettled(looking)
  const failed = all.find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
  if (session.options.egress.length > 0) await (await import('./egress.ts')).checkEgress(session, target, named.addresses)
  const hosts = named.resolver === 'literal' ? null : hostsFile(host)
  captures.push(...(hosts ? [hosts] : []), clientAddresses())
}

/** Where the first TCP connection goes; null: ssh makes none of its own. */
function firstHop(
  target: Target,
): { readonly host: string | null; readonly port: number; readonly why: string } | { readonly host: string; readonly port: number } {
  if (target.proxyCommand) {
    return { host: null, port: 0, why: 'ssh reaches it by a ProxyCommand: it makes no connection of its own that could be tried' }
  }
  const hop = target.via[0]
  if (hop === undefined) return { host: target.host, port: target.port }
  const parsed = parseHop(hop)
  const why = `it stands behind the jump host ${hop}: only the way to the jump host is seen from here`
  return parsed ? { ...parsed, why } : { host: null, port: 0, why: `the jump host ${hop} is not understood` }
}

/** ProxyJump's `[user@]host[:port]` or `ssh://[user@]host[:port]`, IPv6 addresses in brackets when a port follows. */
function parseHop(hop: string): { host: string; port: number } | null {
  const rest = hop.replace(/^ssh:\/\//i, '').replace(/^.*@/, '')
  if (parseAddress(rest)) return { host: rest, port: 22 }
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(rest)
  const host = match?.[1] ?? match?.[2]
  const port = Number(match?.[3] ?? 22)
  return host !== undefined && port >= 1 && port <= 65_535 ? { host, port } : null
}

function syns(evidence: readonly Evidence[]): number {
  return evidence.reduce((sum, one) => ('syns' in one ? sum + one.syns : sum), 0)
}

/** Connections that an sshd has accepted, as far as can be told: what greets as something else was none. */
function connectionsToSshd(evidence: readonly Evidence[]): number {
  return evidence.filter((one) => one.probe === 'ssh' && (one.reached !== 'foreign' || recogniseRefusal(one.before) !== null)).length
}
