import { vanishes } from '../derive/vanishes.ts'
import { routeSeen } from '../derive/evidence.ts'
import { targetIsOwn } from '../derive/own-addresses.ts'
import { cause, excluded, quote } from '../judgement.ts'
import { capture } from '../wording.ts'

export default cause({
  id: 'path-drops-packets',
  layer: 'network',
  claims: 'A router or firewall on the way drops the packets, or their answers.',
  means: 'A filter between the two networks, a broken link or a missing return route makes packets vanish on the way.',
  prior: 5,
  families: ['T'],
  predicts: ['timed-out'],
  decide: capture,
  remedy: () => ({ text: 'ask whoever runs the network between (`--export ticket` writes that mail)', commands: [] }),
  judge: (ask) => {
    const route = ask(routeSeen)
    if (ask(targetIsOwn) && route) return excluded(quote('the target is this machine: no way lies between', route))
    return vanishes(ask, 'possible', { up: 0.5, dark: 1 })
  },
})
