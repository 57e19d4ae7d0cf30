import type { NftJson } from './ast.ts'
import { objectOf } from './tree.ts'
import { notKnown, type Unknown } from './value.ts'

/** More values than these are not listed. */
const MOST = 1024

/** A number of `{ mod, offset }`: one of `mod` that follow `offset`. */
export function modulo(json: NftJson | undefined, why: string): Unknown {
  const { mod, offset } = objectOf(json)
  const first = typeof offset === 'number' ? offset : 0
  if (typeof mod !== 'number' || !(mod >= 1 && mod <= MOST)) return notKnown(why)
  return { ...notKnown(why), among: Array.from({ length: mod }, (_, at) => first + at) }
}
