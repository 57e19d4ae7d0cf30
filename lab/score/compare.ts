import { verdictWords } from './line.ts'
import type { Board, Score } from './score.ts'

/** How good a run is, to be compared: the less the better. Between equals, what is said of the truth counts. */
function badness(score: Score): number {
  if (score.lab.length > 0) return 50
  const walls = { right: 0, coarse: 10, open: 20, wrong: 30, blamed: 30 }
  const certainty = ['proven', 'likely', 'possible'].indexOf(score.truthIs)
  return walls[score.wall] + (score.wrong.length > 0 ? 10 : 0) + (certainty < 0 ? 3 : certainty)
}

const words = (score: Score): string =>
  score.lab.length > 0 ? 'scenario void' : `${verdictWords(score)}${score.wrong.length > 0 ? ', wrong' : ''}`

export interface Change {
  readonly id: string
  readonly was: string
  readonly is: string
  readonly better: boolean
}

/** The runs of both boards of which the judgement differs, and those that only one has. */
export function changes(
  earlier: Board,
  later: Board,
): { readonly changed: readonly Change[]; readonly added: readonly string[]; readonly gone: readonly string[] } {
  const before = new Map(earlier.scores.map((score) => [score.id, score]))
  const after = new Set(later.scores.map(({ id }) => id))
  const changed = later.scores.flatMap((score): Change[] => {
    const old = before.get(score.id)
    if (!old || (words(old) === words(score) && badness(old) === badness(score))) return []
    return [{ id: score.id, was: words(old), is: words(score), better: badness(score) < badness(old) }]
  })
  return {
    changed,
    added: later.scores.flatMap(({ id }) => (before.has(id) ? [] : [id])),
    gone: earlier.scores.flatMap(({ id }) => (after.has(id) ? [] : [id])),
  }
}

/** The same, as text. */
export function compared(earlier: Board, later: Board): string {
  const { changed, added, gone } = changes(earlier, later)
  const mark = (change: Change): string => (change.better ? '+' : '-')
  return [
    `Against ${earlier.commit ?? 'no commit'} of ${earlier.date.slice(0, 16)}: ${changed.length} changed, ${added.length} new, ${gone.length} not in this run`,
    ...changed.map((change) => `  ${mark(change)} ${change.id}: was ${change.was}, is ${change.is}`),
  ].join('\n')
}
