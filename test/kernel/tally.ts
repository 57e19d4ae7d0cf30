import type { Kind } from './generate/generate.ts'
import type { Comparison } from './compare.ts'

export interface Counts {
  trials: number
  /** Trials that a tool did not take. */
  refused: number
  pairs: number
  /** Pairs that were compared by their rule, too. */
  rules: number
  unknown: number
  disagreements: number
}

/** What was compared so far, by kind of rules and family; plain enough to be sent to another process. */
export interface Tally {
  readonly counts: Record<string, Counts>
  /** How often each reason for unknown occurred. */
  readonly why: Record<string, number>
}

const none = (): Counts => ({ trials: 0, refused: 0, pairs: 0, rules: 0, unknown: 0, disagreements: 0 })

export const emptyTally = (): Tally => ({ counts: {}, why: {} })

function countsOf({ counts }: Tally, kind: Kind, family: 4 | 6): Counts {
  return (counts[`${kind} IPv${family}`] ??= none())
}

export function addRefused(tally: Tally, kind: Kind, family: 4 | 6): void {
  countsOf(tally, kind, family).refused++
}

export function addCompared(tally: Tally, kind: Kind, family: 4 | 6, compared: Comparison): void {
  const counts = countsOf(tally, kind, family)
  counts.trials++
  counts.pairs += compared.pairs
  counts.rules += compared.rules
  counts.unknown += compared.unknown.length
  counts.disagreements += compared.disagreements.length
  const reasons = compared.unknown.flatMap((why) => [...new Set(why.split('; ').map(withoutPlace))])
  for (const why of reasons) tally.why[why] = (tally.why[why] ?? 0) + 1
}

/** `ip filter INPUT rule 3: unknown match: foo` is a reason wherever it stands. */
function withoutPlace(why: string): string {
  return why.replace(/^.{0,100}? rule \d+: /, '')
}

function add(into: Counts, from: Counts): void {
  for (const key of Object.keys(into) as (keyof Counts)[]) into[key] += from[key]
}

export function together(tallies: readonly Tally[]): Tally {
  const sum = emptyTally()
  for (const { counts, why } of tallies) {
    for (const [name, each] of Object.entries(counts)) add((sum.counts[name] ??= none()), each)
    for (const [reason, times] of Object.entries(why)) sum.why[reason] = (sum.why[reason] ?? 0) + times
  }
  return sum
}

export function total({ counts }: Tally): Counts {
  const sum = none()
  for (const each of Object.values(counts)) add(sum, each)
  return sum
}

const COLUMNS = ['trials', 'refused', 'pairs', 'rules', 'unknown', 'disagreements'] as const

/** For people. */
export function table(tally: Tally): string {
  const rows = [...Object.entries(tally.counts).toSorted(([a], [b]) => (a < b ? -1 : 1)), ['all', total(tally)] as const]
  const cells = (counts: Counts): string[] =>
    COLUMNS.map((column) => (column === 'unknown' ? percent(counts.unknown, counts.pairs) : String(counts[column])))
  const lines = [['', ...COLUMNS], ...rows.map(([name, counts]) => [name, ...cells(counts)])]
  const widths = COLUMNS.map((_, index) => Math.max(...lines.map((line) => (line[index + 1] ?? '').length)))
  return lines
    .map(([name = '', ...values]) => name.padEnd(22) + values.map((value, index) => value.padStart((widths[index] ?? 0) + 2)).join(''))
    .join('\n')
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(2)} %`
}
