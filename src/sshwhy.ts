import { isWords } from './diagnose/is-words.ts'
import type { Diagnosis } from './model/diagnosis.ts'
import type { Observation } from './model/observation.ts'
import type { Target } from './model/target.ts'
import { VERSION } from './model/version.ts'
import type { ObserveOptions } from './observe/engine.ts'
import type { HostKeyFound, HostKeyOptions, HostKeyTarget } from './observe/host-keys.ts'
import { resolveTarget } from './observe/resolve.ts'
import { parseSshArguments } from './ssh/command-line.ts'

export type * from './model/cause.ts'
export type * from './model/diagnosis.ts'
export { CodedError } from './model/error.ts'
export type * from './model/layer.ts'
export type * from './model/observation.ts'
export type * from './model/target.ts'
export type { HostKeyFound, HostKeyOptions, HostKeyTarget } from './observe/host-keys.ts'

/** How to look. All have defaults; see docs/cli.md. */
export type Options = Partial<Omit<ObserveOptions, 'version'>> & {
  /** Told once ssh_config is read, before the first packet. */
  readonly onTarget?: (target: Target) => void
  /** Whether a login is tried where all before it passes. Default true. */
  readonly login?: boolean
}

const DEFAULTS = {
  timeoutMs: 4000,
  bannerMs: 7000,
  gentle: false,
  again: false,
  thorough: false,
  egress: [],
  alsoFrom: [],
  engine: 'auto',
} as const

/**
 * Asks the world: where would `ssh WORDS` connect to, and what answers there?
 * @param words the arguments of an ssh command line
 * @throws CodedError on misuse; the reason of the signal when it is aborted
 */
export async function observe(words: readonly string[], given: Options = {}): Promise<Observation> {
  const { onTarget, login = true, signal = new AbortController().signal, ...how } = given
  const line = parseSshArguments(words)
  const resolving = resolveTarget(line, { signal })
  // A failure is told by the await below.
  resolving.catch(() => {})
  // While ssh -G runs, what the next stages need is loaded.
  const [engine] = await Promise.all([import('./observe/engine.ts'), import('./diagnose/diagnose.ts')])
  engine.warmUp()
  const resolved = await resolving
  const { target, unseen, captures } = resolved
  onTarget?.(target)
  const options = { ...DEFAULTS, ...how, signal, version: VERSION }
  if (target.via.length > 0 || target.proxyCommand) {
    const jumps = await import('./observe/jumps.ts')
    return jumps.observeJourney(line, resolved, options, login)
  }
  const config = captures.find(({ source }) => source === 'ssh-g')?.out
  const typed = login && config !== undefined ? { passed: line.passed, host: line.destination.host, config } : null
  const seen = await engine.observe(target, options, captures, typed)
  const all = { ...seen, captures: [...captures, ...seen.captures], unseen: [...unseen, ...seen.unseen] }
  const { lookAtClient } = await import('./observe/client.ts')
  const client = await lookAtClient(all, resolved, signal)
  return { ...all, captures: [...all.captures, ...client.captures], unseen: [...all.unseen, ...client.unseen] }
}

/** Asks many servers for their host keys, and verifies that they have them: see observe/host-keys.ts. */
export async function hostKeys(targets: readonly HostKeyTarget[], options: HostKeyOptions = {}): Promise<readonly HostKeyFound[]> {
  const scan = await import('./observe/host-keys.ts')
  return scan.hostKeys(targets, options)
}

/** Says what an observation means; the same for the same observation, today or from a recording. */
export async function replay(observation: Observation): Promise<Diagnosis> {
  // The words of other programs are many, and seldom needed.
  if (isWords(observation)) return (await import('./diagnose/words.ts')).diagnoseWords(observation, VERSION)
  const judge = await import('./diagnose/diagnose.ts')
  return judge.diagnose(observation, VERSION)
}

/** Observes and judges. */
export async function diagnose(words: readonly string[], options: Options = {}): Promise<Diagnosis> {
  return replay(await observe(words, options))
}
