import type { Diagnosis } from '../model/diagnosis.ts'
import { ladder, mainAddress } from './ladder.ts'
import type { Look } from './look.ts'
import { paragraph, section } from './section.ts'
import { stateOf, works } from './verdict.ts'

/** What the report says of the jump hosts. */
export interface Jumps {
  /** A line for each machine on the way. */
  readonly list: readonly string[]
  /** The path of the packet to the jump host at which it ends; null where none ends it, or there is none. */
  readonly failing: readonly string[] | null
}

/** A jump host is always named: by ssh_config, or by what was typed. */
const nameOf = ({ target }: Diagnosis): string => target?.input ?? 'a jump host'

/** The machines on the way, in the order of travel, each with what was seen of it. */
export function jumps(look: Look, { hops: seen, target }: Diagnosis, all: boolean): Jumps {
  if (seen.length === 0 || target === null) return { list: [], failing: null }
  const bad = seen.find((one) => one.verdict !== null || one.login?.reached !== 'authenticated')
  const lines = seen.map((one) => ({
    mark: one.verdict === null ? stateOf(one) : ('blocks' as const),
    text: `${nameOf(one)}: ${one.summary.happened}${works(one) && one.summary.meaning !== null ? `. ${one.summary.meaning}` : ''}`,
  }))
  const unreached = target.via
    .slice(seen.length)
    .map((name) => ({ mark: 'not-tested' as const, text: `${name}: not reached`, paint: 'faint' as const }))
  const last = bad ? [{ mark: 'not-tested' as const, text: `${target.input}: not reached`, paint: 'faint' as const }] : []
  const list = [...lines, ...unreached, ...last].flatMap((entry, index, entries) =>
    section(look, bad && index === entries.length - 1 ? 'target' : `jump ${index + 1}`, [entry]),
  )
  if (!bad) return { list, failing: null }
  const path = ladder(look, mainAddress(bad)?.path ?? [], all)
  const title = works(bad) ? [] : paragraph(look, 2, `The way to ${nameOf(bad)}:`, 'faint')
  return { list, failing: path.length === 0 ? [] : [...title, ...path] }
}
