import type { Scenario, Truth } from '../case.ts'
import type { Family, Host, Net } from '../net.ts'
import { type Reject, REJECTS } from './errors.ts'
import { chain } from './expectations.ts'

/** The rule that rejects, in the dialect of each host: all three of netfilter's are met. */
const rule = (net: Net, by: Host, reject: Reject): string =>
  ({
    server: chain(net, 'input', `tcp dport 22 reject with ${reject.nft}`),
    router: `${net.iptables} -A FORWARD -p tcp --dport 22 -j REJECT --reject-with ${reject.iptables}`,
    client: `${net.iptables}-legacy -A OUTPUT -p tcp --dport 22 -j REJECT --reject-with ${reject.iptables}`,
  })[by]

type Judged = Pick<Truth, 'verdict' | 'proven' | 'said' | 'open' | 'excluded' | 'never'>

/** "Host unreachable": what an honest router, or one's own kernel, says of a host that does not answer on its link. */
const saysHostUnreachable = ({ type, code }: Reject): boolean => (type === 3 && code === 1) || (type === 1 && code === 3)

/** A NAT router shows the target's own address too, so the target is never proven to reject. */
const byHost = ({ policy }: Reject): Judged => ({
  verdict: { cause: ['firewall-rejects'], certainty: policy ? ['likely'] : ['likely', 'possible'] },
  said: ['firewall-rejects'],
  open: ['router-rejects', 'nat-forwards-nowhere'],
  excluded: ['firewall-drops', 'firewall-resets', 'no-local-route', 'tcp-wrappers-deny'],
  never: ['sshd-stopped', 'local-policy-refuses', 'aws-security-group', 'routing-loop'],
})

function byRouter(reject: Reject): Judged {
  const others = {
    said: ['router-rejects'],
    excluded: ['firewall-drops', 'firewall-resets', 'no-local-route', 'tcp-wrappers-deny'],
    never: ['sshd-stopped', 'firewall-rejects', 'local-policy-refuses', 'routing-loop'],
  }
  if (reject.policy) return { ...others, verdict: { cause: ['router-rejects'], certainty: ['proven'] }, proven: ['router-rejects'] }
  const honest = saysHostUnreachable(reject) ? 'host-down' : 'route-missing-on-the-way'
  return { ...others, open: [honest], verdict: { cause: ['router-rejects', honest], certainty: ['likely', 'possible'] } }
}

function byClient(reject: Reject): Judged {
  const others = {
    said: ['local-policy-refuses'],
    excluded: ['firewall-drops', 'firewall-resets', 'tcp-wrappers-deny'],
    never: ['sshd-stopped', 'firewall-rejects', 'router-rejects', 'routing-loop'],
  }
  if (saysHostUnreachable(reject))
    return { ...others, verdict: { cause: ['local-policy-refuses', 'no-local-route'], certainty: ['likely', 'possible'] } }
  return { ...others, verdict: { cause: ['local-policy-refuses'], certainty: ['proven'] }, proven: ['local-policy-refuses'] }
}

function rejected(family: Family, by: Host, reject: Reject): Scenario {
  return {
    name: `${reject.name} (${reject.type}/${reject.code}) by the ${by === 'server' ? 'host' : by}`,
    families: [family],
    case: (net) => {
      const offender = { server: net.server, router: net.router, client: net.client }[by]
      const word = `icmp ${reject.type}/${reject.code} ${offender}` as const
      return {
        steps: [
          { on: 'server', sshd: [] },
          { on: by, sh: rule(net, by, reject) },
        ],
        addresses: [
          {
            address: net.server,
            wire: by === 'client' ? `unsent ${word}` : word,
            outcome: reject.outcome,
            errno: reject.errno,
            blocks: ({ server: 'firewall', router: 'network', client: 'client' } as const)[by],
          },
        ],
        exit: 1,
        ...{ server: byHost, router: byRouter, client: byClient }[by](reject),
      }
    },
  }
}

/** Every kind of ICMP reject, by the host, by a router and by the client itself, with a good sshd behind. */
export const rejectedScenarios: readonly Scenario[] = ([4, 6] as const).flatMap((family) =>
  (['server', 'router', 'client'] as const).flatMap((by) => REJECTS[family].map((reject) => rejected(family, by, reject))),
)
