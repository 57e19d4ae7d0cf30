import { AddressSet } from '../net/address-set.ts'
import type { Host } from './netfilter/host.ts'
import { type Packet, REMOTE } from './netfilter/packet.ts'
import type { Question } from './netfilter/question.ts'
import type { Chain, Outcome, Rule, Ruleset, Scene } from './netfilter/ruleset.ts'
import { Visits } from './netfilter/visits.ts'
import { walk } from './netfilter/walk.ts'
import type { Way } from './netfilter/ways.ts'
import type { Region, RuleRef, Verdict } from './region.ts'

/** A rule that would decide about these packets, and never does: an earlier one has decided them all. */
export interface Shadowed {
  readonly rule: RuleRef
  /** What it would do: a verdict, or such as `jump f2b-sshd`. */
  readonly would: string
  /** For whom it would. */
  readonly remotes: AddressSet
  readonly by: readonly RuleRef[]
}

/** What a rule would do to a packet, and for whom. */
interface Would {
  readonly outcome: Outcome
  readonly yes: AddressSet
  /** It does not ask for addresses of the remote end. */
  readonly general: boolean
}

/** Discard (RFC 863): a port that hardly any rule is about. Another one for who asks about it. */
const QUIET = [9, 7] as const
const MOST_BY = 3

function wouldOf(rule: Rule, { packet: given, remotes }: Way, scene: Scene): Would | null {
  // One source stands in its packet as an address; whether a rule asks for it is seen where it does not.
  let packet: Packet = remotes.size === 1n && given.saddr === remotes.lowest ? { ...given, saddr: REMOTE } : given
  let [yes, general] = [remotes, true]
  for (const step of rule.steps) {
    if ('match' in step) {
      const answer = step.match(packet, scene)
      if (answer === false) return null
      if (answer !== true) {
        yes = yes.intersect(answer.yes)
        general &&= answer.yes.isAll
      }
      if (yes.isEmpty) return null
      continue
    }
    const outcome = step.act(packet, scene)
    // Branches have many outcomes: a verdict map is no rule of its own.
    if (!('go' in outcome)) return null
    if (outcome.go !== 'on') return outcome.go === 'next' || outcome.go === 'return' ? null : { outcome, yes, general }
    packet = outcome.packet ?? packet
  }
  return null
}

/** The verdict of an outcome; null: it goes on elsewhere. */
function verdictOf(outcome: Outcome): Verdict | null {
  if (outcome.go === 'accept' || outcome.go === 'drop') return outcome.go
  if (outcome.go !== 'reject') return null
  return outcome.with === 'rst' ? 'rst' : `icmp ${outcome.with.type}/${outcome.with.code}`
}

function saidOf(outcome: Outcome): string {
  if (outcome.go === 'jump' || outcome.go === 'goto') return `${outcome.go} ${outcome.chain}`
  if (outcome.go === 'nat') return outcome.manip === 'dst' ? 'dnat' : 'snat'
  return verdictOf(outcome) ?? outcome.go
}

/** Who decided about these, if it was otherwise than by this verdict. */
function deciders(regions: readonly Region[], remotes: AddressSet, verdict: Verdict | null): readonly RuleRef[] {
  const met = regions.filter((region) => !region.remotes.intersect(remotes).isEmpty).flatMap(({ endings }) => endings)
  if (met.every((ending) => ending.verdict === verdict)) return []
  return [...new Set(met.map(({ by }) => by))]
}

/** A walk with its visits, and what is judged by it. */
export interface Visited {
  readonly visits: Visits
  readonly regions: readonly Region[]
  readonly question: Question
  readonly remotes: AddressSet
}

/** A rule that matched for nobody, though it would have for some who came to its chain. */
interface Idle {
  readonly rule: Rule
  readonly shadowed: Shadowed
  readonly general: boolean
}

function idleIn(chain: Chain, entries: readonly Way[], { visits, regions }: Visited, scene: Scene): readonly Idle[] {
  return chain.rules.flatMap((rule): readonly Idle[] => {
    if (visits.rules.has(rule)) return []
    const would = entries.map((way) => wouldOf(rule, way, scene)).filter((one) => one !== null)
    const [one] = would
    if (!one) return []
    const remotes = union(would.map(({ yes }) => yes)) ?? one.yes
    const by = deciders(regions, remotes, verdictOf(one.outcome))
    if (by.length === 0) return []
    return [
      {
        rule,
        general: would.every(({ general }) => general),
        shadowed: { rule: rule.at, would: saidOf(one.outcome), remotes, by: by.slice(0, MOST_BY) },
      },
    ]
  })
}

function union(sets: readonly AddressSet[]): AddressSet | null {
  const [first, ...more] = sets
  return first ? more.reduce((all, one) => all.union(one), first) : null
}

/**
 * Rules that would decide about packets of the question, but are never asked about them, because of what stands before. A rule whose effect is that of the earlier
 * one is left out, and so is one that is about everyone, and about other ports, too.
 */
export function shadowed(ruleset: Ruleset, host: Host, visited: Visited): readonly Shadowed[] {
  const scene: Scene = { host, ipsets: ruleset.ipsets }
  const idle = [...visited.visits.chains].flatMap(([chain, entries]) => idleIn(chain, entries, visited, scene))
  if (!idle.some(({ general }) => general)) return idle.map((one) => one.shadowed)
  const { question, remotes } = visited
  const quiet = new Visits()
  const port = QUIET.find((one) => one !== question.port) ?? question.port
  walk(ruleset, host, { ...question, port }, remotes, quiet)
  return idle.filter(({ rule, general }) => !general || !quiet.rules.has(rule)).map((one) => one.shadowed)
}
