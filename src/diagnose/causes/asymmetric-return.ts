import { vanishes } from '../derive/vanishes.ts'
import { routeSeen } from '../derive/evidence.ts'
import { targetIsOwn } from '../derive/own-addresses.ts'
import { weighSources } from '../derive/other-sources.ts'
import { cause, excluded, quote } from '../judgement.ts'
import { onServer } from '../wording.ts'

export default cause({
  id: 'asymmetric-return',
  layer: 'network',
  claims: 'The packets arrive, but the answers leave by another way and are lost.',
  means: 'A second default route, policy routing or rp_filter sends or drops the answer where no one expects it.',
  prior: 1.5,
  families: ['T'],
  predicts: ['timed-out'],
  decide: () =>
    onServer('ip rule; ip route show table all; sysctl -a 2>/dev/null | grep rp_filter', 'by which way answers to this client leave'),
  remedy: () => ({ text: 'add a policy route for the address on which the packets arrive', commands: [] }),
  judge: (ask) => {
    const route = ask(routeSeen)
    if (ask(targetIsOwn) && route) return excluded(quote('the target is this machine: no way lies between', route))
    return weighSources(ask, vanishes(ask, 'possible', { up: 0.3, dark: 1 }), 'way', true)
  },
})
