/** Edits (insert, delete, replace, swap of neighbours) that turn one word into the other: optimal string alignment. */
function distance(from: string, to: string): number {
  let before: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let row = 1; row <= from.length; row++) {
    const next = [row]
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1]
      let least = Math.min((last[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + (same ? 0 : 1))
      if (from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) least = Math.min(least, (before[column - 2] ?? 0) + 1)
      next.push(least)
    }
    before = last
    last = next
  }
  return last[to.length] ?? 0
}

/** The words most like the one typed, best first: those within a third of its length, or that begin with it or hold it. */
export function nearest(typed: string, words: readonly string[], most = 3): readonly string[] {
  const word = typed.slice(0, 64).toLowerCase()
  if (word === '') return []
  return words
    .map((candidate) => ({ candidate, off: candidate.includes(word) ? 0.5 : distance(word, candidate) }))
    .filter(({ candidate, off }) => off <= Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3)))
    .toSorted((a, b) => a.off - b.off)
    .slice(0, most)
    .map(({ candidate }) => candidate)
}
