import { AddressSet } from '../../net/address-set.ts'

/**
 * Of the remote ends: those for which a match surely holds, and those for which it cannot be told. For the rest it does not. The two sets do
 * not overlap.
 */
export interface Part {
  readonly yes: AddressSet
  readonly maybe: AddressSet
  /** Why it cannot be told: a noun phrase, such as `the source port is not known`; empty where `maybe` is empty. */
  readonly why: string
}

/** Whether a match holds: for every remote end, for none, or for a part of them. */
export type Answer = boolean | Part

export function remotes(yes: AddressSet): Part {
  return { yes, maybe: AddressSet.none(yes.family), why: '' }
}

/** It cannot be told for any remote end. */
export function unknown(family: 4 | 6, why: string): Part {
  return { yes: AddressSet.none(family), maybe: AddressSet.all(family), why }
}

export function not(answer: Answer): Answer {
  if (typeof answer === 'boolean') return !answer
  return { ...answer, yes: answer.yes.union(answer.maybe).complement() }
}

export function and(left: Answer, right: Answer): Answer {
  if (left === false || right === false) return false
  if (left === true) return right
  if (right === true) return left
  const yes = left.yes.intersect(right.yes)
  const maybe = left.yes.union(left.maybe).intersect(right.yes.union(right.maybe)).minus(yes)
  return { yes, maybe, why: maybe.isEmpty ? '' : joined(left.why, right.why) }
}

export function or(left: Answer, right: Answer): Answer {
  if (left === true || right === true) return true
  if (left === false) return right
  if (right === false) return left
  const yes = left.yes.union(right.yes)
  const maybe = left.maybe.union(right.maybe).minus(yes)
  return { yes, maybe, why: maybe.isEmpty ? '' : joined(left.why, right.why) }
}

function joined(left: string, right: string): string {
  return left === right || right === '' ? left : left === '' ? right : `${left}; ${right}`
}
