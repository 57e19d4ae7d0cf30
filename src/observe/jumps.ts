import { configValues } from '../ssh/config-values.ts'
import { speaksOurs } from '../ssh/identification.ts'
import type { Observation } from '../model/observation.ts'
import { readChannelOpenFailure } from '../ssh/messages/channel-open-failure.ts'
import type { SshCommandLine } from '../ssh/command-line.ts'
import { startClientKeys } from './client-keys.ts'
import { endSession, lookAt, openWorld, startSession, type ObserveOptions, type World } from './engine.ts'
import { plan, type Journey, type Leg } from './journey.ts'
import { lookThrough } from './look-through.ts'
import { login } from './probes/login.ts'
import { proxyCommandWay } from './proxy-command.ts'
import type { Resolved } from './resolve.ts'
import type { Session } from './session.ts'
import { startSshfp } from './sshfp.ts'
import { notTried, startLogin, type Master } from './start-login.ts'
import { tunnelWay } from './tunnel.ts'
import type { Way } from './way.ts'

/** A leg, looked at. `way` leads on through it; null: nothing does. */
interface Looked {
  readonly observation: Observation
  readonly way: Way | null
}

/**
 * Looks at a target that ssh reaches by jump hosts or by a ProxyCommand: each machine on the way as a target of its own, the first from here,
 * the next through the login on the one before. It ends where one of them lets nobody through.
 * @param mayLogin false: no login is tried, and so nothing behind the first jump host is reached
 * @throws CodedError when a jump host is none; the signal's reason when it is aborted
 */
export async function observeJourney(
  line: SshCommandLine,
  resolved: Resolved,
  options: ObserveOptions,
  mayLogin: boolean,
): Promise<Observation> {
  const journey = await plan(line, resolved, options.signal)
  const world = await openWorld(options)
  const masters: Master[] = []
  try {
    return await travel(world, journey, mayLogin, masters)
  } finally {
    for (const master of masters.toReversed()) await master.close()
    await world.close()
  }
}

async function travel(world: World, { hops, target }: Journey, mayLogin: boolean, masters: Master[]): Promise<Observation> {
  const seen: Observation[] = []
  let way: Way | null = null
  for (const hop of hops) {
    const before = seen.map((one) => one.target.input)
    const looked: Looked = await passHop(world, hop, { way, before, mayLogin, masters })
    seen.push(looked.observation)
    way = looked.way
    if (way === null) return { ...(await lookAtTarget(world, target, 'not-reached', false)), hops: seen }
  }
  const observation = await lookAtTarget(world, target, way, mayLogin)
  return hops.length === 0 ? observation : { ...observation, hops: seen }
}

/** The way by which the first machine is reached: null, unless ssh_config has a command for it. */
function ownWay(session: Session, leg: Leg): Way | null {
  const command = leg.resolved.proxyCommand()
  return command === null ? null : proxyCommandWay(session, leg, command)
}

async function look(session: Session, leg: Leg, given: Way | null): Promise<Way | null> {
  const recordKeys = startClientKeys(session, leg.resolved.target, leg.resolved.captures)
  const way = given ?? ownWay(session, leg)
  // Behind others the name is not ours to look up.
  const recordSshfp = way ? null : startSshfp(session, leg.resolved.target, leg.resolved.captures)
  if (way) await lookThrough(session, leg.resolved.target, way)
  else await lookAt(session, leg.resolved.target)
  await recordKeys()
  await recordSshfp?.()
  return way
}

/** @param via the jump hosts before it, where ssh and not its own configuration gives the way */
function end(session: Session, { name, resolved }: Leg, via: readonly string[] = resolved.target.via): Observation {
  const seen = endSession(session, { ...resolved.target, input: name, via })
  return { ...seen, captures: [...resolved.captures, ...seen.captures], unseen: [...resolved.unseen, ...seen.unseen] }
}

async function lookAtTarget(world: World, leg: Leg, given: Way | null | 'not-reached', mayLogin: boolean): Promise<Observation> {
  const session = startSession(world)
  if (given !== 'not-reached') {
    const way = await look(session, leg, given)
    const config = configOf(leg)
    const { line, resolved } = leg
    if (mayLogin && config !== null) {
      const passed = way ? [...way.words, ...withoutJump(line.passed)] : line.passed
      await login(session, resolved.target, { passed, host: line.destination.host, config })
    }
  }
  return end(session, leg)
}

/** What was typed, without the jump hosts that stand behind the way: after a ProxyCommand, ssh refuses -J (main() in ssh.c). */
function withoutJump(passed: readonly string[]): readonly string[] {
  const at = passed.indexOf('-J')
  return at < 0 ? passed : passed.toSpliced(at, 2)
}

/** The lines of ssh -G that were recorded; null where ssh did not tell. */
function configOf({ resolved }: Leg): string | null {
  return resolved.captures.find(({ source }) => source === 'ssh-g')?.out ?? null
}

/** How a jump host is reached, and what may be done there. */
interface Passage {
  readonly way: Way | null
  readonly before: readonly string[]
  readonly mayLogin: boolean
  readonly masters: Master[]
}

/** Looks at a jump host, and logs in there. */
async function passHop(world: World, hop: Leg, { way: given, before, mayLogin, masters }: Passage): Promise<Looked> {
  const session = startSession(world)
  const way = await look(session, hop, given)
  const master = greeted(session) ? await logIn(session, hop, way, mayLogin) : null
  if (master) masters.push(master)
  const observation = end(session, hop, before)
  return { observation, way: master && watched(tunnelWay(session, hop, master), session) }
}

/**
 * A way whose refusal to forward is evidence about the jump host, not about what lies behind it. It comes when the observation of the jump host
 * is made already, and shares its list of evidence.
 */
function watched(way: Way, session: Session): Way {
  return {
    ...way,
    open: async (host, port, deadline) => {
      const opened = await way.open(host, port, deadline)
      if (opened.kind === 'failed' && readChannelOpenFailure(opened.said)?.reason === 'prohibited') {
        session.saw({ probe: 'message', at: session.now(), program: 'OpenSSH', text: opened.said, id: 'channel-open-failed' })
      }
      return opened
    },
  }
}

/** Whether an SSH server said who it is. */
function greeted({ evidence }: Session): boolean {
  return evidence.some((one) => one.probe === 'ssh' && one.role === 'asked' && speaksOurs(one.identification ?? ''))
}

async function logIn(session: Session, hop: Leg, way: Way | null, mayLogin: boolean): Promise<Master | null> {
  const { target } = hop.resolved
  const config = configOf(hop)
  const why = whyNot(session, config, mayLogin)
  if (why !== null) {
    session.saw(notTried(session.now(), target.user ?? '', why))
    return null
  }
  const { evidence, master } = await startLogin(session, {
    passed: [...(way?.words ?? []), ...hop.line.passed],
    host: hop.line.destination.host,
    user: target.user ?? '',
    knows: (keyword) => configValues(config ?? '').get(keyword) !== undefined,
    family: null,
    keep: true,
  })
  session.saw(evidence)
  // A login that came about is no offence to any limit.
  if (!master && evidence.reached !== 'not-tried' && evidence.reached !== 'nothing') session.ledger.connected(target.host, target.port)
  return master
}

function whyNot({ options }: Session, config: string | null, mayLogin: boolean): string | null {
  if (options.gentle) return '--gentle makes no connection beyond the first'
  if (!mayLogin) return '--no-login: without a login there, nothing behind it can be reached'
  if (process.platform === 'win32') return 'the ssh of Windows shares no connections'
  return config === null ? 'there is no ssh here that could log in' : null
}
