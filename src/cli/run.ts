import { CodedError, EXIT } from '../model/error.ts'
import type { Evidence } from '../model/observation.ts'
import { printable } from '../net/printable.ts'
import type { Target } from '../model/target.ts'
import { observe, replay } from '../sshwhy.ts'
import { isTerminal, look, write } from './output.ts'
import type { Typed } from './parse.ts'
import { print } from './print.ts'
import { redact } from './redact.ts'

/** @throws CodedError when it is no number of seconds from 0.1 to 60 */
function timeout(typed: string | true | undefined): number | null {
  if (typed === undefined) return null
  const seconds = typeof typed === 'string' && /^\d{1,3}(\.\d{1,3})?$/.test(typed) ? Number(typed) : Number.NaN
  if (seconds >= 0.1 && seconds <= 60) return seconds * 1000
  throw new CodedError('timeout-invalid', '--timeout needs seconds from 0.1 to 60', 'such as --timeout 2.5')
}

/** What ends a run early: logins and commands that it has started are ended, too. */
const ENDINGS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** The main job: observe the target that ssh would connect to, diagnose it, print it. @returns the exit code */
export async function run(words: readonly string[], options: Typed): Promise<number> {
  const limit = timeout(options.timeout)
  const asksMore = options.thorough || options['check-egress'] !== undefined || options['also-from'] !== undefined
  const more = asksMore ? (await import('./more.ts')).more(options) : {}
  const record = typeof options.record === 'string' ? (await import('./record.ts')).recording(options.record) : null
  const abort = new AbortController()
  const interrupt = (): void => abort.abort()
  for (const signal of ENDINGS) process.once(signal, interrupt)
  const live = !options.json && !options.quiet && isTerminal(2)
  const progress = live ? new (await import('./progress.ts')).Progress(look(2), 'reading ssh_config with ssh -G') : null
  const asking = progress ? (await import('./asking.ts')).asking : null
  let target: Target | null = null
  const seen: Evidence[] = []
  const say = (): void => {
    if (target && asking) progress?.say(asking(target, seen))
  }
  try {
    const observed = await observe(words, {
      ...(limit === null ? {} : { timeoutMs: limit, bannerMs: limit }),
      signal: abort.signal,
      gentle: options.gentle === true,
      again: options.again === true,
      login: options['no-login'] !== true,
      ...more,
      onTarget: (resolved) => {
        target = resolved
        say()
      },
      onEvidence: (one) => {
        seen.push(one)
        say()
      },
      onWait: (ms, why) => {
        if (progress) progress.say(why, ms)
        else if (ms >= 1000) write(2, `sshwhy: waiting ${Math.ceil(ms / 1000)} s: ${printable(why)}\n`)
      },
    })
    if (abort.signal.aborted) return EXIT.interrupted
    const observation = redact(observed)
    const diagnosis = await replay(observation)
    record?.(observation)
    progress?.end()
    return await print(diagnosis, options)
  } catch (error) {
    if (abort.signal.aborted) return EXIT.interrupted
    throw error
  } finally {
    progress?.end()
    for (const signal of ENDINGS) process.off(signal, interrupt)
  }
}
