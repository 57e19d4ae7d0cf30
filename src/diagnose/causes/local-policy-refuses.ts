import { icmpName } from '../../net/icmp.ts'
import { clientRules } from '../derive/client-rules.ts'
import { routeSeen } from '../derive/evidence.ts'
import { targetIsOwn } from '../derive/own-addresses.ts'
import { stoppingRules } from '../derive/policy-rules.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, excluded, likely, possible, proven, quote, unknown } from '../judgement.ts'
import { ms, routeCommand, RULES } from '../wording.ts'

/** What connect() says of a route of that type: fib_props in net/ipv4/fib_semantics.c, ip6_prohibit and ip6_blackhole in net/ipv6/route.c. */
const ERRNO_OF: Readonly<Record<string, string>> = { prohibit: 'EACCES', blackhole: 'EINVAL' }

/** What takes longer, in microseconds, waited for a link address: our SYN may join a search that is about to fail. */
const AT_ONCE = 5000

export default cause({
  id: 'local-policy-refuses',
  layer: 'client',
  claims: 'This machine itself refuses or drops the connection: a rule of its own firewall, or a prohibit or blackhole route.',
  means: 'An OUTPUT rule, a VPN kill switch or a route of type prohibit or blackhole stops the packet before it leaves.',
  prior: 3,
  families: ['R', 'U', 'T'],
  predicts: ['refused', 'unreachable', 'timed-out', 'local-error'],
  decide: (ask) => ({
    where: 'here',
    command: `${routeCommand(ask)}; ${RULES.command}`,
    tells: 'the route and the OUTPUT rules of this machine',
  }),
  remedy: (ask) => {
    const route = ask(routeSeen)?.seen
    if (route?.type === 'prohibit' || route?.type === 'blackhole') {
      const six = ask.address?.includes(':') ? ' -6' : ''
      const [stopping] = ask(stoppingRules)
      if (route.prefix === undefined && stopping)
        return {
          text: `the policy rule "${stopping.rule}" was made by someone: find out why before you remove it`,
          commands: [`ip${six} rule show`],
        }
      return {
        text: `the route ${route.prefix ?? ''} of type ${route.type} was made by someone: find out why before you remove it`,
        commands: [`ip${six} route show type ${route.type}`],
      }
    }
    const [hint] = ask(clientRules)
    if (hint)
      return {
        text: `look at this rule first: ${'text' in hint.from ? hint.from.text : ''}`,
        commands: ['sudo nft -a list ruleset', 'sudo iptables -S OUTPUT'],
      }
    return {
      text: "look for the rule in this machine's OUTPUT chain, or in the VPN's kill switch",
      commands: ['sudo nft list ruleset', 'sudo iptables-save'],
    }
  },
  judge: (ask) => {
    const seen = ask(symptom)
    const route = ask(routeSeen)
    if (seen.kind === 'local' && seen.tcp.seen.stage === 'connect' && route && ERRNO_OF[route.seen.type] === seen.tcp.seen.errno) {
      const { type, prefix } = route.seen
      return proven(
        [
          quote(`connect() failed at once with ${seen.tcp.seen.errno}, and no packet left`, seen.tcp),
          quote(`the route ${prefix ?? 'that matches'} is of type ${type}`, route),
          ...(prefix === undefined
            ? ask(stoppingRules)
                .slice(0, 3)
                .map(({ because }) => because)
            : []),
        ],
        {
          verdict: `this machine's own route ${prefix ?? ''} of type ${type} stops the connection`.replace('  ', ' '),
        },
      )
    }
    if (seen.kind === 'icmp' && seen.by === 'self') {
      const because = quote(
        `${icmpName(seen.family, seen.type, seen.code)} from ${seen.from}, which is this machine, after ${ms(seen.tcp.seen.us)}`,
        seen.tcp,
      )
      const verdict = 'a firewall rule on this machine itself refuses the connection'
      if (seen.meaning !== 'host-unreachable')
        return seen.meaning === 'other' || seen.meaning === 'too-big' || seen.meaning === 'time-exceeded'
          ? unknown
          : proven([because, ...ask(clientRules)], { verdict })
      // 3/1 proves no policy: a missing neighbour and a tunnel without a peer say the same, the latter at once too.
      return seen.tcp.seen.us < AT_ONCE ? likely([because, ...ask(clientRules)], { verdict }) : possible([because], { weight: 0.1 })
    }
    if (seen.kind === 'silent' && seen.tcp.seen.left === 'no' && seen.tcp.seen.syns > 1) {
      return likely([quote('the kernel counted every packet as not sent', seen.tcp), ...ask(clientRules)], {
        weight: 9,
        verdict: 'a firewall rule on this machine itself drops the connection',
      })
    }
    if (seen.kind === 'rst' || seen.kind === 'icmp') {
      return ask(targetIsOwn) ? unknown : seen.kind === 'icmp' ? excluded(quote(`the answer came from ${seen.from}`, seen.tcp)) : unknown
    }
    return unknown
  },
})
