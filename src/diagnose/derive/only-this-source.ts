import type { Ask, Judgement } from '../../model/cause.ts'
import { excluded, possible, quote, unknown } from '../judgement.ts'
import { ms } from '../wording.ts'
import { vanishes } from './vanishes.ts'
import { symptom } from './symptom.ts'

/**
 * Judges a block that is made for some sources only: a ban, a limit, a list. From one source it looks like any other rule of the
 * target's firewall, whether that rejects, resets or drops, so it is possible at most.
 */
export function onlyThisSource(ask: Ask): Judgement {
  const seen = ask(symptom)
  switch (seen.kind) {
    case 'icmp':
      if (seen.by !== 'target') return excluded(quote(`the refusal came from ${seen.from}, not from the target`, seen.tcp))
      return possible([quote('the target rejects, perhaps this source alone', seen.tcp)])
    case 'rst':
      return possible([quote(`RST after ${ms(seen.tcp.seen.us)}`, seen.tcp)], { weight: 0.3 })
    case 'silent':
      return vanishes(ask, 'possible', { up: 1, dark: 0.5 })
    case 'identified':
      return excluded(quote('this source is let through', seen.ssh))
    default:
      return unknown
  }
}
