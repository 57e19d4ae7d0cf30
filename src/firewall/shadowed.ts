import { AddressSet } from '../net/address-set.ts'
import type { Host } from './netfilter/host.ts'
import type { Packet } from './netfilter/packet.ts'
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
  /** Those too for which it cannot be told. */
  readonly possible: AddressSet
}

/** Discard (RFC 863): a port that hardly any rule is about. Another one for who asks about it. */
const QUIET = [9, 7] as const
const MOST_BY = 3

function wouldOf(rule: Rule, { packet: given, remotes }: Way, scene: Scene): Would | null {
  let packet: Packet = given
  let [yes, possible] = [remotes, remotes]
  for (const step of rule.steps) {
    if ('match' in step) {
      const answer = step.match(packet, scene)
      if (answer === false) return null
      if (answer !== true) {
        possible = possible.intersect(answer.yes.union(answer.maybe))
        yes = yes.intersect(answer.yes)
      }
      if (yes.isEmpty) return null
      continue
    }
    const outcome = step.act(packet, scene)
    // Branches have many outcomes: a verdict map is no rule of its own.
    if (!('go' in outcome)) return null
    if (outcome.go !== 'on') return outcome.go === 'next' || outcome.go === 'return' ? null : { outcome, yes, possible }
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

/** A chain that was walked, and what this is judged by. */
interface Walked {
  readonly visits: Visits
  /** The same walk for a port that the rules are not about. */
  readonly quiet: Visits
  readonly regions: readonly Region[]
  readonly scene: Scene
}

function shadowedIn(chain: Chain, entries: readonly Way[], { visits, quiet, regions, scene }: Walked): readonly Shadowed[] {
  const all = union(entries.map(({ remotes }) => remotes))
  if (!all) return []
  return chain.rules.flatMap((rule): readonly Shadowed[] => {
    const would = entries.map((way) => wouldOf(rule, way, scene)).filter((one) => one !== null)
    const [one] = would
    const remotes = union(would.map(({ yes }) => yes))
    if (!one || !remotes) return []
    const arrived = visits.rules.get(rule)
    if (arrived && would.some(({ possible }) => !arrived.intersect(possible).isEmpty)) return []
    // A rule about everyone that also decides about other ports has its use there.
    if (remotes.equals(all) && quiet.rules.has(rule)) return []
    const by = deciders(regions, remotes, verdictOf(one.outcome))
    return by.length === 0 ? [] : [{ rule: rule.at, would: saidOf(one.outcome), remotes, by: by.slice(0, MOST_BY) }]
  })
}

function union(sets: readonly AddressSet[]): AddressSet | null {
  const [first, ...more] = sets
  return first ? more.reduce((all, one) => all.union(one), first) : null
}

/**
 * Rules that would decide about packets of the question, but are never asked about them, because of what stands before. A rule whose effect is that of the earlier
 * one is left out, and so is one that is about other ports, too, and about everyone.
 */
export function shadowed(ruleset: Ruleset, host: Host, question: Question, remotes: AddressSet): readonly Shadowed[] {
  const visits = new Visits()
  const { regions } = walk(ruleset, host, question, remotes, visits)
  const quiet = new Visits()
  const port = QUIET.find((one) => one !== question.port) ?? question.port
  walk(ruleset, host, { ...question, port }, remotes, quiet)
  const walked: Walked = { visits, quiet, regions, scene: { host, ipsets: ruleset.ipsets } }
  return [...visits.chains].flatMap(([chain, entries]) => shadowedIn(chain, entries, walked))
}
