import { networkInterfaces } from 'node:os'
import { CodedError } from '../model/error.ts'
import { formatAddress, parseAddress } from '../net/address.ts'
import { printable } from '../net/printable.ts'
import type { EgressHost, ObserveOptions } from '../observe/session.ts'
import { whyNotHost } from '../ssh/valid-name.ts'
import type { Typed } from './parse.ts'

type More = Partial<Pick<ObserveOptions, 'thorough' | 'egress' | 'alsoFrom'>>

/** A host that is asked, and a source that is tried, take time and SYNs: more are a slip. */
const MOST_HOSTS = 4
const MOST_SOURCES = 8
/** Asked where no port is named: SSH, and a port that every network lets out. */
const EGRESS_PORTS = [22, 443]

/**
 * What `--thorough`, `--check-egress` and `--also-from` ask for.
 * @throws CodedError when a value is not understood, or is nothing of this machine
 */
export function more(options: Typed, environment: Readonly<Record<string, string | undefined>> = process.env): More {
  const { thorough, gentle } = options
  const egress = options['check-egress']
  const sources = options['also-from']
  const odd = gentle ? (thorough ? 'thorough' : egress !== undefined ? 'check-egress' : 'also-from') : undefined
  if (odd !== undefined)
    throw new CodedError('options-contradict', `--gentle sends one SYN and nothing else, --${odd} sends more`, 'leave one of the two out')
  return {
    ...(thorough ? { thorough: true } : {}),
    ...(egress === undefined ? {} : { egress: egressHosts(typeof egress === 'string' ? egress : (environment['SSHWHY_EGRESS'] ?? '')) }),
    ...(typeof sources === 'string' ? { alsoFrom: ownSources(sources) } : {}),
  }
}

const words = (list: string): readonly string[] => [...new Set(list.split(',').map((word) => word.trim()))].filter((word) => word !== '')

/** `HOST[:PORT],…`; IPv6 addresses with a port in brackets. @throws CodedError */
export function egressHosts(list: string): readonly EgressHost[] {
  const all = words(list)
  if (all.length === 0)
    throw new CodedError(
      'egress-missing',
      '--check-egress needs hosts that may be asked, and SSHWHY_EGRESS names none',
      'many people ask a forge: --check-egress github.com,ssh.github.com',
    )
  if (all.length > MOST_HOSTS)
    throw new CodedError('egress-too-many', `--check-egress asks at most ${MOST_HOSTS} hosts`, '--check-egress HOST[:PORT],…')
  return all.map((word) => {
    const bare = /^\[([^\]]*)\]$/.exec(word)?.[1] ?? word
    const match = parseAddress(bare) ? null : /^(?:\[([^\]]*)\]|([^:[\]]+)):(\d{1,5})$/.exec(word)
    const host = match?.[1] ?? match?.[2] ?? bare
    const port = match ? Number(match[3]) : null
    if (whyNotHost(host) === null && (parseAddress(host) || !host.includes(':')) && (port === null || (port >= 1 && port <= 65_535)))
      return { host, ports: port === null ? EGRESS_PORTS : [port] }
    throw new CodedError('egress-invalid', `"${printable(word, 60)}" is no host, nor HOST:PORT`, '--check-egress HOST[:PORT],…')
  })
}

/** Addresses of this machine, or all those of its interfaces that are named; link-local ones are left out. @throws CodedError */
export function ownSources(list: string): readonly string[] {
  const interfaces = networkInterfaces()
  const own = Object.values(interfaces).flatMap((addresses) => addresses ?? [])
  const known = [...new Set(own.map(({ address }) => address))].filter((address) => !/^fe80:/i.test(address))
  const found = words(list).flatMap((word) => {
    const device = Object.hasOwn(interfaces, word) ? interfaces[word] : undefined
    if (device) return device.map(({ address }) => address).filter((address) => known.includes(address))
    const parsed = parseAddress(word)
    const text = parsed ? formatAddress(parsed) : word
    if (known.includes(text)) return [text]
    const shown = known.slice(0, 12).join(', ')
    throw new CodedError('source-not-here', `"${printable(word, 60)}" is no address or interface of this machine`, `it has: ${shown}`)
  })
  const sources = [...new Set(found)]
  if (sources.length === 0) throw new CodedError('source-missing', '--also-from names no address', `this machine has: ${known.join(', ')}`)
  if (sources.length > MOST_SOURCES)
    throw new CodedError('source-too-many', `--also-from tries at most ${MOST_SOURCES} sources`, 'name addresses in place of interfaces')
  return sources
}
