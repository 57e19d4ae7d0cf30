import { formatAddress, parseAddress } from './address.ts'

/** A name server as systemd-resolved knows it. */
export interface ResolvedServer {
  readonly address: string
  readonly port: number
}

/** The servers of one link, of one delegate, or of the whole machine, and for which names they are asked. */
export interface ResolvedScope {
  /** `global`, or the interface's name, e.g. `tun0`. */
  readonly name: string
  readonly servers: readonly ResolvedServer[]
  /** Lower case, without dots at the ends; the empty text is the root (`~.`). */
  readonly domains: readonly { readonly name: string; readonly routeOnly: boolean }[]
  /** For names under no domain of any scope. */
  readonly defaultRoute: boolean
  /** DNS over TLS is demanded or tried: in plain text these servers are not asked. */
  readonly overTls: boolean
}

const MAX_TEXT = 65_536
const MAX_SCOPES = 64
const MAX_WORDS = 64
const FIELD =
  /^ *(Current Scopes|Protocols|resolv\.conf mode|Current DNS Server|DNS Servers|Fallback DNS Servers|DNS Domain|Default Route):?(?: (.*))?$/

interface Section {
  readonly name: string
  readonly fields: Map<string, string[]>
}

/**
 * Reads the text of `resolvectl status`, of systemd 247 and later (earlier ones print no `Protocols`, and give no scope here). A value that
 * is too long goes on in the next line, indented; 252 leaves out the colon after the servers of the whole machine. Never throws; what is not understood is passed over.
 */
export function parseResolvedStatus(text: string): readonly ResolvedScope[] {
  const sections: Section[] = []
  let words: string[] | null = null
  for (const line of text.slice(0, MAX_TEXT).split('\n')) {
    const head = /^(?:(Global)|Link \d{1,10} \(([^()\s]{1,64})\)|Delegate (\S{1,64}))\s*$/.exec(line)
    const field = head ? null : FIELD.exec(line)
    if (head) {
      if (sections.length >= MAX_SCOPES) break
      sections.push({ name: head[2] ?? head[3] ?? 'global', fields: new Map() })
      words = null
    } else if (field) {
      words = (field[2] ?? '').split(/\s+/)
      sections.at(-1)?.fields.set(field[1] ?? '', words)
    } else if (/^ +\S/.test(line)) words?.push(...line.trim().split(/\s+/))
    else words = null
  }
  const configured = sections.flatMap((section) => scope(section, 'DNS Servers'))
  return configured.length > 0 ? configured : sections.flatMap((section) => scope(section, 'Fallback DNS Servers'))
}

function scope({ name, fields }: Section, list: 'DNS Servers' | 'Fallback DNS Servers'): readonly ResolvedScope[] {
  const protocols = fields.get('Protocols') ?? []
  const all = (field: string): readonly string[] => (fields.get(field) ?? []).filter((word) => word !== '').slice(0, MAX_WORDS)
  const servers = all(list).flatMap((word) => server(word, name) ?? [])
  if (servers.length === 0) return []
  const domains = all('DNS Domain').flatMap((word) => domain(word) ?? [])
  const told = all('Default Route')[0]
  const defaultRoute = name === 'global' || (told === undefined ? protocols.includes('+DefaultRoute') : told === 'yes')
  const overTls = protocols.some((word) => word === '+DNSOverTLS' || word === 'DNSOverTLS=opportunistic')
  return [{ name, servers, domains, defaultRoute, overTls }]
}

/** `ADDRESS[:PORT][%INTERFACE][#NAME]`, with brackets around an IPv6 address that has a port (in_addr_port_ifindex_name_to_string()). */
function server(word: string, link: string): ResolvedServer | null {
  const plain = word.replace(/#.*$/, '')
  const match = /^(?:\[([\da-f:.]+)\]:(\d{1,5})(%[\w.-]+)?|([\d.]+):(\d{1,5})|([\da-f:.]+(?:%[\w.-]+)?))$/i.exec(plain)
  const address = parseAddress(match?.[1] === undefined ? (match?.[4] ?? match?.[6] ?? '') : match[1] + (match[3] ?? ''))
  const port = Number(match?.[2] ?? match?.[5] ?? 53)
  if (!address || port < 1 || port > 65_535) return null
  const zone =
    address.family === 6 && address.value >> 118n === 0x3fan && address.zone === undefined && link !== 'global' ? link : address.zone
  return { address: formatAddress({ ...address, ...(zone === undefined ? {} : { zone }) }), port }
}

function domain(word: string): ResolvedScope['domains'][number] | null {
  const routeOnly = word.startsWith('~')
  const name = word.replace(/^~/, '').replace(/\.$/, '').toLowerCase()
  if (name.length > 253 || !/^[\w-]*(\.[\w-]+)*$/.test(name)) return null
  return { name, routeOnly }
}

const labels = (name: string): number => (name === '' ? 0 : name.split('.').length)

/** How many labels of the longest domain of the scope the name is or lies under; -1: none. */
function depth(name: string, { domains }: ResolvedScope): number {
  return Math.max(
    -1,
    ...domains.filter((each) => each.name === '' || name === each.name || name.endsWith(`.${each.name}`)).map((each) => labels(each.name)),
  )
}

/**
 * The scopes whose servers are asked for a name of at least two labels: those with the longest domain that fits, all of them where several
 * are alike; without any, those with the default route (systemd-resolved.service(8), "Protocols and Routing"; dns_scope_good_domain()). Of
 * these the links go before the servers of the whole machine, which only some versions ask as well: whom not all would ask is not told.
 */
export function scopesFor(name: string, scopes: readonly ResolvedScope[]): readonly ResolvedScope[] {
  const lower = name.toLowerCase().replace(/\.$/, '')
  const best = Math.max(-1, ...scopes.map((each) => depth(lower, each)))
  if (best >= 0) return scopes.filter((each) => depth(lower, each) === best)
  const links = scopes.filter((each) => each.defaultRoute && each.name !== 'global')
  return links.length > 0 ? links : scopes.filter((each) => each.defaultRoute)
}

/**
 * The absolute names that systemd-resolved asks for: search domains are for names of one label alone, and those are never asked for as they
 * are (ResolveUnicastSingleLabel).
 */
export function resolvedNames(name: string, scopes: readonly ResolvedScope[]): readonly string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)]
  if (name.includes('.')) return [name]
  const search = scopes.flatMap((each) => each.domains.filter((one) => !one.routeOnly && one.name !== ''))
  return [...new Set(search.map((each) => `${name}.${each.name}`))]
}
