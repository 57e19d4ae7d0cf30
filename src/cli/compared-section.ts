import type { Compared, Diagnosis, PathSeen } from '../model/diagnosis.ts'
import type { Answer } from '../model/observation.ts'
import { icmpMeaning, icmpName } from '../net/icmp.ts'
import { cells } from './cells.ts'
import type { Look } from './look.ts'
import type { State } from './marks.ts'
import { plain } from './plain.ts'
import { section } from './section.ts'
import type { Entry } from './section.ts'
import { contrast, duration } from './seen.ts'

function stateOf({ outcome, identification }: Compared): State {
  if (outcome === 'not-tried') return 'not-tested'
  return identification !== null || outcome === 'open' ? 'passes' : 'blocks'
}

function table(look: Look, label: string, all: readonly Compared[], lead: (one: Compared) => string): readonly string[] {
  const width = Math.max(0, ...all.map((one) => cells(plain(look, lead(one)))))
  return section(
    look,
    label,
    all.map((one): Entry => ({ mark: stateOf(one), lead: { text: lead(one), width }, text: contrast(one) })),
  )
}

/** The asked port from other addresses of this machine, and from the first one. */
export function sourceTable(look: Look, { sources, addresses }: Diagnosis): readonly string[] {
  const several = new Set(sources.map((one) => one.address)).size > 1
  const first = addresses
    .filter((one) => sources.some((other) => other.address === one.address))
    .map((one): Compared => ({ ...one, host: null, port: 0, identification: one.ssh?.identification ?? null }))
  return table(
    look,
    'Sources',
    [...first, ...sources],
    ({ source, address }) => `from ${source ?? 'here'}${several ? ` to ${address}` : ''}`,
  )
}

/** What this network lets out to other hosts. */
export function egressTable(look: Look, { egress }: Diagnosis): readonly string[] {
  return table(look, 'Egress', egress, ({ host, address, port }) => `${host ?? address} port ${port}`)
}

function met(answer: Answer, six: boolean): string {
  if (answer.kind === 'none') return 'no answer'
  if (answer.kind === 'rst') return 'answered by a RST'
  if (answer.kind === 'syn-ack') return 'open'
  if (answer.kind !== 'icmp') return 'not known'
  const family = six ? 6 : 4
  return icmpMeaning(family, answer.type, answer.code) === 'time-exceeded'
    ? answer.from
    : `${icmpName(family, answer.type, answer.code)} from ${answer.from}`
}

const hop = (path: PathSeen, { ttl, answer, ms }: PathSeen['tries'][number]): Entry => ({
  lead: { text: String(ttl), width: 2 },
  text: `${met(answer, path.address.includes(':'))}${answer.kind === 'none' ? '' : `, ${duration(ms)}`}`,
})

/** The hops of each way that was followed. */
export function pathTable(look: Look, { paths }: Diagnosis): readonly string[] {
  return paths.flatMap((path) =>
    section(look, 'Way', [{ text: `to ${path.address} port ${path.port}, by hops:` }, ...path.tries.map((one) => hop(path, one))]),
  )
}
