import { styleText } from 'node:util'
import type { Score } from './score.ts'

type Paint = Parameters<typeof styleText>[0]

/** Colour where standard output is a terminal, and NO_COLOR is not set. */
export const paint = (style: Paint, text: string): string => styleText(style, text, { stream: process.stdout })

const CERTAIN: Readonly<Record<string, string>> = { proven: 'is', likely: 'most likely', possible: 'could be' }

/** What the verdict is, as in a report: `most likely sshd-stopped`. */
export function verdictWords({ truth, verdict, certainty }: Score): string {
  if (verdict === null) return truth === null ? 'nothing to blame' : 'no verdict'
  return `${CERTAIN[certainty ?? ''] ?? certainty} ${verdict}`
}

/** One run in a line, and below it what is wrong. */
export function line(score: Score): string {
  const bad = score.lab.length > 0 ? 'scenario' : score.wrong.length > 0 ? 'wrong' : null
  const mark = bad === null ? paint('green', '✓') : bad === 'wrong' ? paint('red', '✗') : paint('yellow', '!')
  const first = `${mark} ${score.id.padEnd(46)} ${score.class.padEnd(30)} ${verdictWords(score)}, ${(score.ms / 1000).toFixed(1)} s`
  const more = score.lab.length > 0 ? score.lab.map((text) => `not as it says: ${text}`) : score.wrong
  return [first, ...more.map((text) => `    ${text.replaceAll('\n', '\n    ')}`)].join('\n')
}
