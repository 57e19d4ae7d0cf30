import { existsSync } from 'node:fs'
import type { Capture, Unseen } from '../model/observation.ts'
import { parseAddress } from '../net/address.ts'
import { hostsLine, hostSources } from '../net/nsswitch.ts'
import { printable } from '../net/printable.ts'
import { absoluteNames, parseResolvConf } from '../net/resolv-conf.ts'
import { parseResolvedStatus, resolvedNames, scopesFor, type ResolvedScope } from '../net/resolved-status.ts'
import { readBounded } from './captures.ts'
import { runProgram } from './run-program.ts'

/** One name server, and the names to ask it for, in the order in which the resolver would. */
export interface ServerPlan {
  readonly server: string
  readonly port: number
  /** Why it is asked, for people. */
  readonly from: string
  /** Absolute, without the last dot. */
  readonly names: readonly string[]
}

/** Whom the resolver would ask for a name. */
export interface NameServerPlan {
  readonly servers: readonly ServerPlan[]
  readonly captures: readonly Capture[]
  readonly unseen: readonly Unseen[]
}

const RESOLV_CONF = '/etc/resolv.conf'
const NSSWITCH_CONF = '/etc/nsswitch.conf'
/** systemd-resolved's stub listeners: the second does not read the search domains. */
const STUBS = ['127.0.0.53', '127.0.0.54']
const STATUS_MS = 1500
const MAX_SERVERS = 8
const MAX_NAMES = 4
const MAX_CAPTURE = 16_384

/** Names that getaddrinfo(3) answers itself or by other means than DNS: RFC 6761, RFC 6762. */
const NEVER_ASKED = /(^|\.)(localhost|local)\.?$/i

/**
 * The name servers that the resolver of this machine would ask for the name, and no other: to ask the rest would tell them names that are
 * none of their business. Reads /etc/resolv.conf, nsswitch.conf and what systemd-resolved says; sends nothing.
 * @param deep false: only what the files say, no program is run; empty where systemd-resolved decides
 */
export async function nameServerPlan(host: string, deep: boolean, signal: AbortSignal): Promise<NameServerPlan> {
  if (NEVER_ASKED.test(host) || !/^[\w.-]{1,254}$/.test(host)) return { servers: [], captures: [], unseen: [] }
  if (process.platform === 'win32' || process.platform === 'darwin') {
    return notSeen([], 'only on Linux and BSD this program knows which ones the system would ask for this name')
  }
  const conf = readBounded(RESOLV_CONF)
  const hosts = hostsLine(readBounded(NSSWITCH_CONF)?.text ?? '')
  const captures = [
    ...(conf ? [captureOf('resolv.conf', RESOLV_CONF, conf.text, conf.cut)] : []),
    captureOf('nsswitch-hosts', NSSWITCH_CONF, hosts, false),
  ]
  const sources = hostSources(hosts)
  const { servers, search, ndots } = parseResolvConf(conf?.text ?? '')
  const byResolved = sources.includes('resolve') && existsSync('/run/systemd/resolve')
  if (!byResolved && !sources.includes('dns')) return notSeen(captures, `the line "${printable(hosts)}" of ${NSSWITCH_CONF} lists no dns`)
  if (byResolved || servers.some(({ address }) => STUBS.includes(address))) {
    if (!deep) return { servers: [], captures, unseen: [] }
    const status = await resolvedStatus(signal)
    if (status) return { ...throughResolved(host, status.scopes), captures: [...captures, status.capture] }
    // The stub is what the resolver asks: by it nothing leaks that would not anyway.
    const why = 'resolvectl does not tell which ones it asks for this name: only its stub is asked'
    const stub = servers.filter(({ address }) => STUBS.includes(address))
    return { ...plainly(host, stub, search, ndots), captures, unseen: [{ what: "systemd-resolved's own name servers", why }] }
  }
  const local = servers.find(({ address }) => isLoopback(address))
  const why = local && `${local.address} is a forwarder on this machine: what it asks in its turn cannot be seen`
  return {
    ...plainly(host, servers, search, ndots),
    captures,
    unseen: why === undefined ? [] : [{ what: 'the name servers behind it', why }],
  }
}

function notSeen(captures: readonly Capture[], why: string): NameServerPlan {
  return { servers: [], captures, unseen: [{ what: 'the name servers', why }] }
}

function captureOf(source: string, command: string, text: string, cut: boolean): Capture {
  return { side: 'client', source, command, code: 0, out: text.slice(0, MAX_CAPTURE), cut: cut || text.length > MAX_CAPTURE }
}

function isLoopback(address: string): boolean {
  const parsed = parseAddress(address)
  return parsed !== null && (parsed.family === 4 ? parsed.value >> 24n === 127n : parsed.value === 1n)
}

function plainly(
  host: string,
  servers: readonly { readonly address: string; readonly line: number }[],
  search: readonly string[],
  ndots: number,
): Pick<NameServerPlan, 'servers'> {
  const names = absoluteNames(host, { search, ndots }).slice(0, MAX_NAMES)
  return {
    servers: servers.map(({ address, line }) => ({
      server: address,
      port: 53,
      from: line === 0 ? `${RESOLV_CONF} names none` : `${RESOLV_CONF} line ${line}`,
      names,
    })),
  }
}

async function resolvedStatus(signal: AbortSignal): Promise<{ scopes: readonly ResolvedScope[]; capture: Capture } | null> {
  const run = await runProgram('resolvectl', ['status', '--no-pager'], signal, STATUS_MS)
  if (run.ended !== 'exit' || run.code !== 0) return null
  const scopes = parseResolvedStatus(run.out)
  return scopes.length === 0 ? null : { scopes, capture: captureOf('resolved', 'resolvectl status', run.out, false) }
}

/** Each name goes to the servers of its own scopes alone. */
function throughResolved(host: string, scopes: readonly ResolvedScope[]): Pick<NameServerPlan, 'servers' | 'unseen'> {
  const plans = new Map<string, { server: string; port: number; from: string; names: string[] }>()
  const hidden = new Set<string>()
  const names = resolvedNames(host, scopes).slice(0, MAX_NAMES)
  if (names.length === 0) {
    const why = 'systemd-resolved asks none for a name of one label where no link has a search domain'
    return { servers: [], unseen: [{ what: 'the name servers', why }] }
  }
  for (const name of names) {
    for (const scope of scopesFor(name, scopes)) {
      if (scope.overTls) hidden.add(scope.name)
      for (const { address, port } of scope.overTls ? [] : scope.servers) {
        const key = `${address} ${port}`
        const from = scope.name === 'global' ? 'systemd-resolved' : `systemd-resolved, link ${printable(scope.name, 64)}`
        const plan = plans.get(key) ?? { server: address, port, from, names: [] }
        if (!plan.names.includes(name)) plan.names.push(name)
        if (plans.size < MAX_SERVERS) plans.set(key, plan)
      }
    }
  }
  const unseen = [...hidden].map((name) => ({
    what: `the name servers of ${name === 'global' ? 'systemd-resolved' : `link ${printable(name, 64)}`}`,
    why: 'they are asked by DNS over TLS: to ask them in plain text would tell the name to others',
  }))
  return { servers: [...plans.values()], unseen }
}
