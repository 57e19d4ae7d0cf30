import type { Because, Cause, Judgement } from '../model/cause.ts'
import type { Evidence } from '../model/observation.ts'
import type { Indexed } from './derive/evidence.ts'

type Held = Extract<Judgement, { certainty: 'proven' | 'likely' | 'possible' }>
type More = Omit<Held, 'certainty' | 'because'>
type Proof = readonly [Because, ...Because[]]

/** Types a part; nothing else. */
export function cause<const C extends Cause>(part: C): Cause & { readonly id: C['id'] } {
  return part
}

/** A sentence that quotes one evidence. */
export function quote(text: string, from: Indexed<Evidence>): Because {
  return { text, from: { evidence: from.index } }
}

export const proven = (because: Proof, more: More = {}): Judgement => ({ certainty: 'proven', because, ...more })
export const likely = (because: Proof, more: More = {}): Judgement => ({ certainty: 'likely', because, ...more })
export const possible = (because: Proof, more: More = {}): Judgement => ({ certainty: 'possible', because, ...more })
export const excluded = (...because: Proof): Judgement => ({ certainty: 'excluded', because })
export const unknown: Judgement = { certainty: 'unknown' }
