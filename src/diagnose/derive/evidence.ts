import type { Ask } from '../../model/cause.ts'
import type { Evidence, Role, Seen } from '../../model/observation.ts'
import { need } from '../ask.ts'

/** An evidence and its index in the observation, so that it can be quoted. */
export interface Indexed<E extends Evidence> {
  readonly index: number
  readonly seen: E
}

function all<P extends Evidence['probe']>(ask: Ask, probe: P): readonly Indexed<Seen<P>>[] {
  return ask.evidence.flatMap((seen, index) => (seen.probe === probe ? [{ index, seen: seen as Seen<P> }] : []))
}

/** What the resolver said. */
export const nameSeen = need('name-seen', (ask) => all(ask, 'name')[0])

/** What each name server said of the addresses of the name, in the order of the answers. */
export const nameServersSeen = need('name-servers-seen', (ask) => all(ask, 'name-server').filter(({ seen }) => seen.type !== 'SSHFP'))

/** How this machine would reach the address. */
export const routeSeen = need('route-seen', (ask) =>
  all(ask, 'route').find(({ seen }) => seen.address === ask.address && seen.from === undefined),
)

const tcpOf = (ask: Ask, ...roles: readonly Role[]): readonly Indexed<Seen<'tcp'>>[] =>
  all(ask, 'tcp').filter(({ seen }) => seen.address === ask.address && roles.includes(seen.role))

/** connect() to the asked port of the address. */
export const askedTcp = need('asked-tcp', (ask) => tcpOf(ask, 'asked')[0])

/** What the asked port said once it was open. */
export const askedSsh = need('asked-ssh', (ask) =>
  all(ask, 'ssh').find(({ seen }) => seen.address === ask.address && seen.role === 'asked'),
)

/** The command by which ssh reaches the target. */
export const proxySeen = need('proxy-seen', (ask) => all(ask, 'proxy')[0])

/** Words of another program. */
export const messages = need('messages', (ask) => all(ask, 'message'))

/** The login that was tried. */
export const loginSeen = need('login-seen', (ask) => all(ask, 'login')[0])

/** connect() to the ports around the asked one, in the order tried. */
export const contrastTcp = need('contrast-tcp', (ask) => tcpOf(ask, 'control', 'service', 'ssh-port'))

/** The port that must be closed. */
export const controlTcp = need('control-tcp', (ask) => tcpOf(ask, 'control')[0])

/** SSH servers that identified themselves on another port of the same address. */
export const otherSsh = need('other-ssh', (ask) =>
  all(ask, 'ssh').filter(({ seen }) => seen.address === ask.address && seen.role === 'ssh-port' && seen.identification !== undefined),
)

/** connect() to the asked port from other addresses of this machine, as far as it was tried. */
export const alsoTcp = need('also-tcp', (ask) =>
  tcpOf(ask, 'also').filter(({ seen }) => seen.outcome !== 'not-tried' && seen.outcome !== 'local-error'),
)

/** How this machine would send from another of its addresses. */
export function routeFrom(ask: Ask, source: string): Seen<'route'> | undefined {
  return all(ask, 'route').find(({ seen }) => seen.address === ask.address && seen.from === source)?.seen
}

/** connect() to ports of other hosts, as far as it was tried. */
export const egressTcp = need('egress-tcp', (ask) =>
  all(ask, 'tcp').filter(({ seen }) => seen.role === 'egress' && seen.outcome !== 'not-tried' && seen.outcome !== 'local-error'),
)

/** SSH servers that identified themselves to other sources, or on other hosts. */
export const comparedSsh = need('compared-ssh', (ask) =>
  all(ask, 'ssh').filter(({ seen }) => (seen.role === 'also' || seen.role === 'egress') && seen.identification !== undefined),
)

/** The way to another port of the address, and to the asked one. */
export const wayThere = need('way-there', (ask) =>
  all(ask, 'path').find(({ seen }) => seen.address === ask.address && seen.role !== 'asked'),
)
export const askedPath = need('asked-path', (ask) =>
  all(ask, 'path').find(({ seen }) => seen.address === ask.address && seen.role === 'asked'),
)

/** An ICMP echo to the address. */
export const echoSeen = need('echo-seen', (ask) => all(ask, 'echo').find(({ seen }) => seen.address === ask.address))

/** The header of the RST that the asked port gave. */
export const headerSeen = need('header-seen', (ask) => all(ask, 'header').find(({ seen }) => seen.address === ask.address))

/** How far the RST of the asked port came, and that of another port. */
export const askedReply = need('asked-reply', (ask) =>
  all(ask, 'reply-ttl').find(({ seen }) => seen.address === ask.address && seen.role === 'asked'),
)
export const otherReply = need('other-reply', (ask) =>
  all(ask, 'reply-ttl').find(({ seen }) => seen.address === ask.address && seen.role !== 'asked'),
)
