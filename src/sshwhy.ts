import type { Diagnosis } from './model/diagnosis.ts'
import type { Observation } from './model/observation.ts'
import type { Target } from './model/target.ts'
import { VERSION } from './model/version.ts'
import { diagnose as judge } from './diagnose/diagnose.ts'
import type { ObserveOptions } from './observe/engine.ts'
import { resolveTarget } from './observe/resolve.ts'
import { parseSshArguments } from './ssh/command-line.ts'

export type * from './model/cause.ts'
export type * from './model/diagnosis.ts'
export { CodedError } from './model/error.ts'
export type * from './model/layer.ts'
export type * from './model/observation.ts'
export type * from './model/target.ts'

/** How to look. All have defaults; see docs/cli.md. */
export type Options = Partial<Omit<ObserveOptions, 'version'>> & {
  /** Told once ssh_config is read, before the first packet. */
  readonly onTarget?: (target: Target) => void
}

/**
 * Asks the world: where would `ssh WORDS` connect to, and what answers there?
 * @param words the arguments of an ssh command line
 * @throws CodedError on misuse; the reason of the signal when it is aborted
 */
export async function observe(words: readonly string[], options: Options = {}): Promise<Observation> {
  const signal = options.signal ?? new AbortController().signal
  const resolving = resolveTarget(parseSshArguments(words), { signal })
  // While ssh -G runs, load what the next stage needs; what goes wrong with it is told by the stage itself.
  resolving.catch(() => {})
  const engine = await import('./observe/engine.ts')
  engine.warmUp()
  const { target, unseen, captures } = await resolving
  options.onTarget?.(target)
  const seen = await engine.observe(target, {
    timeoutMs: 4000,
    bannerMs: 7000,
    gentle: false,
    again: false,
    engine: 'auto',
    ...options,
    signal,
    version: VERSION,
  })
  return { ...seen, captures: [...captures, ...seen.captures], unseen: [...unseen, ...seen.unseen] }
}

/** Says what an observation means; the same for the same observation, today or from a recording. */
export function replay(observation: Observation): Diagnosis {
  return judge(observation, VERSION)
}

/** Observes and judges. */
export async function diagnose(words: readonly string[], options: Options = {}): Promise<Diagnosis> {
  return replay(await observe(words, options))
}
