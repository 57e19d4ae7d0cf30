import { icmpName } from '../../net/icmp.ts'
import { routeSeen } from '../derive/evidence.ts'
import { targetIsOwn } from '../derive/own-addresses.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, excluded, likely, proven, quote, unknown } from '../judgement.ts'
import { addressWord, ms } from '../wording.ts'

/** Longest wait, in microseconds, in which a failed ARP or ND cannot have been the reason: one retransmission takes 1 s. */
const BEFORE_ARP_FAILS = 900_000

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
    command: `ip route get ${addressWord(ask)}; sudo sh -c "nft list ruleset; iptables-save; ip6tables-save"`,
    tells: 'the route and the OUTPUT rules of this machine',
  }),
  remedy: (ask) => {
    const route = ask(routeSeen)?.seen
    if (route?.type === 'prohibit' || route?.type === 'blackhole') {
      const six = ask.address?.includes(':') ? ' -6' : ''
      return {
        text: `the route ${route.prefix ?? ''} of type ${route.type} was made by someone: find out why before you remove it`,
        commands: [`ip${six} route show type ${route.type}`],
      }
    }
    return {
      text: "look for the rule in this machine's OUTPUT chain, or in the VPN's kill switch",
      commands: ['sudo nft list ruleset', 'sudo iptables-save'],
    }
  },
  judge: (ask) => {
    const seen = ask(symptom)
    const route = ask(routeSeen)
    if (seen.kind === 'local' && route && (route.seen.type === 'prohibit' || route.seen.type === 'blackhole')) {
      const { type, prefix } = route.seen
      return proven(
        [
          quote(`connect() failed at once with ${seen.tcp.seen.errno}, and no packet left`, seen.tcp),
          quote(`the route ${prefix ?? 'that matches'} is of type ${type}`, route),
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
          : proven([because], { verdict })
      return seen.tcp.seen.us < BEFORE_ARP_FAILS
        ? likely([because], { verdict })
        : excluded(quote('only after the wait for a link address that nobody answered', seen.tcp))
    }
    if (seen.kind === 'silent' && seen.tcp.seen.left === 'no') {
      return likely([quote('the kernel counted every packet as not sent', seen.tcp)], {
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
