import { unknown } from '../answer.ts'
import type { Action, Match, Step } from '../ruleset.ts'
import { maskedMatch, readMasked } from './addresses.ts'
import { interfaceMatch } from './interfaces.ts'
import type { MatchPart } from './match.ts'
import type { RuleContext } from './option.ts'
import { protocolNumber } from './protocols.ts'
import { type Loaded, type RuleWords, type Value, ruleWords } from './rule-words.ts'
import type { TargetPart } from './target.ts'
import { isUnreadable, type Unreadable, unreadable } from './unreadable.ts'
import { VERDICTS } from './verdicts.ts'

/** Where a rule stands: its table, and the chains that it may jump to. */
export interface Place extends Pick<RuleContext, 'family' | 'backend' | 'table'> {
  /** The name that it has when all is read; undefined: there is none. */
  readonly chain: (name: string) => { readonly name: string } | undefined
}

/** What a rule's words mean. */
export interface Reading {
  /** The steps of each rule that it makes: more than one where addresses are listed with commas. */
  readonly rules: readonly (readonly Step[])[]
  /** What could not be read, and is unknown. */
  readonly troubles: readonly string[]
}

/** As many rules as a line may make by its lists of addresses. */
const MOST_RULES = 4096

/** Reads what a rule says, from the word at `at` on. */
export function readRule(words: readonly string[], at: number, place: Place): Reading {
  const rule = ruleWords(words, at, place.family)
  const troubles: string[] = []
  const understood = (step: Step | Unreadable): Step => {
    if (!isUnreadable(step)) return step
    troubles.push(step.unreadable)
    return unknownMatch(step.unreadable)
  }
  if (rule.strange.length > 0) troubles.push(`unknown: ${rule.strange.join(' ')}`)
  const steps: Step[] = rule.strange.length > 0 ? [unknownMatch(`unknown: ${rule.strange.join(' ')}`)] : []
  for (const field of ['iif', 'oif'] as const) {
    const name = rule.base.get(field === 'iif' ? 'i' : 'o')
    if (name) steps.push(understood(interfaceMatch(field, name.text, name.inverted)))
  }
  const protocol = rule.base.get('p')
  if (protocol) steps.push(...[protocolMatch(protocol)].flatMap((match) => (match === null ? [] : [understood(match)])))
  const fragment = rule.base.get('f')
  // A packet that is walked is whole: the first SYN is, and so is what conntrack has put together.
  if (fragment) steps.push({ match: () => fragment.inverted })
  const context = contextOf(rule, place)
  for (const match of rule.matches) steps.push(...readMatch(match, context, understood))
  const action = readTarget(rule, context, place, troubles)
  if (action) steps.push(action)
  return { rules: expand(rule, place.family, understood).map((addresses) => [...addresses, ...steps]), troubles }
}

function unknownMatch(why: string): Match {
  return { match: (packet) => unknown(packet.family, why) }
}

function contextOf(rule: RuleWords, { family, backend, table }: Place): RuleContext {
  const { text = 'all', inverted: protocolInverted = false } = rule.base.get('p') ?? {}
  // IPPROTO_IP is what `all` is.
  return { family, backend, table, protocol: protocolNumber(text) || null, protocolInverted }
}

/** Null: any protocol. */
function protocolMatch({ text, inverted }: Value): Match | Unreadable | null {
  const protocol = protocolNumber(text)
  if (protocol === null) return unreadable(`no protocol: "${text}"`)
  if (protocol === 0) return inverted ? unreadable('no packet has no protocol') : null
  return { match: (packet) => (packet.protocol === protocol) !== inverted }
}

function readMatch(loaded: Loaded<MatchPart>, context: RuleContext, understood: (step: Step | Unreadable) => Step): readonly Step[] {
  const { name, extension, options, strange } = loaded
  const lost = strange.length > 0 ? [understood(unreadable(`unknown option of match ${name}: ${strange.join(' ')}`))] : []
  if (!extension) return [understood(unreadable(`unknown match: ${name}`)), ...lost]
  if (!extension.part.repeats && new Set(options.map((option) => option.name)).size < options.length) {
    return [understood(unreadable(`match ${name}: an option stands twice`)), ...lost]
  }
  const steps = extension.part.read(options, context)
  if (isUnreadable(steps)) return [understood(unreadable(`match ${name}: ${steps.unreadable}`)), ...lost]
  return [...('length' in steps ? steps : [steps]), ...lost]
}

/** The action at the end of the rule; null: it has none. */
function readTarget({ target, goto }: RuleWords, context: RuleContext, place: Place, troubles: string[]): Action | null {
  if (!target) return null
  const action = actionOf(target, goto, context, place)
  if (!isUnreadable(action)) return action
  const why = action.unreadable
  troubles.push(why)
  return { act: () => ({ go: 'unknown', why }) }
}

function actionOf(target: Loaded<TargetPart>, goto: boolean, context: RuleContext, place: Place): Action | Unreadable {
  const { name, extension, options, strange } = target
  if (strange.length > 0) return unreadable(`unknown option of target ${name}: ${strange.join(' ')}`)
  const verdict = goto ? undefined : VERDICTS.get(name)
  if (verdict) return verdict
  const chain = place.chain(name)
  if (chain) return { act: () => ({ go: goto ? 'goto' : 'jump', chain: chain.name }) }
  if (goto || !extension) return unreadable(`unknown ${goto ? 'chain' : 'target'}: ${name}`)
  const action = extension.part.read(options, context)
  return isUnreadable(action) ? unreadable(`target ${name}: ${action.unreadable}`) : action
}

/** One list of matches for each pair of source and destination, in the order in which they are added. */
function expand(rule: RuleWords, family: 4 | 6, understood: (step: Step | Unreadable) => Step): readonly (readonly Step[])[] {
  const [sources, destinations] = (['s', 'd'] as const).map((letter) => {
    const value = rule.base.get(letter)
    return value ? value.text.split(',').map((text) => addressMatch(letter, { text, inverted: value.inverted }, family)) : [null]
  }) as [(Match | Unreadable | null)[], (Match | Unreadable | null)[]]
  if (sources.length * destinations.length > MOST_RULES) return [[understood(unreadable('too many addresses'))]]
  return sources.flatMap((source) =>
    destinations.map((destination) => [source, destination].flatMap((match) => (match === null ? [] : [understood(match)]))),
  )
}

/** The match of `-s` or `-d` with one address; null: any address. */
export function addressMatch(letter: 's' | 'd', { text, inverted }: Value, family: 4 | 6): Match | Unreadable | null {
  const masked = readMasked(text, family)
  if (!masked) return unreadable(`no address: "${text}"`)
  if (!inverted && (masked.mask === 0 || masked.mask === 0n)) return null
  return maskedMatch(letter === 's' ? 'saddr' : 'daddr', masked, inverted)
}
