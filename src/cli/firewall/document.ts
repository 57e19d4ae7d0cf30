import type { Asked } from '../../firewall/asked.ts'
import type { InputsRead } from '../../firewall/inputs.ts'
import type { Judged } from '../../firewall/judged.ts'
import { nextOf } from '../../firewall/next.ts'
import type { Ending, RuleRef } from '../../firewall/region.ts'
import { warningsOf } from '../../firewall/warnings.ts'
import { VERSION } from '../../model/version.ts'
import { formatAddress } from '../../net/address.ts'
import { type AddressSet, prefixesOf } from '../../net/address-set.ts'
import { formatPrefix } from '../../net/prefix.ts'
import { printable } from '../../net/printable.ts'
import type { FirewallDocument } from '../schema/firewall.ts'
import { warningText } from './warning-text.ts'
import { failureOf } from './words.ts'

/** Bounds of the document: what is beyond them is counted. */
const MOST_RANGES = 1000
const MOST_REGIONS = 10_000
const MOST_PREFIXES = 100_000
const MOST_STEPS = 10_000
const MOST_LINES = 1000
const LONGEST = 2048

const shown = (text: string): string => printable(text, LONGEST)
const shownAll = (texts: readonly string[]): string[] => texts.slice(0, MOST_LINES).map(shown)

function rule({
  gate,
  family,
  table,
  chain,
  index,
  handle,
  file,
  line,
  text,
}: RuleRef): FirewallDocument['families'][number]['trace'][number]['by'] {
  return {
    gate,
    family,
    table: shown(table),
    chain: shown(chain),
    index,
    handle,
    file: file === null ? null : shown(file),
    line,
    text: shown(text),
  }
}

/** Prefixes of the first ranges. @param room how many prefixes all regions together may still have */
function from(remotes: AddressSet, room: { left: number }): { readonly from: string[]; readonly more: number } {
  const texts: string[] = []
  let ranges = 0
  for (const range of remotes.ranges()) {
    if (ranges >= MOST_RANGES || room.left <= 0) break
    ranges++
    const bits = remotes.family === 4 ? 32 : 128
    const prefixes = prefixesOf(range)
    room.left -= prefixes.length
    texts.push(...prefixes.map((prefix) => (prefix.length === bits ? formatAddress(prefix) : formatPrefix(prefix))))
  }
  return { from: texts, more: remotes.rangeCount - ranges }
}

function ending(
  family: 4 | 6,
  { verdict, by, assuming, changes, at }: Ending,
): FirewallDocument['families'][number]['regions'][number]['endings'][number] {
  const errno = failureOf(family, verdict)?.errno ?? null
  return { verdict, by: rule(by), assuming: shownAll(assuming), changes: shownAll(changes), at: at === null ? null : shown(at), errno }
}

function familyOf(judged: Judged, room: { left: number }): FirewallDocument['families'][number] {
  const { family, given, question, regions, trace, shadowed } = judged
  return {
    family,
    given,
    interface: question.device === null ? null : shown(question.device),
    reach: judged.reach.extent,
    regions: regions.slice(0, MOST_REGIONS).map(({ remotes, endings }) => ({
      ...from(remotes, room),
      addresses: String(remotes.size),
      endings: endings.slice(0, MOST_LINES).map((one) => ending(family, one)),
    })),
    moreRegions: Math.max(0, regions.length - MOST_REGIONS),
    trace: trace.slice(0, MOST_STEPS).map(({ hook, depth, by, passed, matched, why, did }) => ({
      hook,
      depth,
      by: rule(by),
      passed,
      matched,
      why: shown(why),
      did: shown(did),
    })),
    neverAsked: shadowed.slice(0, MOST_LINES).map((one) => ({
      rule: rule(one.rule),
      would: shown(one.would),
      ...from(one.remotes, room),
      by: one.by.map(rule),
    })),
  }
}

/** The document of `--json`: docs/firewall.md. */
export function document(command: 'why' | 'who', asked: Asked, inputs: InputsRead, all: readonly Judged[]): FirewallDocument {
  const port = asked.port ?? 22
  const room = { left: MOST_PREFIXES }
  const { unread, unmodelled } = inputs.ruleset
  return {
    schema: 1,
    version: VERSION,
    command,
    asked: {
      from: typeof asked.from === 'string' ? asked.from : null,
      to: asked.to ?? null,
      port,
      fromPort: asked.fromPort ?? null,
      interface: asked.iface === undefined ? null : shown(asked.iface),
      state: asked.state ?? 'new',
    },
    families: all.map((one) => familyOf(one, room)),
    warnings: warningsOf(inputs, all).map((warning) => ({ ...warning, text: warningText(warning, port) })),
    unread: unread.slice(0, MOST_LINES).map(({ file, line, text, why }) => ({
      file: file === null ? null : shown(file),
      line,
      text: shown(text),
      why: shown(why),
    })),
    moreUnread: Math.max(0, unread.length - MOST_LINES),
    unmodelled: unmodelled.slice(0, MOST_LINES).map(({ what, hook }) => ({ what: shown(what), hook })),
    next: nextOf(all, inputs.host).map((one) => ({ ...one })),
  }
}
