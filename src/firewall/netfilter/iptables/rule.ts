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
export type Place = Pick<RuleContext, 'family' | 'backend' | 'table'> & {
  /** The name that it has when all is read; undefined: there is none. */
  readonly chain: (name: string) => { readonly name: string } | undefined
  /** The steps of matches that were read before, by their words: rules share them. */
  readonly known: Map<string, readonly Step[]>
}

/** What a rule's words mean. */
export interface Reading {
  /** The steps of each rule that it makes: more than one where addresses are listed with commas. */
  readonly rules: readonly (readonly Step[])[]
  /** What could not be read, and is unknown. */
  readonly troubles: readonly string[]
}

/** As many readings of matches as are kept: beyond that they are not what many rules share. */
const MOST_KNOWN = 10_000

/** As many rules as a line may make by its lists of addresses. */
const MOST_RULES = 4096

/** Reads what a rule says, from the word at `at` on. */
export function readRule(words: readonly string[], at: number, place: Place): Reading {
  const rule = ruleWords(words, at, place.family)
  const { base, matches, strange } = rule
  const context = contextOf(rule, place)
  const troubles: string[] = []
  const steps: Step[] = []
  /** Adds what the words mean; what cannot be read is unknown. */
  const add = (key: string, read: () => Step | readonly Step[] | Unreadable | null): void => {
    const known = place.known.get(key)
    if (known) return void steps.push(...known)
    const found = read()
    if (found === null) return
    if (isUnreadable(found)) {
      troubles.push(found.unreadable)
      steps.push(unknownMatch(found.unreadable))
      return
    }
    const list = 'length' in found ? found : [found]
    if (place.known.size < MOST_KNOWN) place.known.set(key, list)
    steps.push(...list)
  }
  if (strange !== '') add(strange, () => unreadable(`unknown: ${strange}`))
  const { i, o, p, f } = base
  if (i) add(`i ${i.inverted} ${i.text}`, () => interfaceMatch('iif', i.text, i.inverted))
  if (o) add(`o ${o.inverted} ${o.text}`, () => interfaceMatch('oif', o.text, o.inverted))
  if (p) add(`p ${p.inverted} ${p.text}`, () => protocolMatch(p))
  // A packet that is walked is whole: the first SYN is, and so is what conntrack has put together.
  if (f) add(`f ${f.inverted}`, () => ({ match: () => f.inverted }))
  for (const match of matches) {
    add(keyOf(match, context), () => readMatch(match, context))
    if (match.strange !== '') add(match.strange, () => unreadable(`unknown option of match ${match.name}: ${match.strange}`))
  }
  const action = readTarget(rule, context, place, troubles)
  if (action) steps.push(action)
  if (!base.s && !base.d) return { rules: [steps], troubles }
  return { rules: expand(rule, place.family, troubles).map((addresses) => [...addresses, ...steps]), troubles }
}

/** All that the steps of a match depend on. */
function keyOf({ name, options }: Loaded<MatchPart>, { protocol, protocolInverted }: RuleContext): string {
  let key = `m ${name} ${protocol} ${protocolInverted}`
  for (const option of options) key += `\0${option.inverted ? '!' : ''}${option.name}\0${option.values.join('\0')}`
  return key
}

function unknownMatch(why: string): Match {
  return { match: (packet) => unknown(packet.family, why) }
}

function contextOf(rule: RuleWords, { family, backend, table }: Place): RuleContext {
  const { text = 'all', inverted: protocolInverted = false } = rule.base.p ?? {}
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

function readMatch({ name, extension, options }: Loaded<MatchPart>, context: RuleContext): Step | readonly Step[] | Unreadable {
  if (!extension) return unreadable(`unknown match: ${name}`)
  if (!extension.part.repeats && options.some((option, index) => options.findIndex((other) => other.name === option.name) < index)) {
    return unreadable(`match ${name}: an option stands twice`)
  }
  const steps = extension.part.read(options, context)
  return isUnreadable(steps) ? unreadable(`match ${name}: ${steps.unreadable}`) : steps
}

/** The action at the end of the rule; null: it has none. */
function readTarget({ target, goto, strange }: RuleWords, context: RuleContext, place: Place, troubles: string[]): Action | null {
  // Among words that belong to nothing its target may be.
  if (!target) return strange === '' ? null : { act: () => ({ go: 'unknown', why: `unknown: ${strange}` }) }
  const action = actionOf(target, goto, context, place)
  if (!isUnreadable(action)) return action
  const why = action.unreadable
  troubles.push(why)
  return { act: () => ({ go: 'unknown', why }) }
}

function actionOf(target: Loaded<TargetPart>, goto: boolean, context: RuleContext, place: Place): Action | Unreadable {
  const { name, extension, options, strange } = target
  if (strange !== '') return unreadable(`unknown option of target ${name}: ${strange}`)
  const verdict = goto ? undefined : VERDICTS.get(name)
  if (verdict) return verdict
  const chain = place.chain(name)
  if (chain) return { act: () => ({ go: goto ? 'goto' : 'jump', chain: chain.name }) }
  if (goto || !extension) return unreadable(`unknown ${goto ? 'chain' : 'target'}: ${name}`)
  const action = extension.part.read(options, context)
  return isUnreadable(action) ? unreadable(`target ${name}: ${action.unreadable}`) : action
}

/** One list of matches for each pair of source and destination, in the order in which they are added. */
function expand({ base }: RuleWords, family: 4 | 6, troubles: string[]): readonly (readonly Match[])[] {
  const sources = addressMatches('s', base.s, family, troubles)
  const destinations = addressMatches('d', base.d, family, troubles)
  if (sources.length * destinations.length <= MOST_RULES) {
    return sources.flatMap((source) => destinations.map((destination) => [source, destination].filter((match) => match !== null)))
  }
  troubles.push('too many addresses')
  return [[unknownMatch('too many addresses')]]
}

/** A match for each address of a list; null: any address. */
function addressMatches(letter: 's' | 'd', value: Value | null, family: 4 | 6, troubles: string[]): readonly (Match | null)[] {
  if (!value) return [null]
  return value.text.split(',', MOST_RULES + 1).map((text) => {
    const match = addressMatch(letter, { text, inverted: value.inverted }, family)
    if (match === null || !isUnreadable(match)) return match
    troubles.push(match.unreadable)
    return unknownMatch(match.unreadable)
  })
}

/** The match of `-s` or `-d` with one address; null: any address. */
export function addressMatch(letter: 's' | 'd', { text, inverted }: Value, family: 4 | 6): Match | Unreadable | null {
  const masked = readMasked(text, family)
  if (!masked) return unreadable(`no address: "${text}"`)
  if (!inverted && (masked.mask === 0 || masked.mask === 0n)) return null
  return maskedMatch(letter === 's' ? 'saddr' : 'daddr', masked, inverted)
}
