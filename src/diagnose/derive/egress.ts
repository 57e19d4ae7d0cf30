import type { Because } from '../../model/cause.ts'
import type { Seen } from '../../model/observation.ts'
import { need } from '../ask.ts'
import { quote } from '../judgement.ts'
import { askedTcp, comparedSsh, egressTcp } from './evidence.ts'

/** What ports of other hosts tell of the network that this machine stands in. */
export interface Egress {
  /** Another host answers as SSH on the asked port. */
  readonly letsOut?: Because
  /** The asked port fails in the same way on every other host tried, and another port of one of them opens. */
  readonly blocked?: readonly [Because, Because, ...Because[]]
}

const FAILS: Readonly<Record<string, string>> = { refused: 'is refused', unreachable: 'is unreachable', 'timed-out': 'is silent' }

const at = ({ host, address }: Seen<'tcp'>): string => (host === undefined || host === address ? address : `${host} (${address})`)

export const egress = need('egress', (ask): Egress | undefined => {
  const asked = ask(askedTcp)?.seen
  // A network may treat the two families differently.
  const alike = (address: string): boolean => address.includes(':') === (ask.address ?? '').includes(':')
  const tried = ask(egressTcp).filter(({ seen }) => alike(seen.address))
  if (!asked || tried.length === 0) return undefined
  const same = tried.filter(({ seen }) => seen.port === asked.port)
  const greeted = ask(comparedSsh).find(({ seen }) => seen.role === 'egress' && seen.port === asked.port && alike(seen.address))
  if (greeted) {
    const { host = '', address, port } = greeted.seen
    return { letsOut: quote(`port ${port} of ${host || address} answers as SSH from here`, greeted) }
  }
  const open = tried.find(({ seen }) => seen.port !== asked.port && seen.outcome === 'open')
  const failed = same.filter(({ seen }) => seen.outcome === asked.outcome && seen.outcome !== 'open')
  const [first, ...rest] = failed.map((one) =>
    quote(`port ${one.seen.port} of ${at(one.seen)} ${FAILS[one.seen.outcome] ?? 'fails'}, too`, one),
  )
  if (!first || !open || failed.length < same.length) return {}
  return { blocked: [first, quote(`port ${open.seen.port} of ${at(open.seen)} opens`, open), ...rest] }
})
