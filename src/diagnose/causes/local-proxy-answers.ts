import { answersForAll } from '../derive/around.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, excluded, likely, quote, unknown } from '../judgement.ts'
import { routeCommand } from '../wording.ts'
import { controlTcp } from '../derive/evidence.ts'

export default cause({
  id: 'local-proxy-answers',
  layer: 'client',
  claims:
    'Something accepts connections to every port: a TUN, a transparent proxy, a captive portal or a honeypot, not the service itself.',
  means: 'VPN clients and proxies that work by a TUN interface complete every connection themselves, whether or not the target answers.',
  prior: 3,
  families: ['B', 'C', 'R'],
  predicts: ['open'],
  decide: (ask) => ({
    where: 'here',
    command: `${routeCommand(ask)}; ip -brief link; env | grep -i proxy`,
    tells: 'whether the packets leave by a TUN or a proxy',
  }),
  remedy: () => ({ text: 'try again without the VPN or the proxy, or exempt this address from it', commands: [] }),
  judge: (ask) => {
    const all = ask(answersForAll)
    const control = ask(controlTcp)
    if (!all)
      return control && control.seen.outcome !== 'not-tried'
        ? excluded(quote(`port ${control.seen.port}, which must be closed, does not connect`, control))
        : unknown
    if (ask(symptom).kind === 'identified') return unknown
    return likely([quote(`port ${all.seen.port}, which must be closed, connects too`, all)], {
      weight: 9,
      verdict: `something in between accepts every connection to ${ask.address}, whether or not a service is there`,
    })
  },
})
