import { icmpName } from '../../net/icmp.ts'
import { routeSeen } from '../derive/evidence.ts'
import { targetIsOwn } from '../derive/own-addresses.ts'
import { nearer, routerText, suspects } from '../derive/path.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, excluded, likely, possible, proven, quote, unknown } from '../judgement.ts'
import { ms, place, port, source } from '../wording.ts'

export default cause({
  id: 'router-rejects',
  layer: 'network',
  claims: "A device that answers by another address than the target's rejects the packets.",
  means: 'A router or firewall in front of the host refuses on its behalf: a REJECT rule, an access list or a prohibit route.',
  prior: 5,
  families: ['R', 'U'],
  predicts: ['refused', 'unreachable', 'timed-out'],
  decide: (ask) => {
    const seen = ask(symptom)
    const who = seen.kind === 'icmp' ? seen.from : 'the device'
    const six = ask.address?.includes(':')
    return {
      where: 'router',
      command: six
        ? 'sudo nft list ruleset; sudo ip6tables-save; ip -6 route show table all'
        : 'sudo nft list ruleset; sudo iptables-save; ip route show table all',
      tells: `which rule or route of ${who} rejects (the commands are for Linux)`,
    }
  },
  remedy: (ask) => {
    const seen = ask(symptom)
    const who = seen.kind === 'icmp' && seen.by === 'other' ? seen.from : 'the device in front of the host'
    return {
      text: `ask whoever runs ${who} to allow TCP ${port(ask)} from ${source(ask)} to ${ask.address} (--export ticket writes that mail)`,
      commands: [],
    }
  },
  judge: (ask) => {
    const seen = ask(symptom)
    const route = ask(routeSeen)
    if (ask(targetIsOwn) && route) return excluded(quote('the target is this machine: no router lies between', route))
    switch (seen.kind) {
      case 'icmp': {
        if (seen.by === 'self') return excluded(quote(`the ICMP error came from this machine itself, ${seen.from}`, seen.tcp))
        const because = quote(`${icmpName(seen.family, seen.type, seen.code)} from ${seen.from} after ${ms(seen.tcp.seen.us)}`, seen.tcp)
        const at = ask(nearer)
        if (seen.by === 'target' && at)
          return likely([because, at.because], {
            verdict: `${suspects(at)} rejects port ${port(ask)} in the name of ${place(ask)}, which stands farther away`,
          })
        if (seen.by === 'target')
          return possible([because, quote('a router that forwards the port to an inner host shows the same', seen.tcp)], { weight: 0.3 })
        if (seen.by === 'unclear') return likely([because, quote('whether that is this machine itself is not known', seen.tcp)])
        const verdict = `${routerText(ask, seen.from)}, not ${ask.address}, rejects connections to ${place(ask)} port ${port(ask)}: a router or firewall in front of it`
        const other = quote(`${seen.from} is neither the target ${ask.address} nor an address of this machine`, seen.tcp)
        if (seen.meaning === 'port-unreachable' || seen.meaning === 'protocol-unreachable' || seen.meaning === 'prohibited')
          return proven([because, other], { verdict })
        if (seen.meaning === 'host-unreachable' || seen.meaning === 'net-unreachable') return possible([because, other], { weight: 0.5 })
        return seen.meaning === 'other' ? likely([because, other], { verdict }) : unknown
      }
      case 'rst': {
        const at = ask(nearer)
        const forged = quote('a firewall on the way can forge a RST', seen.tcp)
        if (!at) return possible([forged], { weight: 0.1 })
        return likely([at.because, forged], {
          verdict: `${suspects(at)} refuses port ${port(ask)} for ${place(ask)}, which stands farther away`,
        })
      }
      case 'blind':
        return seen.tcp.seen.outcome === 'timed-out'
          ? unknown
          : possible([quote(`${seen.tcp.seen.errno ?? 'failed'}, by what this machine cannot see`, seen.tcp)], { weight: 0.5 })
      case 'identified':
        return excluded(quote('the port answers as SSH', seen.ssh))
      default:
        return unknown
    }
  },
})
