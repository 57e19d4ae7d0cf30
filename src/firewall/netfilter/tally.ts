import { AddressSet } from '../../net/address-set.ts'
import type { Ending, Region, RuleRef, Verdict } from '../region.ts'
import { overlay } from './partition.ts'

/** What a set of remote ends met, kept beside the walk so that ways can be united without losing it. */
type Label =
  | { readonly is: 'ending'; readonly verdict: Verdict; readonly by: RuleRef; readonly at: string | null; readonly why: string }
  /** A base chain let them go on: `turn` counts the base chains in their order. */
  | { readonly is: 'accepted'; readonly by: RuleRef; readonly turn: number }
  | { readonly is: 'doubt'; readonly by: RuleRef; readonly why: string }
  | { readonly is: 'rate'; readonly by: RuleRef; readonly rate: string }

/** More doubts than this say nothing more to a reader. */
const MOST_DOUBTS = 20

/**
 * The books of a walk: which remote ends ended where, which rule let them pass, and at which rule it could not be told. An address may stand in
 * several: that is what not knowing is.
 */
export class Tally {
  readonly #labels: Label[] = []
  readonly #sets: AddressSet[] = []
  readonly #numbers = new Map<RuleRef, Map<string, number>>()

  ended(remotes: AddressSet, verdict: Verdict, by: RuleRef, at: string | null = null, why = ''): void {
    this.#note(remotes, `${verdict} ${at} ${why}`, { is: 'ending', verdict, by, at, why })
  }

  accepted(remotes: AddressSet, by: RuleRef, turn: number): void {
    this.#note(remotes, `turn ${turn}`, { is: 'accepted', by, turn })
  }

  doubted(remotes: AddressSet, by: RuleRef, why: string): void {
    this.#note(remotes, `doubt ${why}`, { is: 'doubt', by, why })
  }

  rated(remotes: AddressSet, by: RuleRef, rate: string): void {
    this.#note(remotes, `rate ${rate}`, { is: 'rate', by, rate })
  }

  #note(remotes: AddressSet, key: string, label: Label): void {
    if (remotes.isEmpty) return
    let numbers = this.#numbers.get(label.by)
    if (!numbers) this.#numbers.set(label.by, (numbers = new Map()))
    const number = numbers.get(key)
    if (number === undefined) {
      numbers.set(key, this.#labels.length)
      this.#labels.push(label)
      this.#sets.push(remotes)
    } else this.#sets[number] = (this.#sets[number] as AddressSet).union(remotes)
  }

  /** The partition of the remote ends by their endings, in the order of their lowest address. */
  regions(remotes: AddressSet): readonly Region[] {
    const byEndings = new Map<string, { endings: readonly Ending[]; parts: AddressSet[] }>()
    const numbers = new Map<string, number>()
    for (const { remotes: part, labels } of overlay(remotes, this.#sets)) {
      const endings = this.#endings(labels.map((number) => this.#labels[number] as Label))
      const key = endings.map((ending) => this.#key(ending, numbers)).join('\n')
      const met = byEndings.get(key)
      if (met) met.parts.push(part)
      else byEndings.set(key, { endings, parts: [part] })
    }
    return [...byEndings.values()].map(({ endings, parts }) => ({ remotes: union(parts), endings }))
  }

  readonly #refs = new Map<RuleRef, number>()

  #key({ by, ...rest }: Ending, numbers: Map<string, number>): string {
    let number = this.#refs.get(by)
    if (number === undefined) this.#refs.set(by, (number = this.#refs.size))
    const text = JSON.stringify(rest)
    let words = numbers.get(text)
    if (words === undefined) numbers.set(text, (words = numbers.size))
    return `${number} ${words}`
  }

  #endings(labels: readonly Label[]): readonly Ending[] {
    const ends = labels.filter((label) => label.is === 'ending')
    const accepts = labels.filter((label) => label.is === 'accepted')
    const changes = labels.flatMap((label) => (label.is === 'rate' ? [`${place(label.by)}: ${label.rate}`] : []))
    const deciders = ends.flatMap((end) =>
      end.verdict === 'accept' || end.verdict === 'forward' ? passedBy(accepts, end.by).map((by) => ({ ...end, by })) : [end],
    )
    const sure = deciders.length === 1 && deciders[0]?.why === ''
    const shown = sure ? [] : shownDoubts(labels)
    return deciders.map(({ verdict, by, at, why }) => ({ verdict, by, assuming: why === '' ? shown : [why, ...shown], changes, at }))
  }
}

/** The last rule that said accept; where none did, the last policy; where no chain was asked, whoever let them in at the end. */
function passedBy(accepts: readonly (Label & { readonly is: 'accepted' })[], end: RuleRef): readonly RuleRef[] {
  const rules = accepts.filter(({ by }) => by.index > 0)
  const asked = rules.length > 0 ? rules : accepts
  const last = asked.reduce((turn, label) => Math.max(turn, label.turn), -1)
  // Another way through the same chain may have met no rule: then its policy may be what let it pass.
  const found = accepts.filter(({ turn }) => turn === last).map(({ by }) => by)
  return found.length > 0 ? found : [end]
}

function union(parts: readonly AddressSet[]): AddressSet {
  const [first, ...more] = parts
  if (!first) throw new Error('a region without a part')
  return more.length === 0
    ? first
    : AddressSet.fromEnds(
        first.family,
        [first, ...more].flatMap((part) => part.ends()),
      )
}

function shownDoubts(labels: readonly Label[]): readonly string[] {
  const doubts = labels.filter((label) => label.is === 'doubt')
  const shown = doubts.slice(0, MOST_DOUBTS).map(({ by, why }) => `${place(by)}: ${why}`)
  return doubts.length > MOST_DOUBTS ? [...shown, `and ${doubts.length - MOST_DOUBTS} more`] : shown
}

/** Where a rule stands, for people. */
function place({ family, table, chain, index }: RuleRef): string {
  return index === 0 ? `${family} ${table} ${chain}` : `${family} ${table} ${chain} rule ${index}`
}
