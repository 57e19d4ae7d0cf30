import { unknown } from '../answer.ts'
import type { Backend, Base, Chain, Match, Rule, Ruleset, Table, TableFamily, Unmodelled, UnreadLine } from '../ruleset.ts'
import type { Hook } from '../packet.ts'
import type { RuleRef } from '../../region.ts'
import type { NftJson, NftObject, Placed } from './ast.ts'
import { Compiler } from './compiler.ts'
import { NamedSet } from './named-set.ts'
import { printRule } from './print.ts'
import { listOf, objectOf, textOf } from './tree.ts'

const FAMILIES: ReadonlySet<string> = new Set<TableFamily>(['ip', 'ip6', 'inet', 'netdev', 'bridge', 'arp'])
const HOOKS: ReadonlySet<string> = new Set<Hook>(['ingress', 'prerouting', 'input', 'forward', 'output', 'postrouting', 'egress'])
const INET_HOOKS: readonly Hook[] = ['prerouting', 'input', 'forward', 'output', 'postrouting']
/** Objects that hold elements, and those that rules name. */
const SETS: ReadonlySet<string> = new Set(['set', 'map'])

/** What the reader is told beside the text. */
export interface NftGiven {
  /** Where it was read; absent: the text has no name. */
  readonly file?: string
  readonly backend?: Backend
  /** It was printed by nft(8), not written by hand. */
  readonly dumped?: boolean
}

interface Draft {
  readonly family: TableFamily
  readonly name: string
  readonly dormant: boolean
  readonly sets: Map<string, NamedSet>
  readonly objects: Map<string, NftObject>
  readonly chains: Map<string, { readonly placed: Placed; readonly rules: Placed[] }>
}

/** The meaning of the objects of a dump of nft(8). What is not understood is in `unread`, and what depends on it unknown. */
export function nftRuleset(objects: readonly Placed[], given: NftGiven = {}): Ruleset {
  const unread: UnreadLine[] = []
  const drafts = new Map<string, Draft>()
  for (const placed of objects) if (!sort(placed, drafts)) unread.push(unreadLine(placed, given, 'no table that it belongs to'))
  const tables = [...drafts.values()].map((draft) => tableOf(draft, given, unread))
  return { tables, ipsets: new Map(), unread, unmodelled: [...drafts.values()].flatMap(unplaced) }
}

/** Chains of which it is not known at which hook they are. */
function unplaced({ family, name, chains }: Draft): readonly Unmodelled[] {
  return [...chains.values()].flatMap(({ placed: { object } }) => {
    if (typeof object['unread'] !== 'string' || baseOf(object) !== null) return []
    const what = `the chain ${family} ${name} ${String(object['name'])}, of which not all was read`
    return INET_HOOKS.map((hook) => ({ what, hook }))
  })
}

/** Puts an object into the draft of its table; false where it names none. */
function sort(placed: Placed, drafts: Map<string, Draft>): boolean {
  const { kind, object } = placed
  if (kind === 'metainfo') return true
  const family = textOf(object['family']) ?? 'ip'
  const table = textOf(kind === 'table' ? object['name'] : object['table'])
  const name = textOf(object['name'])
  if (table === null || !FAMILIES.has(family)) return false
  const id = `${family} ${table}`
  let draft = drafts.get(id)
  if (!draft) {
    const dormant = kind === 'table' && listOf(object['flags']).includes('dormant')
    draft = { family: family as TableFamily, name: table, dormant, sets: new Map(), objects: new Map(), chains: new Map() }
    drafts.set(id, draft)
  }
  if (kind === 'table') return true
  if (kind === 'rule') {
    const chain = textOf(object['chain'])
    if (chain === null) return false
    chainOf(draft, chain, placed).rules.push(placed)
  } else if (name === null) return false
  else if (kind === 'chain') draft.chains.set(name, { placed, rules: draft.chains.get(name)?.rules ?? [] })
  else if (SETS.has(kind)) draft.sets.set(name, new NamedSet(placed))
  else draft.objects.set(`${kind} ${name}`, object)
  return true
}

/** A rule may stand before its chain, as the elements of a script may. */
function chainOf(draft: Draft, name: string, rule: Placed): { readonly placed: Placed; readonly rules: Placed[] } {
  let chain = draft.chains.get(name)
  if (!chain) {
    chain = { placed: { ...rule, kind: 'chain', object: { name }, text: '' }, rules: [] }
    draft.chains.set(name, chain)
  }
  return chain
}

function tableOf(draft: Draft, given: NftGiven, unread: UnreadLine[]): Table {
  const compiler = new Compiler(draft, given.dumped ?? false)
  const translated = isOfIptables(draft)
  const chains = new Map<string, Chain>()
  for (const [name, { placed, rules }] of draft.chains) {
    const at = (from: Placed, index: number, text: string): RuleRef => ({
      gate: given.backend ?? 'nft',
      family: draft.family,
      table: draft.name,
      chain: name,
      index,
      handle: typeof from.object['handle'] === 'number' ? from.object['handle'] : null,
      file: given.file ?? null,
      line: from.line,
      text,
    })
    const compiled = rules.map((rule, index): Rule => {
      const statements = listOf(rule.object['expr'])
      const ref = at(rule, index + 1, rule.text)
      const written = rule.text === '' ? printedLater(ref, statements) : ref
      const sure = translated && rule.text !== '' ? statements.filter((statement) => !asksAddressType(statement)) : statements
      const steps = compiler.rule(sure, (why) => unread.push({ ...unreadLine(rule, given, why), text: written.text }))
      return { at: written, steps: sure.length < statements.length ? [UNTRANSLATED, ...steps] : steps }
    })
    const base = draft.dormant ? null : baseOf(placed.object)
    const end = at(placed, 0, base ? `policy ${base.policy}` : '')
    const missing = textOf(placed.object['unread'])
    // What could not be read of a chain may be its policy.
    if (base && missing !== null) compiled.push({ at: end, steps: compiler.rule([{ unread: missing }], () => undefined) })
    chains.set(name, { name, base, rules: compiled, at: end })
  }
  return { backend: given.backend ?? 'nft', family: draft.family, name: draft.name, chains }
}

const IPTABLES = ['raw', 'mangle', 'nat', 'filter', 'security']

/** Whether iptables-nft made the table: nft then lists what its extensions translate themselves to. */
function isOfIptables({ family, name, chains }: Draft): boolean {
  if ((family !== 'ip' && family !== 'ip6') || !IPTABLES.includes(name)) return false
  return ['INPUT', 'OUTPUT', 'FORWARD', 'PREROUTING', 'POSTROUTING'].some((chain) => chains.has(chain))
}

function asksAddressType(statement: NftJson): boolean {
  return objectOf(objectOf(objectOf(objectOf(statement)['match'])['left'])['fib'])['result'] === 'type'
}

/** libxt_addrtype of iptables 1.8 leaves out one of two types, or a negation (measured: `--src-type MULTICAST ! --dst-type UNICAST`). */
const UNTRANSLATED: Match = {
  match: ({ family }) => unknown(family, 'nft lists address types otherwise than iptables asks for them; iptables-save tells'),
}

/** JSON has no text of a rule, and most rules are never shown. */
function printedLater(ref: RuleRef, statements: readonly NftJson[]): RuleRef {
  return {
    ...ref,
    get text() {
      return printRule(statements)
    },
  }
}

function baseOf(chain: NftObject): Base | null {
  const { hook, prio, type, policy, dev } = chain
  if (typeof hook !== 'string' || !HOOKS.has(hook)) return null
  return {
    hook: hook as Hook,
    priority: typeof prio === 'number' ? prio : 0,
    type: type === 'nat' || type === 'route' ? type : 'filter',
    policy: policy === 'drop' ? 'drop' : 'accept',
    devices: listOf(dev as NftJson).filter((device) => typeof device === 'string'),
  }
}

function unreadLine(placed: Placed, { file }: NftGiven, why: string): UnreadLine {
  return { file: file ?? null, line: placed.line ?? 0, text: placed.text, why }
}
