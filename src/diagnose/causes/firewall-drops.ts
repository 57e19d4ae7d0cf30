import { onLink } from '../derive/around.ts'
import { vanishes } from '../derive/vanishes.ts'
import { othersOpen } from '../derive/only-this-source.ts'
import { nearer } from '../derive/path.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, possible, unknown } from '../judgement.ts'
import { place, port, RULES, source } from '../wording.ts'

export default cause({
  id: 'firewall-drops',
  layer: 'firewall',
  claims: 'A firewall drops the packets to this port: on the target, in its cloud or right before it.',
  means: 'DROP answers nothing: the client waits until it gives up. ufw deny, default-deny policies and all cloud filters work so.',
  prior: 10,
  families: ['T'],
  predicts: ['timed-out'],
  decide: () => RULES,
  remedy: (ask) => ({
    text: `from the console, allow this client (ufw: sudo ufw prepend allow from ${source(ask)} to any port ${port(ask)} proto tcp); in a cloud, look at the security group first`,
    commands: ['sudo ufw status numbered', 'sudo firewall-cmd --list-all'],
  }),
  judge: (ask) => {
    if (ask(symptom).kind !== 'silent') return unknown
    const judged = vanishes(ask, 'likely', { up: 1, dark: ask(onLink) ? 3 : 1 })
    const lost = ask(nearer)
    const open = othersOpen(ask)
    if (judged.certainty === 'likely' && (lost || open))
      return possible(judged.because, { weight: 0.5, against: [...(lost ? [lost.because] : []), ...(open ? [open] : [])] })
    return judged.certainty === 'likely'
      ? { ...judged, verdict: `a firewall drops port ${port(ask)} of ${place(ask)}, which is up` }
      : judged
  },
})
