import { printable } from '../../net/printable.ts'
import type { Meaning } from './meaning.ts'
import { type Message, recogniseLine, weightOf } from './recognise.ts'

/** What a pasted text tells. */
export interface Log {
  /** The messages of the last attempt, in their order; empty where nothing was understood. */
  readonly messages: readonly Message[]
  /** Lines with any text. */
  readonly lines: number
  /** Where nothing was understood: the line that looks most like an error, printable; null without any. */
  readonly errorLike: string | null
}

/** Longer lines are cut in two with an overlap: no message is longer than that. */
const LONGEST = 4096
const OVERLAP = 512
/** Messages kept of one attempt: those that name the host stand first, the failure last. */
const MOST = 32

/** CSI, OSC and two-character escape sequences of ECMA-48, by which programs colour their output. */
const ESCAPES = /\u001b\[[0-9;:?]{0,32}[ -/]{0,4}[@-~]|\u001b\][^\u0007\u001b]{0,256}(?:\u0007|\u001b\\)|\u001b[@-_]/g
const ERROR_LIKE =
  /\b(?:error|fail|fatal|refused|denied|time[d-]? ?out|unreachable|cannot|can't|could ?n[o']t|invalid|unable|closed|reset|abort)/i

/** Lines without colours; line ends inside a JSON string, as Ansible writes them, count too. */
function* linesOf(text: string): Generator<string> {
  for (const raw of text.split(/[\r\n]+/)) {
    const line = raw.replace(ESCAPES, '')
    const parts = /\\[rn"]/.test(line) ? line.replaceAll('\\"', '"').split(/(?:\\r)?\\n|\\r(?![\w])/) : [line]
    for (const part of parts) {
      if (part.trim() === '') continue
      for (let at = 0; at === 0 || at < part.length - OVERLAP; at += LONGEST - OVERLAP) yield part.slice(at, at + LONGEST)
    }
  }
}

/** Whether the message begins another attempt than the one that these belong to. The same said again is the same attempt, tried again. */
function beginsAnew({ meaning }: Message, before: readonly Message[]): boolean {
  return meaning.rank !== 'echo' && before.some((one) => one.meaning.ends) && !before.some((one) => one.meaning === meaning)
}

/** What ssh says of a jump host that failed is what it saw of the pipe: the real error stands before it. */
const OF_THE_PIPE = new Set(['closed-early', 'reset-early', 'no-greeting', 'no-greeting-echo'])

const told = (messages: readonly Message[]): readonly Message[] => messages.filter(({ meaning }) => meaning.rank !== 'context')

/**
 * Reads a whole log. Never throws; linear in its length.
 * @param text bounded by whoever read it
 */
export function readLog(text: string): Log {
  let before: readonly Message[] = []
  let attempt: Message[] = []
  let lines = 0
  let errorLike: string | null = null
  for (const line of linesOf(text)) {
    lines++
    const message = recogniseLine(line)
    if (!message) {
      if (errorLike === null || ERROR_LIKE.test(line)) errorLike = printable(line.trim(), 400)
      continue
    }
    if (beginsAnew(message, attempt)) {
      if (told(attempt).length > 0) before = attempt
      attempt = []
    }
    if (message.meaning.id === 'jump-failed' && told(attempt).every(({ meaning }) => OF_THE_PIPE.has(meaning.id))) {
      const inFront = told(before)
      before = []
      attempt = [...inFront, ...attempt.filter(({ meaning }) => meaning.rank === 'context')]
    }
    if (attempt.length < MOST) attempt.push(message)
    else attempt[MOST - 1] = message
  }
  // Contexts after the failure, where two streams were mixed, belong to it.
  const messages = told(attempt).length > 0 ? attempt : [...before, ...attempt]
  return { messages: messages.slice(-MOST), lines, errorLike: messages.length === 0 ? errorLike : null }
}

/**
 * The message that decides among those of one attempt: after the last that tells of success, the one that says most; the last of equals.
 * @returns undefined where there is none
 */
export function decisive<M extends { readonly meaning: Meaning }>(messages: readonly M[]): M | undefined {
  const worked = messages.findLastIndex(({ meaning }) => meaning.success !== undefined)
  const login = messages[worked]?.meaning.success === 'ssh'
  const later = messages.slice(worked + 1).filter(({ meaning }) => meaning.rank !== 'context' && !(login && meaning.vague))
  const rivals = later.length > 0 ? later : worked >= 0 ? messages.slice(worked, worked + 1) : messages
  return rivals.reduce<M | undefined>((best, one) => (best === undefined || weightOf(one) >= weightOf(best) ? one : best), undefined)
}
