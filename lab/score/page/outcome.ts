import type { Score, Wall } from '../score.ts'
import { counts } from '../totals.ts'
import { type Markup, markup } from './markup.ts'

/** What came of a run: what the verdict says of the first wall, unless the run counts for nothing or the wall is not judged. */
export type Outcome = Wall | 'not-judged' | 'void'

/** Each has a sign, so that it is told without colour, and words. The best first. */
export const OUTCOMES: Readonly<Record<Outcome, { readonly sign: string; readonly words: string; readonly means: string }>> = {
  right: { sign: '✓', words: 'right', means: 'the wall is named, proven or most likely; a healthy host is called healthy' },
  coarse: { sign: '≈', words: 'coarse', means: 'a general cause of the wall is proven' },
  open: { sign: '○', words: 'left open', means: 'not decided, and the truth is among what is left' },
  'not-judged': { sign: '–', words: 'not judged', means: 'this version has no cause of that name; nothing wrong may be proven' },
  void: { sign: '!', words: 'void', means: 'the scenario was not what it says; the run counts for nothing' },
  wrong: { sign: '✗', words: 'wrong', means: 'another cause is named, or the truth is excluded' },
  blamed: { sign: '✗', words: 'blamed', means: 'nothing is broken, and something is blamed' },
}

export const ORDER = Object.keys(OUTCOMES) as readonly Outcome[]

export function outcomeOf(score: Score): Outcome {
  if (!counts(score)) return 'void'
  return score.judged ? score.wall : 'not-judged'
}

/** The sign of an outcome, for the eye only: words stand beside it. */
export const sign = (outcome: Outcome): Markup => markup`<span class="sign ${outcome}" aria-hidden="true">${OUTCOMES[outcome].sign}</span>`

export const badge = (outcome: Outcome): Markup => markup`<span class="badge ${outcome}">${sign(outcome)} ${OUTCOMES[outcome].words}</span>`
