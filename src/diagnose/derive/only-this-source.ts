import type { Ask, Because, Judgement } from '../../model/cause.ts'
import { excluded, possible, quote, unknown } from '../judgement.ts'
import { ms } from '../wording.ts'
import { vanishes } from './vanishes.ts'
import { otherSources, weighSources } from './other-sources.ts'
import { symptom } from './symptom.ts'

/**
 * Judges a block that is made for some sources only: a ban, a limit, a list. From one source it looks like any other rule of the
 * target's firewall, whether that rejects, resets or drops, so it is possible at most. Where another source of this machine was tried, that
 * tells more.
 * @param best see weighSources()
 */
export function onlyThisSource(ask: Ask, best = false): Judgement {
  return weighSources(ask, oneSource(ask), 'source', best)
}

/** Whether another source of this machine, by the same way, found the port open: then a general rule of the target is not it. */
export function othersOpen(ask: Ask): Because | undefined {
  const others = ask(otherSources)
  return others?.opened ? others.differ[0] : undefined
}

function oneSource(ask: Ask): Judgement {
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
