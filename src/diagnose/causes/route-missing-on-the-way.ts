import { icmpName } from '../../net/icmp.ts'
import { routerText } from '../derive/path.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, excluded, likely, quote, unknown } from '../judgement.ts'
import { ms, place, routeCommand } from '../wording.ts'

export default cause({
  id: 'route-missing-on-the-way',
  layer: 'network',
  claims: 'A router on the way has no route to the address.',
  means: 'The network of the target is not announced, or the router that should know it does not: it answers "network unreachable".',
  prior: 4,
  families: ['U'],
  predicts: ['unreachable', 'timed-out'],
  decide: (ask) => ({
    where: 'router',
    command: `${routeCommand(ask)}`,
    tells: 'whether the router has a route (the command is for Linux)',
  }),
  remedy: (ask) => {
    const seen = ask(symptom)
    return {
      text: `ask whoever runs ${seen.kind === 'icmp' ? seen.from : 'the router'} for the route to ${ask.address}; check first that the address is right`,
      commands: [],
    }
  },
  judge: (ask) => {
    const seen = ask(symptom)
    if (seen.kind !== 'icmp' || seen.by !== 'other')
      return seen.kind === 'rst' || seen.kind === 'identified' ? excluded(quote('an answer came from the address', seen.tcp)) : unknown
    if (seen.meaning !== 'net-unreachable') return unknown
    return likely([quote(`${icmpName(seen.family, seen.type, seen.code)} from ${seen.from} after ${ms(seen.tcp.seen.us)}`, seen.tcp)], {
      verdict: `${routerText(ask, seen.from)}, a router on the way, has no route to ${place(ask)}`,
    })
  },
})
