import type { InputsRead } from '../../firewall/inputs.ts'
import type { Judged } from '../../firewall/judged.ts'
import type { Next } from '../../firewall/next.ts'
import type { UnreadLine } from '../../firewall/netfilter/ruleset.ts'
import { isLetIn } from '../../firewall/reach.ts'
import type { Look } from '../look.ts'
import { section, type Entry } from '../section.ts'
import { count } from '../seen.ts'

/** What the first sentence must not leave out. */
export function beside({ ruleset, host }: InputsRead, { regions, question }: Judged): readonly string[] {
  const lets = regions.some(({ endings }) => endings.some(({ verdict }) => isLetIn(verdict)))
  const unread = ruleset.unread.length
  return [
    ...(lets && host.listeners === null && question.state === 'new' ? ['Whether anything listens there was not read.'] : []),
    ...(unread > 0 ? [`${count(unread, 'line')} could not be read, and may change this.`] : []),
  ]
}

/** More of a line tells nothing more. */
const LONGEST = 160

const placeOf = ({ file, line }: UnreadLine): string => (file === null ? `line ${line}` : `${file}:${line}`)

/** Lines that were not read, and what is not modelled. */
export function unreadSection(look: Look, { ruleset }: InputsRead, most: number): readonly string[] {
  const { unread, unmodelled } = ruleset
  const lines = unread.slice(0, most).flatMap((one, index): readonly Entry[] => {
    const above = unread[index - 1]
    const again = above?.line === one.line && above.file === one.file && above.text === one.text
    const text = one.text.trim()
    if (text === '') return [{ text: `${placeOf(one)}: ${one.why}` }]
    const why: Entry = { text: one.why, paint: 'faint' }
    return again ? [why] : [{ text: `${placeOf(one)}: ${text.slice(0, LONGEST)}` }, why]
  })
  const more = unread.length - most
  return [
    ...section(look, 'Not read', [...lines, ...(more > 0 ? [{ text: `… ${count(more, 'line')} more` }] : [])]),
    ...section(
      look,
      'Not judged',
      unmodelled.slice(0, most).map(({ what, hook }) => ({ text: `${what}, at ${hook}` })),
    ),
  ]
}

/** What would decide what is open. */
export function nextSection(look: Look, next: readonly Next[]): readonly string[] {
  const entries = next.flatMap(({ tells, give }) => [{ text: `${tells}, tells:` }, { text: give, kind: 'command' as const }])
  return section(look, 'To be sure', entries)
}
