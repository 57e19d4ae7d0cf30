import type { InputsRead } from '../../firewall/inputs.ts'
import type { Judged } from '../../firewall/judged.ts'
import { nextOf } from '../../firewall/next.ts'
import type { Extent } from '../../firewall/reach.ts'
import type { Region, RuleRef } from '../../firewall/region.ts'
import { type Warning, warningsOf } from '../../firewall/warnings.ts'
import { AddressSet } from '../../net/address-set.ts'
import type { Look } from '../look.ts'
import { headline, section, type Entry } from '../section.ts'
import { count } from '../seen.ts'
import { nextSection, unreadSection } from './beside.ts'
import { shadowedEntries, warningText } from './warning-text.ts'
import { whoText } from './who-text.ts'
import type { Depth } from './why.ts'
import { done, ruleName, ruleWhere, stateOf } from './words.ts'

const MOST_RANGES: Readonly<Record<Depth, number>> = { quiet: 3, normal: 5, all: 10_000 }
const MOST_GROUPS: Readonly<Record<Depth, number>> = { quiet: 0, normal: 20, all: 1000 }
const MOST_LINES: Readonly<Record<Depth, number>> = { quiet: 0, normal: 6, all: 1000 }
const MOST_DOUBTS: Readonly<Record<Depth, number>> = { quiet: 0, normal: 3, all: 1000 }

/** Regions of the same endings by rules of the same chain: a blocklist of 10,000 rules is one line. */
interface Group {
  readonly regions: Region[]
  readonly rules: Set<RuleRef>
}

const isMartian = ({ endings }: Region): boolean => endings.every(({ by, verdict }) => by.gate === 'kernel' && verdict === 'drop')

function groupsOf(regions: readonly Region[], each: boolean): readonly Group[] {
  const groups = new Map<string, Group>()
  for (const region of regions) {
    const key = region.endings.map(
      ({ verdict, by }) => `${verdict} ${by.gate} ${by.family} ${by.table} ${by.chain} ${each ? by.index : by.index > 0}`,
    )
    const changes = region.endings.some((ending) => ending.changes.length > 0)
    const name = `${key.join('\n')} ${changes}`
    const group = groups.get(name) ?? { regions: [], rules: new Set() }
    group.regions.push(region)
    for (const { by } of region.endings) group.rules.add(by)
    groups.set(name, group)
  }
  return [...groups.values()]
}

function groupEntries({ regions, rules }: Group, judged: Judged, everyone: AddressSet, depth: Depth): readonly Entry[] {
  const [first] = regions
  if (!first) return []
  const ends = regions.flatMap(({ remotes }) => remotes.ends())
  const remotes = regions.length === 1 ? first.remotes : AddressSet.fromEnds(judged.family, ends)
  const { endings } = first
  const [one] = endings
  const verdicts = [...new Set(endings.map(({ verdict }) => verdict))]
  const head = verdicts.length > 1 ? `cannot be told: ${verdicts.map(done).join(', or ')}` : done(verdicts[0] ?? 'unknown')
  const decided =
    rules.size > endings.length
      ? `${head} by ${rules.size} rules of ${one?.by.chain ?? ''}`
      : endings.length > 1
        ? `${head}, by ${[...new Set(endings.map(({ by }) => ruleName(by)))].slice(0, 3).join(', or ')}`
        : head + (one ? byText(one.by) : '')
  const assuming = new Set(regions.flatMap((region) => region.endings.flatMap((ending) => ending.assuming)))
  const changes = new Set(regions.flatMap((region) => region.endings.flatMap((ending) => ending.changes)))
  const most = MOST_DOUBTS[depth]
  return [
    { text: whoText(remotes, everyone, MOST_RANGES[depth]), mark: stateOf(endings), paint: 'strong' },
    { text: decided },
    ...(one?.at === null || one === undefined ? [] : [{ text: `arriving at ${one.at}` }]),
    ...[...assuming].slice(0, most).map((text) => ({ text: `not known: ${text}`, paint: 'faint' as const })),
    ...[...changes].slice(0, most).map((text) => ({ text: `until ${text}`, paint: 'faint' as const })),
  ]
}

function byText(by: RuleRef): string {
  return by.gate === 'kernel' ? `: ${by.text}` : ` by ${ruleName(by)}, ${ruleWhere(by)}`
}

const ORDER = { passes: 0, unknown: 1, blocks: 2, 'not-tested': 3 } as const

function familySection(look: Look, judged: Judged, depth: Depth): readonly string[] {
  const label = `IPv${judged.family}`
  if (!judged.given) return section(look, label, [{ text: 'no rules of this family were given', mark: 'unknown' }])
  const martian = depth === 'all' ? [] : judged.regions.filter(isMartian)
  const regions = depth === 'all' ? judged.regions : judged.regions.filter((region) => !isMartian(region))
  const everyone = martian.reduce((rest, { remotes }) => rest.minus(remotes), judged.remotes)
  const groups = groupsOf(regions, depth === 'all').toSorted(
    (a, b) => ORDER[stateOf(a.regions[0]?.endings ?? [])] - ORDER[stateOf(b.regions[0]?.endings ?? [])],
  )
  const most = MOST_GROUPS[depth]
  const more = groups.length - most
  return section(look, label, [
    ...groups.slice(0, most).flatMap((group) => groupEntries(group, judged, everyone, depth)),
    ...(more > 0 ? [{ text: `… ${count(more, 'group')} more: --all` }] : []),
  ])
}

function fromText(extent: Extent, reached: AddressSet, asked: AddressSet): string {
  if (extent === 'anywhere') return 'from anywhere'
  if (extent === 'most') return 'from most of the Internet'
  return extent === 'some' ? `from ${whoText(reached, asked, MOST_RANGES.quiet)}` : 'from nowhere'
}

/** From where one family can be reached: what is sure, and what more is possible. */
function reachText(judged: Judged): string {
  const { sure, possible, extent, sureExtent } = judged.reach
  const { family, remotes } = judged
  const surely = `over IPv${family} ${fromText(sureExtent, sure, remotes)}`
  if (sure === possible || sure.equals(possible) || (extent === sureExtent && extent !== 'some')) return surely
  const perhaps = `perhaps ${fromText(extent, possible.minus(sure), remotes)}`
  return sure.isEmpty ? `over IPv${family} ${perhaps}` : `${surely}, and ${perhaps}`
}

/** The first line: what can be said of each family. */
function reachSentence(all: readonly Judged[], port: number): string {
  const [told, untold] = [all.filter(({ given }) => given), all.filter(({ given }) => !given)]
  const silent = untold.map(({ family }) => `Of IPv${family} no rules were given.`)
  if (told.length === 0) return silent.join(' ')
  return [`Port ${port} can be reached ${told.map(reachText).join(', and ')}.`, ...silent].join(' ')
}

/** `sshwhy firewall who`, for people. */
export function who(look: Look, inputs: InputsRead, all: readonly Judged[], depth: Depth): readonly string[] {
  const [first] = all
  const port = first?.question.port ?? 22
  const reached = all.map(({ reach }) => reach)
  const state = reached.some(({ sure }) => !sure.isEmpty)
    ? 'passes'
    : reached.every(({ possible, extent }) => extent !== 'unknown' && possible.isEmpty)
      ? 'blocks'
      : 'unknown'
  const head = headline(look, state, reachSentence(all, port))
  if (depth === 'quiet') return head
  const warnings = warningsOf(inputs, all)
    .filter(({ code }) => !OWN_SECTION.includes(code))
    .map((warning): Entry => ({ text: warningText(warning, port), mark: 'unknown' }))
  const never = all.flatMap((judged) => shadowedEntries(judged, MOST_LINES[depth]))
  return [
    ...head,
    '',
    ...all.flatMap((judged) => familySection(look, judged, depth)),
    ...(warnings.length + never.length === 0 ? [] : ['', ...section(look, 'Beware', warnings), ...section(look, 'Unasked', never)]),
    ...blank([...unreadSection(look, inputs, MOST_LINES[depth]), ...nextSection(look, nextOf(all, inputs.host))]),
  ]
}

/** Warnings that are told in full further down. */
const OWN_SECTION: readonly Warning['code'][] = ['rule-never-asked', 'lines-not-read', 'not-modelled']

const blank = (lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : ['', ...lines])
