import type { AddressSet, Key } from '../../net/address-set.ts'
import type { Region } from '../region.ts'
import { firstPacket } from './first-packet.ts'
import type { Host } from './host.ts'
import { Journey } from './journey.ts'
import { REMOTE } from './packet.ts'
import { Path } from './path.ts'
import type { Question } from './question.ts'
import type { Ruleset } from './ruleset.ts'
import { Tally } from './tally.ts'
import type { TraceStep } from './trace.ts'
import type { Visits } from './visits.ts'
import { Ways } from './ways.ts'

export interface Walk {
  /** A partition of the remote ends: disjoint, and together all that were asked. */
  readonly regions: readonly Region[]
  /** What happened, in order; kept where one remote end was asked, empty otherwise. */
  readonly trace: readonly TraceStep[]
}

/**
 * Which packets pass, and which rule decides, as the kernel would: a first SYN with what answers it, or a segment of a connection that is tracked.
 * @param remotes the remote ends; their family is that of the packet
 * @param visits notes who came where
 */
export function walk(ruleset: Ruleset, host: Host, question: Question, remotes: AddressSet, visits: Visits | null = null): Walk {
  const tally = new Tally()
  const one = remotes.size === 1n
  const path = new Path(ruleset, { host, ipsets: ruleset.ipsets }, tally, one, visits)
  const journey = new Journey(path, question)
  const ways = Ways.of(firstPacket(question, remotes.family, one ? (remotes.lowest as Key) : REMOTE), remotes)
  if (question.way === 'in') journey.comesIn(ways)
  else journey.goesOut(ways)
  return { regions: tally.regions(remotes), trace: path.trace }
}
