import type { Because } from '../model/cause.ts'
import type { Diagnosis, Finding } from '../model/diagnosis.ts'
import type { Layer } from '../model/layer.ts'
import { mainAddress } from './ladder.ts'
import type { Look } from './look.ts'
import { section } from './section.ts'
import type { Entry } from './section.ts'
import { verdictFinding } from './verdict.ts'

/** Enough for 3 a.m.; `--all` shows the rest. */
const MOST = 3
const MOST_IDS = 4

/** The verdict words, the same everywhere. */
const WORD = { proven: '', likely: 'most likely: ', possible: 'could be: ', excluded: '', unknown: '' } as const

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

const named = ({ certainty, text, cause }: Finding): Entry => ({
  text: `${WORD[certainty]}${text} (${cause})`,
})

/** Whether a more general cause is told already. */
function isSpecial({ refines }: Finding, { findings }: Diagnosis): boolean {
  return refines !== null && findings.some((one) => one.cause === refines && one.certainty !== 'excluded' && one.certainty !== 'unknown')
}

/**
 * Other walls that are known, and what else it could be: what the verdict does not say in other words already. Beside a proven verdict
 * what is merely possible is no rival.
 */
export function others(look: Look, diagnosis: Diagnosis): readonly string[] {
  const verdict = verdictFinding(diagnosis)
  const said = diagnosis.summary.meaning?.toLowerCase() ?? ''
  const rest = diagnosis.findings.filter(
    (one) => one !== verdict && one.cause !== verdict?.refines && !isSpecial(one, diagnosis) && !said.includes(one.text.toLowerCase()),
  )
  const proven = verdict?.certainty === 'proven'
  // What blocks nothing is no rival of the verdict.
  const beside = (one: Finding): boolean => proven || !one.blocks
  const known = rest.filter((one) => one.certainty === 'proven' || (beside(one) && one.certainty === 'likely'))
  const open = rest.filter((one) => !beside(one) && (one.certainty === 'likely' || one.certainty === 'possible'))
  return [
    ...section(look, 'Also', bounded(known.map(named), false)),
    ...section(look, verdict ? 'Otherwise' : 'Left open', bounded(open.map(named), false, verdict ? MOST : 5)),
  ]
}

/** What works, and is yet worth a word: a key that ssh passes over, an agent that is gone. */
export function aside(look: Look, diagnosis: Diagnosis): readonly string[] {
  const known = diagnosis.findings.filter((one) => one.layer === 'client' && !one.blocks && one.certainty === 'likely')
  return section(look, 'But', bounded(known.map(named), false))
}

interface Group {
  readonly reason: string
  readonly findings: Finding[]
}

/** Excluded causes by the reason that excludes them, in the order in which they were ranked. */
function byReason(findings: readonly Finding[]): readonly Group[] {
  const groups = new Map<string, Group>()
  for (const finding of findings) {
    if (finding.certainty !== 'excluded') continue
    const reason = finding.because[0]?.text ?? ''
    const group = groups.get(reason)
    if (group) group.findings.push(finding)
    else groups.set(reason, { reason, findings: [finding] })
  }
  return [...groups.values()]
}

const inDoubt = (diagnosis: Diagnosis): readonly Layer[] =>
  (mainAddress(diagnosis)?.path ?? []).filter(({ state }) => state === 'unknown' || state === 'blocks').map(({ layer }) => layer)

/** What is ruled out. Where the ladder says that a layer passes, that is said already: only layers in doubt are told, but for `all`. */
export function ruledOut(look: Look, diagnosis: Diagnosis, all: boolean, doubt = inDoubt(diagnosis)): readonly string[] {
  const groups = byReason(diagnosis.findings).filter((group) => all || group.findings.some((one) => doubt.includes(one.layer)))
  const entries = groups.map(({ reason, findings }) => {
    const ids = findings.map((one) => one.cause)
    const shown = all || ids.length <= MOST_IDS ? ids : ids.slice(0, MOST_IDS - 1)
    const more = ids.length - shown.length
    return { text: `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}${reason === '' ? '' : `: ${reason}`}` }
  })
  return section(look, 'Ruled out', bounded(entries, all))
}

/** Every judged cause with its certainty, what it stands on and what speaks against it. Reasons that several share are told at the first. */
export function allFindings(look: Look, diagnosis: Diagnosis): readonly string[] {
  const several = diagnosis.addresses.length
  const told = new Map<string, string>()
  const fresh = (cause: string, kind: string, because: readonly Because[]): readonly Entry[] => {
    const all = [...new Set(because.map((one) => one.text))]
    const places = new Set<string>()
    const entries = all.flatMap((text): Entry[] => {
      const place = told.get(text)
      if (place !== undefined) {
        places.add(place)
        return []
      }
      told.set(text, cause)
      return [{ text: `${kind} ${text}` }]
    })
    return places.size === 0
      ? entries
      : [...entries, { text: `${kind} ${entries.length > 0 ? 'also ' : ''}what is said of ${[...places].join(', ')}` }]
  }
  return diagnosis.findings
    .filter((one) => one.certainty !== 'excluded')
    .flatMap((one) => {
      const where = one.addresses.length > 0 && one.addresses.length < several ? ` (${one.addresses.join(', ')})` : ''
      return section(look, one.certainty, [
        { text: `${one.cause} (${one.layer}): ${one.text}${where}` },
        ...fresh(one.cause, 'because', one.because),
        ...fresh(one.cause, 'against it:', one.against),
      ])
    })
}
