import type { Ask, Because } from '../../model/cause.ts'
import type { Answer, PathTry } from '../../model/observation.ts'
import { sameAddress } from '../../net/address.ts'
import { icmpMeaning } from '../../net/icmp.ts'
import { need } from '../ask.ts'
import { quote } from '../judgement.ts'
import { nearerReset } from './reply-ttl.ts'
import { askedPath, askedTcp, wayThere } from './evidence.ts'

/** A router that said "time exceeded", and how many hops away it stands. */
export interface Router {
  readonly ttl: number
  readonly from: string
}

const ranOut = (answer: Answer, address: string): answer is Answer & { readonly kind: 'icmp' } =>
  answer.kind === 'icmp' && icmpMeaning(address.includes(':') ? 6 : 4, answer.type, answer.code) === 'time-exceeded'

const routersOf = (tries: readonly PathTry[], address: string): readonly Router[] =>
  tries.flatMap(({ ttl, answer }) => (ranOut(answer, address) ? [{ ttl, from: answer.from }] : []))

/** `1 hop`, `3 hops`. */
export const hops = (count: number): string => `${count} ${count === 1 ? 'hop' : 'hops'}`

/** The routers on the way to the address, nearest first, and the hop at which the address itself answered; undefined: nobody looked. */
export const way = need(
  'way',
  (ask): { readonly index: number; readonly routers: readonly Router[]; readonly end?: number } | undefined => {
    const seen = ask(wayThere)
    const { address } = ask
    if (!seen || address === null) return undefined
    const routers = routersOf(seen.seen.tries, address)
    const end = seen.seen.tries.find(
      ({ ttl, answer }) =>
        answer.kind === 'rst' ||
        answer.kind === 'syn-ack' ||
        (answer.kind === 'icmp' && sameAddress(answer.from, address) && !routers.some((router) => router.ttl === ttl)),
    )
    return { index: seen.index, routers, ...(end ? { end: end.ttl } : {}) }
  },
)

/** The last router that answers, where nothing behind it does. */
export const lastRouter = need('last-router', (ask) => {
  const seen = ask(way)
  return seen && seen.end === undefined ? seen.routers.at(-1) : undefined
})

/** How far away a router stands: the nearest hop from which any ICMP error of it came; undefined where none did. */
function hopsTo(ask: Ask, router: string): number | undefined {
  const tries = [...(ask(wayThere)?.seen.tries ?? []), ...(ask(askedPath)?.seen.tries ?? [])]
  const met = tries.flatMap(({ ttl, answer }) => (answer.kind === 'icmp' && sameAddress(answer.from, router) ? [ttl] : []))
  return met.length === 0 ? undefined : Math.min(...met)
}

/** `10.0.0.1 (2 hops away)`, or the address alone. */
export function routerText(ask: Ask, router: string): string {
  const away = hopsTo(ask, router)
  return away === undefined ? router : `${router} (${hops(away)} away)`
}

/** Routers that stand at more than one place of the way, as in a circle. Two places side by side may be a router that forwards late. */
export const circle = need('circle', (ask): readonly string[] => {
  const routers = ask(way)?.routers ?? []
  const met = new Map<string, number[]>()
  for (const { ttl, from } of routers) met.set(from, [...(met.get(from) ?? []), ttl])
  return [...met].flatMap(([from, ttls]) => (ttls.length >= 2 && Math.max(...ttls) - Math.min(...ttls) >= 2 ? [from] : []))
})

/**
 * Where on the way the asked port is answered or lost, against the way to another port. Several ways of one length each, or a NAT, can show
 * the same: it suggests, and proves nothing.
 * `nearer`: refused, or lost, before the hop at which a router answers for the other port. `behind`: the address itself says that the
 * packet had to go on. `there`: not before the last router.
 */
export type Place =
  | { readonly kind: 'nearer'; readonly router: Router | null; readonly hop: number; readonly because: Because }
  | { readonly kind: 'behind'; readonly because: Because }
  | { readonly kind: 'there'; readonly router: Router; readonly because: Because }

export const answeredAt = need('answered-at', (ask): Place | undefined => {
  const asked = ask(askedPath)
  const other = ask(wayThere)
  const tcp = ask(askedTcp)
  const { address } = ask
  if (!asked || !other || !tcp || address === null) return undefined
  const routers = ask(way)?.routers ?? []
  const { port, tries } = asked.seen
  const passed = routersOf(tries, address)
  const own = passed.find(({ from }) => sameAddress(from, address))
  if (own) {
    return {
      kind: 'behind',
      because: quote(`a SYN to port ${port} with ${hops(own.ttl)} to live ran out at ${address} itself: it forwards the port`, asked),
    }
  }
  const last = routers.at(-1)
  const stopped = tries.find(({ answer }) => !ranOut(answer, address))
  const router = passed.at(-1) ?? null
  // A silent SYN tells something only where a router is known to answer.
  if (stopped && routers.some(({ ttl }) => ttl === stopped.ttl)) {
    const what = stopped.answer.kind === 'none' ? 'lost' : 'refused'
    const text = `a SYN to port ${port} with ${hops(stopped.ttl)} to live is ${what}, where one to port ${other.seen.port} reaches a router`
    return { kind: 'nearer', router, hop: stopped.ttl, because: quote(text, asked) }
  }
  const reset = last && ask(nearerReset)
  if (last && reset) return { kind: 'nearer', router: last, hop: last.ttl + 1, because: reset }
  if (last && router && router.ttl === last.ttl) {
    const because = quote(`SYNs to port ${port} reach ${router.from}, the last router, ${hops(router.ttl)} away`, asked)
    return { kind: 'there', router, because }
  }
  return undefined
})

/** The refuser seems to stand before the host. */
export const nearer = need('nearer', (ask) => {
  const place = ask(answeredAt)
  return place?.kind === 'nearer' ? place : undefined
})

/** Who may have refused or dropped at a hop: `10.0.0.1 or the next hop`. Routers refuse what they would forward: after they have counted the hop. */
export function suspects({ router, hop }: { readonly router: Router | null; readonly hop: number }): string {
  return router === null ? `a device at most ${hops(hop)} away` : `${router.from} (${hops(router.ttl)} away) or what stands right behind it`
}
