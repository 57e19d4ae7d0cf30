import { vanishes } from '../derive/vanishes.ts'
import { routeSeen, wayThere } from '../derive/evidence.ts'
import { targetIsOwn } from '../derive/own-addresses.ts'
import { weighSources } from '../derive/other-sources.ts'
import { answeredAt, hops, lastRouter } from '../derive/path.ts'
import { cause, excluded, likely, quote } from '../judgement.ts'
import { capture, place, port } from '../wording.ts'

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
    const judged = weighSources(ask, vanishes(ask, 'possible', { up: 0.5, dark: 1 }), 'way', false)
    if (judged.certainty !== 'possible') return judged
    const at = ask(answeredAt)
    const lost = (behind: string): string => `packets to ${place(ask)} port ${port(ask)} vanish behind ${behind}`
    if (at?.kind === 'nearer') {
      const verdict = at.router ? lost(`${at.router.from}, ${hops(at.router.ttl)} away`) : `${lost('this machine')}, within ${hops(at.hop)}`
      return likely([judged.because[0], at.because], { verdict, weight: 4 })
    }
    if (at?.kind === 'there') return { ...judged, weight: 0.2, against: [...(judged.against ?? []), at.because] }
    const last = ask(lastRouter)
    const seen = ask(wayThere)
    if (!last || !seen) return judged
    const text = `${last.from}, ${hops(last.ttl)} away, is the last router that answers`
    return { ...judged, because: [judged.because[0], quote(text, seen)], verdict: lost(`${last.from}, ${hops(last.ttl)} away`) }
  },
})
