import { icmpName } from '../../net/icmp.ts'
import { routeSeen, wayThere } from '../derive/evidence.ts'
import { circle } from '../derive/path.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, excluded, likely, possible, proven, quote, unknown } from '../judgement.ts'
import { addressWord, place } from '../wording.ts'

/** No way through the Internet is as long as this. */
const ENOUGH = 32

export default cause({
  id: 'routing-loop',
  layer: 'network',
  claims: 'The packets run in a circle: their time to live ran out on the way.',
  means: 'Two routers each take the other for the way to the address; the packet goes to and fro until its TTL is used up.',
  prior: 1,
  families: ['U'],
  predicts: ['unreachable', 'timed-out'],
  decide: (ask) => ({
    where: 'here',
    command: `traceroute -n ${addressWord(ask)}`,
    tells: 'the routers between which the packets go to and fro',
  }),
  remedy: (ask) => {
    const seen = ask(symptom)
    return {
      text: `tell whoever runs ${seen.kind === 'icmp' ? seen.from : 'the routers'}: their routes for ${ask.address} point at each other`,
      commands: [],
    }
  },
  judge: (ask) => {
    const seen = ask(symptom)
    const round = ask(circle)
    const between = round.length > 0 ? `between ${round.slice(0, 4).join(' and ')}` : ''
    const met = ask(wayThere)
    if (
      met &&
      round.length > 0 &&
      (seen.kind === 'silent' || (seen.kind === 'icmp' && seen.by === 'other' && seen.meaning !== 'time-exceeded'))
    )
      return likely([quote(`${between} the packets go to and fro`, met)], {
        verdict: `the packets to ${place(ask)} run in a circle ${between}`,
      })
    if (seen.kind !== 'icmp')
      return seen.kind === 'rst' || seen.kind === 'identified' ? excluded(quote('an answer came from the address', seen.tcp)) : unknown
    if (seen.meaning !== 'time-exceeded') return excluded(quote(`the answer was ${icmpName(seen.family, seen.type, seen.code)}`, seen.tcp))
    if (seen.by === 'self') return unknown
    const { hops: socket } = seen.tcp.seen
    // getsockopt(IP_TTL) does not know of the hop limit that a route sets (RTAX_HOPLIMIT).
    const hops = socket === undefined ? undefined : Math.min(socket, ask(routeSeen)?.seen.hopLimit ?? socket)
    // A packet sent with few hops runs out on a long way, without a loop.
    const because = quote(`${icmpName(seen.family, seen.type, seen.code)} from ${seen.from}`, seen.tcp)
    if (hops === undefined || seen.by === 'unclear') return likely([because])
    if (hops < ENOUGH)
      return possible([because, quote(`this machine sends with ${hops} hops only`, seen.tcp)], {
        weight: 5,
        verdict: `the packets of this machine, sent with ${hops} hops, do not reach ${place(ask)}`,
      })
    const proof = quote(`${icmpName(seen.family, seen.type, seen.code)} from ${seen.from}, sent with ${hops} hops`, seen.tcp)
    return proven(met && between ? [proof, quote(`${between} the packets go to and fro`, met)] : [proof], {
      verdict: `the packets to ${place(ask)} run in a circle ${between || 'on the way'} (seen by ${seen.from})`,
    })
  },
})
