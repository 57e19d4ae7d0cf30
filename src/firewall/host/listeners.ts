import { type Address, parseAddress } from '../../net/address.ts'
import type { Listener } from '../netfilter/host.ts'
import type { UnreadLine } from '../netfilter/ruleset.ts'
import { type Output, unreadLine } from './output.ts'

export interface ListenersRead {
  /** Null: one of them could not be read, so that it cannot be told where nobody listens. */
  readonly listeners: readonly Listener[] | null
  readonly unread: readonly UnreadLine[]
}

/** A line of a socket that listens, in columns. */
interface Row {
  readonly index: number
  readonly tool: 'ss' | 'netstat'
  readonly local: Place
  readonly peer: string
  readonly line: string
}

/** `address%device:port`, parted. */
interface Place {
  readonly host: string
  readonly device: string | null
  readonly port: string
}

const BOTH: readonly (4 | 6)[] = [4, 6]
const LONGEST = 4096
/** Without `-W`, net-tools cuts an IPv6 address so that it fills this column together with its port. */
const NETSTAT_WIDTH = 23
/** Titles of columns, and what netstat says above them. */
const TITLE = /^\s*(?:State\s+Recv-Q|Netid\s+State|Proto\s+Recv-Q|Active )/
const OTHER_SOCKET =
  /^\s*(?:(?:nl|p_raw|p_dgr|u_\w+|unix|udp\w*|raw\w*|icmp\w*|vsock|v_\w+|xdp|tipc|ti_\w+|sctp|mptcp|dccp|tcp6?)\s|ESTAB|SYN-|FIN-|TIME-WAIT|CLOSE-WAIT|LAST-ACK|CLOSING|UNCONN)/

function placeOf(text: string): Place | null {
  const colon = text.lastIndexOf(':')
  if (colon < 0) return null
  const before = text.slice(0, colon)
  const percent = before.lastIndexOf('%')
  const host = percent < 0 ? before : before.slice(0, percent)
  return {
    host: host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host,
    device: percent < 0 ? null : before.slice(percent + 1).replace(/\]$/, ''),
    port: text.slice(colon + 1),
  }
}

/** A row of a listening TCP socket; null: the line is something else. */
function rowOf(line: string, index: number): Row | null {
  const words = line.slice(0, LONGEST).trim().split(/\s+/)
  const [first = ''] = words
  const at = words.indexOf('LISTEN')
  if (at < 0) return null
  const netstat = at >= 5 && /^tcp6?$/.test(first)
  if (!netstat && at > 1) return null
  if (!netstat && at === 1 && first !== 'tcp') return null
  const [local, peer = ''] = netstat ? [words[3], words[4]] : [words[at + 3], words[at + 4]]
  const place = local === undefined ? null : placeOf(local)
  return place && { index, tool: netstat ? 'netstat' : 'ss', local: place, peer, line }
}

/**
 * How ss writes wildcards. `new`: `0.0.0.0`, `[::]` with IPV6_V6ONLY, `*` for both families (since iproute2 4.16). `old`: `*` is IPv4, and `:::` or `[::]` is
 * IPv6, with or without IPV6_V6ONLY. Null: the lines do not tell.
 */
function styleOf(rows: readonly Row[]): 'new' | 'old' | null {
  for (const { tool, local, peer } of rows) {
    if (tool !== 'ss') continue
    const any = peer.replace(/:[^:]*$/, '')
    const family = parseAddress(local.host)?.family
    if (local.host === '0.0.0.0' || any === '0.0.0.0' || (family === 6 && any === '*')) return 'new'
    if (any === '::' || (family === 4 && any === '*')) return 'old'
  }
  return null
}

interface Bound {
  readonly address: Address | null
  readonly families: readonly (4 | 6)[]
  readonly unsure?: readonly (4 | 6)[]
}

/** An IPv6 address of which the end is not shown. */
const CUT: Bound = { address: null, families: [], unsure: [6] }

function boundTo({ tool, local, line }: Row, style: 'new' | 'old' | null): Bound | null {
  const told = tool === 'ss' ? (/ v6only:([01])\b/.exec(line)?.[1] ?? null) : null
  if (local.host === '0.0.0.0') return { address: null, families: [4] }
  if (local.host === '*') {
    if (told === '0' || style === 'new') return { address: null, families: BOTH }
    return style === 'old' ? { address: null, families: [4] } : { address: null, families: [4], unsure: [6] }
  }
  if (local.host === '::') {
    if (told === '0') return { address: null, families: BOTH }
    return told === '1' || (tool === 'ss' && style === 'new')
      ? { address: null, families: [6] }
      : { address: null, families: [6], unsure: [4] }
  }
  const address = parseAddress(local.host)
  if (!address) return null
  // A socket of family AF_INET6 that is bound to an IPv4 address (RFC 4291 section 2.5.5.2).
  if (address.family === 6 && address.value >> 32n === 0xffffn)
    return { address: { family: 4, value: address.value & 0xffffffffn }, families: [4] }
  return { address, families: [address.family] }
}

/** The number of a port; ss and netstat name it without `-n`. */
function portOf(text: string): number | null {
  if (text === 'ssh') return 22
  return /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) < 65536 ? Number(text) : null
}

function processOf({ tool, line }: Row): string {
  if (tool === 'ss') return /users:\(\((.{0,512})\)\)/.exec(line)?.[1] ?? ''
  const told = /\sLISTEN\s+(.{0,512})$/.exec(line.slice(0, LONGEST))?.[1]?.trim() ?? ''
  return /\d+\/\S.*$/.exec(told)?.[0] ?? ''
}

/** What these tools print beside listening TCP sockets: other sockets, titles, and details of a socket on a line of their own (`ss -i`). */
function isBeside(line: string): boolean {
  return line.trim() === '' || line.startsWith('\t') || TITLE.test(line) || OTHER_SOCKET.test(line)
}

/**
 * Reads `ss -ltn` (with `-p`, `-e`, `-H`, and with other sockets between) and `netstat -ltn` of net-tools. What netstat does not tell: the interface to which
 * a socket is bound.
 */
export function readListeners(output: Output): ListenersRead {
  const rows: Row[] = []
  const unread: UnreadLine[] = []
  for (const [index, line] of output.lines.entries()) {
    const row = rowOf(line, index)
    if (row) rows.push(row)
    else if (!isBeside(line)) unread.push(unreadLine(output, index, 'no line of ss or netstat'))
  }
  const style = styleOf(rows)
  const wide = rows.some((row) => row.tool === 'netstat' && lengthOf(row) > NETSTAT_WIDTH)
  const listeners: Listener[] = []
  let whole = true
  for (const row of rows) {
    const port = portOf(row.local.port)
    const bound = row.tool === 'netstat' && !wide && lengthOf(row) === NETSTAT_WIDTH ? CUT : boundTo(row, style)
    if (port !== null && bound) listeners.push({ ...bound, port, device: row.local.device, process: processOf(row) })
    else {
      whole = false
      unread.push(unreadLine(output, row.index, 'the address or port of this socket cannot be told: give ss -ltn'))
    }
  }
  return { listeners: whole ? listeners : null, unread }
}

/** Characters of address, colon and port. */
function lengthOf({ local }: Row): number {
  return local.host.length + 1 + local.port.length
}
