import { cells, fit } from './cells.ts'

/** Breaks text into lines of at most `width` cells at its spaces; a word that is longer is cut. Never empty: no text is one empty line. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  let used = 0
  for (const word of text.split(' ').filter((one) => one !== '')) {
    const wide = cells(word)
    if (used > 0 && used + 1 + wide <= width) {
      line += ` ${word}`
      used += 1 + wide
      continue
    }
    if (used > 0) lines.push(line)
    let rest = word
    while (cells(rest) > width) {
      const [head, tail] = fit(rest, width)
      if (tail === '') break
      lines.push(head)
      rest = tail
    }
    line = rest
    used = cells(rest)
  }
  return [...lines, line]
}
