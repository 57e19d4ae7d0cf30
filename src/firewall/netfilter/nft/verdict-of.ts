import type { Outcome } from '../ruleset.ts'
import type { NftJson } from './ast.ts'
import { NotUnderstood } from './not-understood.ts'
import { keyed, objectOf, textOf } from './tree.ts'

const ON: Outcome = { go: 'on' }
const ACCEPT: Outcome = { go: 'accept' }
const DROP: Outcome = { go: 'drop' }
const RETURN: Outcome = { go: 'return' }
const QUEUE: Outcome = { go: 'unknown', why: 'what the program behind the queue decides' }

/** A verdict, as a statement or in a verdict map. @throws {NotUnderstood} */
export function verdictOf(json: NftJson | undefined): Outcome {
  const { key, value } = keyed(json)
  if (key === 'accept') return ACCEPT
  if (key === 'drop') return DROP
  if (key === 'continue') return ON
  if (key === 'return') return RETURN
  if (key === 'queue') return QUEUE
  const chain = textOf(objectOf(value)['target']) ?? textOf(value)
  if ((key === 'jump' || key === 'goto') && chain !== null) return { go: key, chain }
  throw new NotUnderstood(`the verdict ${key}`)
}
