import type { AddressSet } from '../net/address-set.ts'
import type { Asked } from './asked.ts'
import { understood } from './asked.ts'
import type { InputsRead } from './inputs.ts'
import type { Question } from './netfilter/question.ts'
import type { TraceStep } from './netfilter/trace.ts'
import { Visits } from './netfilter/visits.ts'
import { walk } from './netfilter/walk.ts'
import { type Reach, reachOf, unknownReach } from './reach.ts'
import type { Region } from './region.ts'
import { type Shadowed, shadowed } from './shadowed.ts'

/** What becomes of the packets of one family. */
export interface Judged {
  readonly family: 4 | 6
  /** Whether rules of this family were given; if not, nothing is said of it. */
  readonly given: boolean
  readonly question: Question
  readonly remotes: AddressSet
  readonly regions: readonly Region[]
  /** Empty where more than one remote end was asked. */
  readonly trace: readonly TraceStep[]
  readonly shadowed: readonly Shadowed[]
  readonly reach: Reach
}

/** Judges one family. @throws CodedError where the question makes no sense */
export function judged({ ruleset, host, families }: InputsRead, asked: Asked): Judged {
  const { question, remotes } = understood(asked, host)
  const { family } = remotes
  if (!families.includes(family))
    return { family, given: false, question, remotes, regions: [], trace: [], shadowed: [], reach: unknownReach(family) }
  const visits = new Visits()
  const { regions, trace } = walk(ruleset, host, question, remotes, visits)
  const never = shadowed(ruleset, host, { visits, regions, question, remotes })
  return { family, given: true, question, remotes, regions, trace, shadowed: never, reach: reachOf(family, regions) }
}

/** Who gets in: each family, or that of the addresses that are asked. */
export function judgedFamilies(inputs: InputsRead, asked: Asked): readonly Judged[] {
  const both = asked.from === undefined && asked.to === undefined
  return both ? [judged(inputs, { ...asked, family: 4 }), judged(inputs, { ...asked, family: 6 })] : [judged(inputs, asked)]
}
