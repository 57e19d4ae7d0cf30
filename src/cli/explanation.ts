import { LAYERS } from '../model/layer.ts'
import type { Diagnosis } from '../model/diagnosis.ts'
import { allFindings, others, ruledOut } from './findings-section.ts'
import { ladder } from './ladder.ts'
import type { Look } from './look.ts'
import { todo, toBeSure } from './next-section.ts'
import type { Depth } from './report.ts'
import { headline, paragraph, section } from './section.ts'
import { stateOf, verdictFinding } from './verdict.ts'

const blank = (lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : ['', ...lines])

/** The report of `sshwhy explain`, for people: what was said, what it means, what it cannot be, and how to look. */
export function explanation(look: Look, diagnosis: Diagnosis, depth: Depth): readonly string[] {
  const { summary, message, works, addresses, next } = diagnosis
  const state = works === true ? 'passes' : works === null ? 'unknown' : stateOf(diagnosis) === 'unknown' ? 'blocks' : stateOf(diagnosis)
  const head = [...headline(look, state, `${summary.happened}.`), ...(summary.meaning === null ? [] : paragraph(look, 2, summary.meaning))]
  if (depth === 'quiet') return head
  const all = depth === 'all'
  const said = message ? section(look, 'Said', [{ text: message.text }]) : []
  const finding = verdictFinding(diagnosis)
  const [probe, ...rest] = next
  const aimed = probe?.command.startsWith('sshwhy ') ? probe : undefined
  return [
    ...head,
    ...blank([...said, ...(all ? ladder(look, addresses[0]?.path ?? [], true) : [])]),
    ...blank([...(all ? allFindings(look, diagnosis) : others(look, diagnosis)), ...ruledOut(look, diagnosis, all, LAYERS)]),
    ...blank([
      ...(finding?.certainty === 'likely' ? todo(look, diagnosis) : []),
      ...(aimed ? section(look, 'Look', [{ text: `this tells ${aimed.tells}:` }, { text: aimed.command, kind: 'command' }], true) : []),
      ...(works === true ? [] : toBeSure(look, { ...diagnosis, next: aimed ? rest : next }, all)),
    ]),
  ]
}
