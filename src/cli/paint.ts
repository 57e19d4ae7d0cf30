import { styleText } from 'node:util'
import type { Look } from './look.ts'

/** What a piece of text is; colour only supports what its words already say. */
export type Paint = 'passes' | 'blocks' | 'unknown' | 'faint' | 'strong' | 'command'

const STYLE = {
  passes: 'green',
  blocks: 'red',
  unknown: 'yellow',
  faint: 'dim',
  strong: 'bold',
  command: 'cyan',
} as const

/** Colours one piece of one line. */
export function paint(look: Look, kind: Paint, text: string): string {
  return look.colour && text !== '' ? styleText(STYLE[kind], text, { validateStream: false }) : text
}
