import type { Rung } from '../model/diagnosis.ts'
import type { Look } from './look.ts'
import type { Paint } from './paint.ts'

export type State = Rung['state']

const UNICODE: Readonly<Record<State, string>> = { passes: '✓', blocks: '✗', unknown: '?', 'not-tested': '·' }
const ASCII: Readonly<Record<State, string>> = { passes: '+', blocks: 'x', unknown: '?', 'not-tested': '.' }
const PAINT: Readonly<Record<State, Paint>> = { passes: 'passes', blocks: 'blocks', unknown: 'unknown', 'not-tested': 'faint' }

export const mark = (look: Look, state: State): string => (look.unicode ? UNICODE : ASCII)[state]
export const markPaint = (state: State): Paint => PAINT[state]
