import type { Because } from '../model/cause.ts'
import type { Diagnosis, Finding } from '../model/diagnosis.ts'
import type { Look } from './look.ts'
import { section } from './section.ts'
import type { Entry } from './section.ts'
import { verdictFinding } from './verdict.ts'

/** Enough for 3 a.m.; `--all` shows the rest. */
const MOST = 3
const MOST_IDS = 4

/** The verdict words, the same everywhere. */
const WORD = { proven: 'is', likely: 'most likely', possible: 'could be', excluded: 'ruled out', unknown: 'not told' } as const

const bounded = (entries: readonly Entry[], all: boolean, most = MOST): readonly Entry[] =>
  all || entries.length <= most
    ? entries
    : [...entries.slice(0, most), { text: `and ${entries.length - most} more (--all)`, paint: 'faint' }]

const texts = (because: readonly Because[]): readonly Entry[] => [...new Set(because.map((one) => one.text))].map((text) => ({ text }))

/** What the verdict stands on, and what speaks against it. */
export function proof(look: Look, diagnosis: Diagnosis, all: boolean): readonly string[] {
  const finding = verdictFinding(diagnosis)
  if (!finding) return []
  const label = finding.certainty === 'proven' ? 'Proof' : 'Evidence'
  return [
    ...section(look, label, bounded(texts(finding.because), all, 5)),
    ...section(look, 'Against', bounded(texts(finding.against), all)),
  ]
}

const named = (finding: Finding): Entry => ({ text: `${finding.text} (${finding.cause})` })

/** Other walls that are known, and what else it could be: those that the verdict does not already say in other words. */
export function others(look: Look, diagnosis: Diagnosis): readonly string[] {
  const verdict = verdictFinding(diagnosis)
  const rest = diagnosis.findings.filter((one) => one !== verdict && one.cause !== verdict?.refines)
  const known = rest.filter((one) => one.certainty === 'proven')
  const open = rest.filter((one) => one.certainty === 'likely' || one.certainty === 'possible')
  const entries = open.map((one) => ({ text: `${WORD[one.certainty]}: ${one.text} (${one.cause})` }))
  return [
    ...section(look, 'Also', known.map(named)),
    ...section(look, verdict ? 'Otherwise' : 'Left open', bounded(entries, false, verdict ? MOST : 5)),
  ]
}

/** Excluded causes by the reason that excludes them, in the order in which they were ranked. */
export function ruledOut(look: Look, diagnosis: Diagnosis, all: boolean): readonly string[] {
  const groups = new Map<string, string[]>()
  for (const finding of diagnosis.findings) {
    if (finding.certainty !== 'excluded') continue
    const reason = finding.because[0]?.text ?? ''
    const group = groups.get(reason)
    if (group) group.push(finding.cause)
    else groups.set(reason, [finding.cause])
  }
  const entries = [...groups].map(([reason, ids]) => {
    const shown = all || ids.length <= MOST_IDS ? ids : ids.slice(0, MOST_IDS - 1)
    const more = ids.length - shown.length
    return { text: `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}${reason === '' ? '' : `: ${reason}`}` }
  })
  return section(look, 'Ruled out', bounded(entries, all))
}

/** Every judged cause with its certainty, what it stands on and what speaks against it. */
export function allFindings(look: Look, diagnosis: Diagnosis): readonly string[] {
  return diagnosis.findings
    .filter((one) => one.certainty !== 'excluded')
    .flatMap((one) => [
      ...section(look, 'Finding', [
        {
          text: `${one.cause} (${one.layer}), ${one.certainty}${one.addresses.length > 0 ? `, for ${one.addresses.join(', ')}` : ''}`,
          paint: 'strong',
        },
        { text: one.text },
        ...one.because.map((because) => ({ text: `because ${because.text}` })),
        ...one.against.map((because) => ({ text: `against it: ${because.text}` })),
      ]),
    ])
}
