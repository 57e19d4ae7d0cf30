import type { InputsRead } from '../../firewall/inputs.ts'
import type { Judged } from '../../firewall/judged.ts'
import { nextOf } from '../../firewall/next.ts'
import type { Ending } from '../../firewall/region.ts'
import type { Look } from '../look.ts'
import { headline, paragraph, section, type Entry } from '../section.ts'
import { beside, nextSection, unreadSection } from './beside.ts'
import { traceLines } from './trace-lines.ts'
import { shadowedEntries } from './warning-text.ts'
import { capital, done, ruleName, ruleWhere, stateOf, toldTo } from './words.ts'

export type Depth = 'quiet' | 'normal' | 'all'

const MOST: Readonly<Record<Depth, number>> = { quiet: 0, normal: 60, all: 10_000 }
const MOST_SHOWN: Readonly<Record<Depth, number>> = { quiet: 0, normal: 6, all: 1000 }

/** What is certain, in a sentence. */
function sentence({ verdict, by, at, assuming }: Ending, from: string, judged: Judged): string {
  const { family, question } = judged
  const established = question.state === 'established'
  const name = capital(ruleName(by))
  const kernel = by.gate === 'kernel'
  switch (verdict) {
    case 'accept':
      if (kernel) return `Nothing stops ${from} on its way to port ${question.port}: ${by.text}.`
      return `${name} accepts ${from} on port ${question.port}${at === null ? '' : `; it arrives at ${at}`}.`
    case 'forward':
      return `${from} is passed on to another machine${at === null ? '' : `, ${at}`}${kernel ? '' : `: ${ruleName(by)} lets it`}.`
    case 'drop':
      if (kernel) return `The kernel drops ${from}: ${by.text}.`
      return `${name} drops ${from} in silence: ${established ? 'the connection hangs' : 'ssh says "Connection timed out"'}.`
    case 'rst':
      if (kernel) return `The rules let ${from} in, but ${by.text}: ssh says "Connection refused".`
      return `${name} rejects ${from} with ${toldTo(family, verdict, established)}.`
    case 'unknown':
      return `What becomes of ${from} cannot be told: at ${ruleName(by)} ${assuming[0] ?? 'something decides that is not modelled'}.`
    default:
      return `${name} rejects ${from}: it is told ${toldTo(family, verdict, established)}.`
  }
}

/** All that can happen, in a sentence. */
function sentences(endings: readonly Ending[], from: string, judged: Judged): string {
  const [first, ...more] = endings
  if (!first) return `No rules of IPv${judged.family} were given, so nothing is known of ${from}.`
  if (more.length === 0) return sentence(first, from, judged)
  const verdicts = new Set(endings.map(({ verdict }) => verdict))
  if (verdicts.size === 1) return `${capital(from)} is ${done(first.verdict)} in any case, though by which rule cannot be told.`
  const possible = [...verdicts].map((verdict) => {
    const [one, two] = endings.filter((ending) => ending.verdict === verdict)
    return `${done(verdict)} by ${one ? ruleName(one.by) : ''}${two ? ' or another' : ''}`
  })
  return `It cannot be told: ${from} is ${possible.slice(0, 3).join(', or ')}.`
}

/** An ending with its rule, and under what it holds. */
function entries({ verdict, by, assuming, changes, at }: Ending, { family, question }: Judged, several: boolean): readonly Entry[] {
  const state = stateOf([{ verdict, by, assuming, changes, at }])
  const head = several ? `${done(verdict)} by ${ruleName(by)}: ${ruleWhere(by)}` : `${ruleName(by)}: ${ruleWhere(by)}`
  return [
    ...(by.gate === 'kernel' ? [{ text: several ? `${done(verdict)}: ${by.text}` : by.text, mark: state }] : [{ text: head, mark: state }]),
    ...(by.gate === 'kernel' || by.text === '' ? [] : [{ text: by.text, kind: 'command' as const }]),
    ...(several && stateOf([{ verdict, by, assuming, changes, at }]) === 'blocks'
      ? [{ text: `it is told ${toldTo(family, verdict, question.state === 'established')}` }]
      : []),
    ...(at === null ? [] : [{ text: `it arrives at ${at}` }]),
  ]
}

const blank = (lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : ['', ...lines])
const texts = (all: readonly string[], most: number): readonly Entry[] => {
  const shown = [...new Set(all)]
  const more = shown.length - most
  return [...shown.slice(0, most).map((text) => ({ text })), ...(more > 0 ? [{ text: `… ${more} more: --all` }] : [])]
}

/** `sshwhy firewall why`, for people. @param from as it was asked */
export function why(look: Look, inputs: InputsRead, judged: Judged, from: string, depth: Depth): readonly string[] {
  const endings = judged.regions.flatMap((region) => region.endings)
  const head = [
    ...headline(look, stateOf(endings), sentences(endings, from, judged)),
    ...beside(inputs, judged).flatMap((text) => paragraph(look, 2, text)),
  ]
  if (depth === 'quiet') return head
  const [first, second] = endings
  const told = first && !second && first.verdict !== 'accept' && first.verdict !== 'forward' && first.verdict !== 'unknown'
  const path = traceLines(look, judged.trace, MOST[depth], depth === 'all')
  const most = MOST_SHOWN[depth]
  return [
    ...head,
    ...blank(path.length === 0 ? [] : [...section(look, 'Path', [{ text: 'the hooks and chains it passes:' }]), ...path]),
    ...blank([
      ...section(
        look,
        second ? 'Possible' : 'Decided by',
        endings.slice(0, Math.max(most, 1)).flatMap((ending) => entries(ending, judged, second !== undefined)),
      ),
      ...(told
        ? section(look, 'It is told', [{ text: toldTo(judged.family, first.verdict, judged.question.state === 'established') }])
        : []),
      ...section(
        look,
        'Assuming',
        texts(
          endings.flatMap((ending) => ending.assuming),
          most,
        ),
      ),
      ...section(
        look,
        'Until',
        texts(
          endings.flatMap((ending) => ending.changes),
          most,
        ),
      ),
    ]),
    ...blank(section(look, 'Unasked', shadowedEntries(judged, most))),
    ...blank([...unreadSection(look, inputs, most), ...nextSection(look, nextOf([judged], inputs.host))]),
  ]
}
