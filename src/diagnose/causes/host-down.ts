import { icmpName } from '../../net/icmp.ts'
import { hostIsUp, onLink } from '../derive/around.ts'
import { vanishes } from '../derive/vanishes.ts'
import { routeSeen, wayThere } from '../derive/evidence.ts'
import { targetIsOwn } from '../derive/own-addresses.ts'
import { routerText } from '../derive/path.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, excluded, likely, possible, quote, unknown } from '../judgement.ts'
import { addressWord, ms, place } from '../wording.ts'

/**
 * The kernel asks for a link address three times, a second apart (arp(7), mcast_solicit), before it gives up; our SYN may join a search that
 * began before. Only a rule answers at once. Microseconds.
 */
const AT_ONCE = 5000

/** Where the wire is not seen: so long that a busy machine is not taken for a wait. Microseconds. */
const ARP_FAILS_AFTER = 900_000

export default cause({
  id: 'host-down',
  layer: 'network',
  claims: 'No machine that is up holds the address.',
  means: 'The machine is off, crashed, unplugged, or has another address now: nobody on its link answers for it.',
  prior: 10,
  families: ['T', 'U'],
  predicts: ['timed-out', 'unreachable'],
  decide: (ask) => ({
    where: 'here',
    command: `ping -c 3 -W 2 ${addressWord(ask)}`,
    tells: 'whether anything answers at the address; the console or the hypervisor tells for sure',
  }),
  remedy: () => ({ text: 'look at its console, its hypervisor or its cloud: start it, and check which address it has', commands: [] }),
  judge: (ask) => {
    const seen = ask(symptom)
    const self = ask(routeSeen)
    if (ask(targetIsOwn) && self) return excluded(quote('the target is this machine', self))
    switch (seen.kind) {
      case 'no-address':
      case 'not-tried':
      case 'local':
        return unknown
      case 'silent': {
        const { left, syns, us } = seen.tcp.seen
        if (left === 'no' && syns === 1 && ask(onLink)) {
          return likely([quote(`nobody on the link has answered for its link address in ${ms(us)}`, seen.tcp)], {
            verdict: `${place(ask)} is down or not there`,
            weight: 2,
          })
        }
        if (ask(onLink) && !ask(hostIsUp)[0]) {
          const route = ask(routeSeen)
          const silence = quote(
            'no answer on a link where a missing machine is noticed within 3 s, unless its link address was still remembered',
            route ?? seen.tcp,
          )
          return possible([silence], { weight: 0.3 })
        }
        return vanishes(ask, 'excluded', { up: 0, dark: 1 })
      }
      case 'blind':
        return seen.tcp.seen.outcome === 'unreachable' && seen.tcp.seen.us > ARP_FAILS_AFTER
          ? likely([quote(`unreachable after ${ms(seen.tcp.seen.us)}, the time in which a link address is looked for`, seen.tcp)])
          : unknown
      case 'icmp': {
        if (seen.by === 'target') return excluded(quote('an answer came from the address itself', seen.tcp))
        if (seen.meaning !== 'host-unreachable') return unknown
        const because = quote(`${icmpName(seen.family, seen.type, seen.code)} from ${seen.from} after ${ms(seen.tcp.seen.us)}`, seen.tcp)
        const verdict = `${place(ask)} is down or not there`
        const gateway = ask(routeSeen)?.seen.gateway
        if (seen.by === 'self' && gateway !== undefined)
          return possible([because, quote(`nobody answered for the gateway ${gateway}; the host itself was not asked`, seen.tcp)], {
            weight: 0.1,
          })
        if (seen.by === 'self') {
          const waited = seen.tcp.seen.us >= AT_ONCE
          return waited
            ? likely([because, quote('nobody on the link answered for its link address', seen.tcp)], { verdict, weight: 3 })
            : possible([because])
        }
        if (seen.by === 'other')
          return likely(
            [
              because,
              quote(
                `the router in front of it${ask(wayThere) ? `, ${routerText(ask, seen.from)},` : ''} found nobody who holds the address`,
                seen.tcp,
              ),
            ],
            { verdict },
          )
        return possible([because], { weight: 0.5 })
      }
      default:
        return excluded(quote('something at the address answered', seen.tcp))
    }
  },
})
