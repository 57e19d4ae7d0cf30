import type { Ask, Judgement } from '../../model/cause.ts'
import { excluded, likely, possible, quote, unknown } from '../judgement.ts'
import { ms } from '../wording.ts'
import { hostIsUp, onlyWebAnswers, rejectsAround } from './around.ts'
import { contrastTcp } from './evidence.ts'
import { symptom } from './symptom.ts'

/**
 * Judges a reason for which packets vanish.
 * @param up the certainty where the target is seen to be up by another way · @param weight against its rivals
 */
export function vanishes(
  ask: Ask,
  up: 'likely' | 'possible' | 'excluded',
  weights: { readonly up: number; readonly dark: number },
): Judgement {
  const seen = ask(symptom)
  if (seen.kind !== 'silent') return unknown
  const { syns, port, us, left } = seen.tcp.seen
  const through = seen.tcp.seen.through
  const sent =
    through === undefined ? `${syns} ${syns === 1 ? 'SYN' : 'SYNs'} to port ${port}` : `a connection to port ${port} by ${through}`
  const silence = quote(`${sent}, no answer in ${ms(us)}`, seen.tcp)
  const [shown, ...others] = ask(hostIsUp)
  if (shown && up === 'excluded') {
    // A proxy on the way may answer for web ports.
    return ask(onlyWebAnswers) ? unknown : excluded(shown, ...others)
  }
  if (left === 'no')
    return possible([quote('no answer; but no packet left this machine, as far as the kernel told', seen.tcp)], { weight: 0.05 })
  if (!shown) {
    const tried = ask(contrastTcp).some(({ seen: other }) => other.outcome !== 'not-tried')
    const dark = { text: 'nothing else answers at this address either', from: silence.from }
    return possible(tried ? [silence, dark] : [silence], { weight: weights.dark })
  }
  const rejects = ask(rejectsAround)
  if (rejects) {
    const limit = quote(`port ${rejects.seen.port} was rejected by ICMP: the silence may be a rate limit on such answers`, rejects)
    return possible([silence, ...others], { weight: weights.up * 0.5, against: [limit] })
  }
  return (up === 'likely' ? likely : possible)([silence, shown, ...others], { weight: weights.up })
}
