import { parseAddress } from '../../net/address.ts'
import type { Ask, Because } from '../../model/cause.ts'
import type { NameServerEvidence, Seen } from '../../model/observation.ts'
import { need } from '../ask.ts'
import { quote } from '../judgement.ts'
import { type Indexed, nameServersSeen } from './evidence.ts'

/** One name server, all that it was asked for taken together. */
export interface ServerSaid {
  readonly server: string
  readonly port: number
  readonly from: string
  /** `answer` where it gave any address; what failed before what is only missing. */
  readonly outcome: NameServerEvidence['outcome']
  /** Of both families. */
  readonly addresses: readonly string[]
  /** The names asked for; where one was found that one alone. */
  readonly names: readonly string[]
  /** The evidence that says it best. */
  readonly by: Indexed<Seen<'name-server'>>
}

/** The most telling first: an address, then what keeps the server from telling, then that there is none. */
const TELLS: readonly NameServerEvidence['outcome'][] = [
  'answer',
  'servfail',
  'refused',
  'other',
  'garbled',
  'unreachable',
  'silent',
  'no-data',
  'nxdomain',
]

/** What the name servers said that the resolver would ask, in the order of their configuration where that is known. */
export const serversSaid = need('servers-said', (ask): readonly ServerSaid[] => {
  const groups = Map.groupBy(ask(nameServersSeen), ({ seen }) => `${seen.server} ${seen.port}`)
  return [...groups.values()].map(said).toSorted((a, b) => lineOf(a) - lineOf(b))
})

/** Of resolv.conf; elsewhere there is no order. */
const lineOf = ({ from }: ServerSaid): number => Number(/ line (\d{1,6})$/.exec(from)?.[1] ?? 0)

function said(all: readonly Indexed<Seen<'name-server'>>[]): ServerSaid {
  const rank = ({ seen }: Indexed<Seen<'name-server'>>): number => TELLS.indexOf(seen.outcome)
  const [by] = all.toSorted((a, b) => rank(a) - rank(b))
  if (!by) throw new Error('a group has at least one member')
  const { server, port, from, outcome, name } = by.seen
  return {
    server,
    port,
    from,
    outcome,
    addresses: all.flatMap(({ seen }) => seen.addresses),
    names: outcome === 'answer' || outcome === 'no-data' ? [name] : [...new Set(all.map(({ seen }) => seen.name))],
    by,
  }
}

/** What it said, as the end of a sentence that begins with the server. */
export function saidWords({ outcome, addresses, by }: ServerSaid): string {
  switch (outcome) {
    case 'answer':
      return `gives ${addresses.slice(0, 4).join(', ')}`
    case 'no-data':
      return 'knows the name, and no address of it'
    case 'nxdomain':
      return 'says that there is no such name'
    case 'servfail':
      return 'fails to find out (SERVFAIL)'
    case 'refused':
      return 'refuses to answer (REFUSED)'
    case 'silent':
      return 'does not answer'
    case 'unreachable':
      return `cannot be reached (${by.seen.errno ?? 'no packet leaves'})`
    case 'garbled':
      return 'answers with what is no DNS answer'
    case 'other':
      return by.seen.rcode === 0 ? 'does not look up names for others' : `answers with the error ${by.seen.rcode ?? 'unknown'}`
  }
}

/** One sentence for each server, with the names that it was asked for. */
export function serverReasons(ask: Ask): readonly Because[] {
  return ask(serversSaid).map((one) => quote(`name server ${one.server} (${one.from}) ${saidWords(one)}: ${one.names.join(', ')}`, one.by))
}

/** `10.0.0.1 and 10.0.0.2 say…` in one line: servers that said the same are told together, three groups at most; empty where none was asked. */
export function serversInShort(servers: readonly ServerSaid[]): string {
  const groups = Map.groupBy(servers, saidWords)
  return [...groups]
    .slice(0, 3)
    .map(([words, all]) =>
      all.length === 1 ? `name server ${all[0]?.server ?? ''} ${words}` : `each of ${all.map(({ server }) => server).join(', ')} ${words}`,
    )
    .join(', ')
}

/** How the name servers contradict the address that ssh would use; null where they do not, or nobody knows. */
export interface Disagreement {
  /** `none-gives-it`: no server gives this address, and at least one gives another. `split`: some give it, and others do not. */
  readonly kind: 'none-gives-it' | 'split'
  readonly giving: readonly ServerSaid[]
  readonly others: readonly ServerSaid[]
}

/** Of the address judged. Servers that give some of the same addresses agree: large sites turn theirs around. */
export const disagreement = need('name-servers-disagree', (ask): Disagreement | null => {
  const family = parseAddress(ask.address ?? '')?.family
  if (ask.address === null || family === undefined) return null
  const own = (one: ServerSaid): readonly string[] => one.addresses.filter((text) => parseAddress(text)?.family === family)
  const servers = ask(serversSaid)
  const giving = servers.filter((one) => own(one).includes(ask.address ?? ''))
  const given = new Set(giving.flatMap(own))
  const elsewhere = servers.filter((one) => own(one).length > 0 && own(one).every((text) => !given.has(text) && text !== ask.address))
  if (giving.length === 0) return elsewhere.length > 0 ? { kind: 'none-gives-it', giving, others: elsewhere } : null
  const others = servers.filter((one) => elsewhere.includes(one) || one.outcome === 'nxdomain')
  return others.length > 0 ? { kind: 'split', giving, others } : null
})
