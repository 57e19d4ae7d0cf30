import type { Setting } from './config-origin.ts'

/** A setting meant for this host that an earlier one for all hosts overrules: ssh takes the first value of a keyword. */
export interface Shadowed {
  readonly wins: Setting
  readonly lost: Setting
}

/** These add up, or name more than one thing. */
const SEVERAL: ReadonlySet<string> = new Set(['identityfile', 'certificatefile'])

/** The settings of one pass over the files that an earlier, more general one keeps from counting: ssh_config(5), "the first obtained value". */
export function shadowed(settings: readonly Setting[]): readonly Shadowed[] {
  const first = new Map<string, Setting>()
  const lost = new Map<string, Shadowed>()
  for (const setting of settings) {
    if (setting.final || SEVERAL.has(setting.keyword)) continue
    const wins = first.get(setting.keyword)
    if (!wins) first.set(setting.keyword, setting)
    else if (wins.general && !setting.general && wins.value !== setting.value && !lost.has(setting.keyword))
      lost.set(setting.keyword, { wins, lost: setting })
  }
  return [...lost.values()]
}
