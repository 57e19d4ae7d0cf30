import type { Capture } from '../../model/observation.ts'
import { AF_INET, AF_INET6, IF_NAMESIZE, RTMSG } from '../raw/layout.ts'
import type { Libc } from '../raw/libc.ts'
import { dumpTable } from '../raw/rtnetlink.ts'
import { routeLine, ruleLine } from '../raw/routing-table.ts'

/** Of each family. */
const MAX_RULES = 128
const MAX_ROUTES = 512

/** The policy rules and routes of this machine: lines `-4 rule …` and `-6 rule …` as of `ip rule`, `-4 route …` as of `ip route show table all`. */
export function clientRoutes(libc: Libc): Capture | null {
  const [four, six] = [familyRoutes(libc, 4), familyRoutes(libc, 6)]
  if (!four && !six) return null
  const out = [...(four?.lines ?? []), ...(six?.lines ?? [])].join('\n')
  return {
    side: 'client',
    source: 'client-routes',
    command: 'ip rule; ip route show table all',
    code: 0,
    out,
    cut: (four?.cut ?? true) || (six?.cut ?? false),
  }
}

function familyRoutes(libc: Libc, family: 4 | 6): { readonly lines: readonly string[]; readonly cut: boolean } | null {
  const domain = family === 4 ? AF_INET : AF_INET6
  const rules = dumpTable(libc, 'rules', RTMSG.size, domain)
  const routes = dumpTable(libc, 'routes', RTMSG.size, domain)
  if (!routes) return null
  const names = new Map<number, string | undefined>()
  const device = (index: number): string | undefined => {
    if (!names.has(index)) names.set(index, index > 0 ? (libc.if_indextoname(index, Buffer.alloc(IF_NAMESIZE)) ?? undefined) : undefined)
    return names.get(index)
  }
  const ruled = (rules?.bodies ?? []).flatMap((body) => ruleLine(body) ?? [])
  const routed = routes.bodies.flatMap((body) => routeLine(body, device) ?? [])
  const lines = [
    ...ruled.slice(0, MAX_RULES).map((line) => `-${family} rule ${line}`),
    ...routed.slice(0, MAX_ROUTES).map((line) => `-${family} route ${line}`),
  ]
  return { lines, cut: routes.cut || (rules?.cut ?? true) || ruled.length > MAX_RULES || routed.length > MAX_ROUTES }
}
