import type { Action } from '../ruleset.ts'

/** What `-j` takes that is no extension and no chain (libxt_standard). */
export const VERDICTS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['ACCEPT', { act: () => ({ go: 'accept' }) }],
  ['DROP', { act: () => ({ go: 'drop' }) }],
  ['RETURN', { act: () => ({ go: 'return' }) }],
  ['QUEUE', { act: () => ({ go: 'unknown', why: 'a program decides (QUEUE)' }) }],
])
