import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const PLAN = 'docs/causes-planned.tsv'

/** A line of docs/causes-planned.tsv: what will judge the cause, whether it is written yet or not. */
export interface Planned {
  readonly id: string
  readonly layer: string
  readonly families: string
  /** The most certain that evidence from outside can make it. */
  readonly outside: 'proven' | 'likely' | 'possible' | '-'
  readonly inside: 'yes' | '-'
  readonly cloud: 'yes' | '-'
}

/** Every line of the plan, in its order. */
export function readPlan(root: string): readonly Planned[] {
  const [head = '', ...lines] = readFileSync(join(root, PLAN), 'utf8').trimEnd().split('\n')
  const names = head.split('\t')
  return lines.map((line) => Object.fromEntries(line.split('\t').map((cell, at) => [names[at] ?? '', cell])) as unknown as Planned)
}
