import { parseAddress } from '../../net/address.ts'
import type { RouteEvidence } from '../../model/observation.ts'
import type { Routed } from '../sockets.ts'
import { errnoName } from './errno.ts'
import { AF_NETLINK, IF_NAMESIZE, MSG_DONTWAIT, NETLINK_ROUTE, SOCK_CLOEXEC, SOCK_RAW } from './layout.ts'
import type { Libc } from './libc.ts'
import { parseRouteAnswer, routeRequest, type RouteAnswer, type RouteQuestion } from './netlink.ts'
import { scopeId } from './sockaddr.ts'

const ANSWER_BYTES = 8192

/** fib_props and fib_rule actions: what kind of entry gives RTM_GETROUTE which errno. */
const TYPE_OF_ERRNO: Readonly<Record<string, RouteEvidence['type']>> = {
  ENETUNREACH: 'none',
  EHOSTUNREACH: 'unreachable',
  EACCES: 'prohibit',
  EINVAL: 'blackhole',
}

/** Asks the kernel's routing table by rtnetlink(7), which needs no privilege: the entry that matches, and the way it leads. */
export function askRoute(libc: Libc, address: string, port: number, source: string | null): Routed {
  const to = parseAddress(address)
  const from = source === null ? null : parseAddress(source)
  if (!to) return { type: 'unknown' }
  const fd = libc.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE)
  if (fd < 0) return { type: 'unknown', errno: errnoName(libc.errno()) }
  try {
    const device = to.zone === undefined ? 0 : scopeId(libc, to.zone)
    if (to.zone !== undefined && device === 0) return { type: 'unknown', errno: 'ENODEV' }
    const question = { to, port, from: from?.family === to.family ? from : null, device }
    const way = ask(libc, fd, { ...question, entry: false }, 1)
    if (!way) return { type: 'unknown' }
    const entry = ask(libc, fd, { ...question, entry: true }, 2)
    if (way.kind === 'error') {
      // EINVAL is said of a source that cannot be one as well, e.g. a broadcast address: the destination alone tells.
      const alone = question.from === null ? way : ask(libc, fd, { ...question, from: null, entry: false }, 3)
      return refused(way.errno, entry, alone?.kind === 'error' && alone.errno === way.errno)
    }
    const name = way.device === undefined ? undefined : deviceName(libc, way.device)
    return {
      type: entry?.kind === 'route' ? entry.type : way.type,
      ...(way.source === undefined ? {} : { source: way.source }),
      ...(name === undefined ? {} : { device: name }),
      ...(way.gateway === undefined ? {} : { gateway: way.gateway }),
      ...prefixOf(entry),
      ...(way.hopLimit === undefined ? {} : { hopLimit: way.hopLimit }),
    }
  } finally {
    libc.close(fd)
  }
}

function ask(libc: Libc, fd: number, question: RouteQuestion, sequence: number): RouteAnswer | null {
  const request = routeRequest(question, sequence)
  if (libc.send(fd, request, request.length, 0) < 0) return null
  const answer = Buffer.alloc(ANSWER_BYTES)
  // The kernel answers within send(): there is nothing to wait for.
  const got = libc.recv(fd, answer, answer.length, MSG_DONTWAIT)
  return got > 0 ? parseRouteAnswer(answer.subarray(0, got), sequence) : null
}

function refused(errno: number, entry: RouteAnswer | null, byDestination: boolean): Routed {
  const name = errnoName(errno)
  const told = name === 'EINVAL' && !byDestination ? undefined : TYPE_OF_ERRNO[name]
  const type = entry?.kind === 'route' ? entry.type : (told ?? 'unknown')
  return { type, errno: name, ...prefixOf(entry) }
}

function prefixOf(entry: RouteAnswer | null): { prefix?: string } {
  if (entry?.kind !== 'route') return {}
  if (entry.prefixLength === 0) return { prefix: 'default' }
  return entry.destination === undefined ? {} : { prefix: `${entry.destination}/${entry.prefixLength}` }
}

function deviceName(libc: Libc, index: number): string | undefined {
  return libc.if_indextoname(index, Buffer.alloc(IF_NAMESIZE)) ?? undefined
}
