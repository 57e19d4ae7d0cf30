import { AddressSet, type Key } from '../../net/address-set.ts'
import type { Ending, Region, RuleRef, Verdict } from '../region.ts'
import { overlay } from './partition.ts'

/**
 * What a set of remote ends met, kept beside the walk so that ways can be united without losing it: an ending; a base chain that let them go on
 * (`turn` counts these in their order); something that could not be told; a rate under which an answer changes (`why`).
 */
interface Label {
  readonly is: 'ending' | 'accepted' | 'doubt' | 'rate'
  readonly by: RuleRef
  readonly verdict: Verdict
  readonly at: string | null
  readonly why: string
  readonly turn: number
}

/** More doubts than this say nothing more to a reader. */
const MOST_DOUBTS = 20

/**
 * The books of a walk: which remote ends ended where, which rule let them pass, and at which rule it could not be told. An address may stand in
 * several: that is what not knowing is.
 */
export class Tally {
  readonly #labels: Label[] = []
  readonly #sets: AddressSet[] = []
  /** The labels of a rule; most have one. */
  readonly #numbers = new Map<RuleRef, number[]>()

  /** @param turn of the base chain in which a rule let them pass; 0: none did, or they did not pass */
  ended(remotes: AddressSet, verdict: Verdict, by: RuleRef, at: string | null = null, why = '', turn = 0): void {
    this.#note(remotes, { is: 'ending', by, verdict, at, why, turn })
  }

  accepted(remotes: AddressSet, by: RuleRef, turn: number): void {
    this.#note(remotes, { is: 'accepted', by, verdict: 'accept', at: null, why: '', turn })
  }

  doubted(remotes: AddressSet, by: RuleRef, why: string): void {
    this.#note(remotes, { is: 'doubt', by, verdict: 'unknown', at: null, why, turn: 0 })
  }

  rated(remotes: AddressSet, by: RuleRef, rate: string): void {
    this.#note(remotes, { is: 'rate', by, verdict: 'unknown', at: null, why: rate, turn: 0 })
  }

  #note(remotes: AddressSet, label: Label): void {
    if (remotes.isEmpty) return
    const numbers = this.#numbers.get(label.by)
    const number = numbers?.find((one) => alike(this.#labels[one] as Label, label))
    if (number !== undefined) {
      this.#sets[number] = (this.#sets[number] as AddressSet).union(remotes)
      return
    }
    if (numbers) numbers.push(this.#labels.length)
    else this.#numbers.set(label.by, [this.#labels.length])
    this.#labels.push(label)
    this.#sets.push(remotes)
  }

  /** The partition of the remote ends by their endings, in the order of their lowest address. */
  regions(remotes: AddressSet): readonly Region[] {
    return this.#labels.every(isCertain) ? this.#certain() : this.#overlaid(remotes)
  }

  /** Where nothing is in doubt everybody has ended once, and it is only to be told who let whom pass. */
  #certain(): readonly Region[] {
    const regions: Region[] = []
    for (const [ending, end] of this.#labels.entries()) {
      if (end.is !== 'ending') continue
      let rest = this.#sets[ending] as AddressSet
      for (const by of passes(end) ? this.#deciders(end) : []) {
        const { yes, no } = rest.split(this.#sets[by] as AddressSet)
        if (!yes.isEmpty) regions.push({ remotes: yes, endings: [certainly(end, this.#labels[by] as Label)] })
        rest = no
      }
      if (!rest.isEmpty) regions.push({ remotes: rest, endings: [certainly(end, end)] })
    }
    return regions.toSorted((a, b) => ((a.remotes.lowest as Key) < (b.remotes.lowest as Key) ? -1 : 1))
  }

  /** Who may have let packets pass that end so, the last turn first. */
  #deciders(end: Label): readonly number[] {
    const found: number[] = []
    for (const [number, label] of this.#labels.entries()) if (label.is === 'accepted' && decides(label, end)) found.push(number)
    return found.toSorted((a, b) => (this.#labels[b] as Label).turn - (this.#labels[a] as Label).turn)
  }

  #overlaid(remotes: AddressSet): readonly Region[] {
    const found = new Map<string, { readonly endings: readonly Ending[]; readonly parts: AddressSet[] }>()
    const numbers = new Map<RuleRef, number>()
    for (const { remotes: part, labels } of overlay(remotes, this.#sets)) {
      const endings = endingsOf(labels.map((number) => this.#labels[number] as Label))
      const key = endings.map((ending) => keyOf(ending, numbers)).join('\n')
      const met = found.get(key)
      if (met) met.parts.push(part)
      else found.set(key, { endings, parts: [part] })
    }
    return [...found.values()].map(({ endings, parts }) => ({ remotes: union(parts), endings }))
  }
}

function isCertain({ is, why }: Label): boolean {
  return is === 'accepted' || (is === 'ending' && why === '')
}

function certainly({ verdict, at }: Label, { by }: Label): Ending {
  return { verdict, by, assuming: [], changes: [], at }
}

function passes({ verdict }: Label): boolean {
  return verdict === 'accept' || verdict === 'forward'
}

/** Whether whoever let packets go on may have decided that they end so: a rule of the last turn in which one did, or, where none did, a policy. */
function decides({ by, turn }: Label, end: Label): boolean {
  return end.turn > 0 ? by.index > 0 && turn === end.turn : by.index === 0
}

function alike(a: Label, b: Label): boolean {
  return a.is === b.is && a.verdict === b.verdict && a.turn === b.turn && a.at === b.at && a.why === b.why
}

/** Equal for equal endings, and for no others. */
function keyOf({ verdict, by, at, assuming, changes }: Ending, numbers: Map<RuleRef, number>): string {
  let number = numbers.get(by)
  if (number === undefined) numbers.set(by, (number = numbers.size))
  const more = at === null && assuming.length === 0 && changes.length === 0 ? '' : JSON.stringify([at, assuming, changes])
  return `${number} ${verdict} ${more}`
}

function endingsOf(labels: readonly Label[]): readonly Ending[] {
  const accepts = labels.filter(({ is }) => is === 'accepted')
  const deciders = labels.flatMap((label) => {
    if (label.is !== 'ending') return []
    return passes(label) ? passedBy(accepts, label).map((by) => ({ ...label, by })) : [label]
  })
  const changes = labels.flatMap(({ is, by, why }) => (is === 'rate' ? [`${place(by)}: ${why}`] : []))
  const sure = deciders.length === 1 && deciders[0]?.why === ''
  const shown = sure ? [] : shownDoubts(labels)
  return deciders.map(({ verdict, by, at, why }) => ({ verdict, by, assuming: why === '' ? shown : [why, ...shown], changes, at }))
}

/** The last rule that said accept; where none did, the last policy; where no chain was asked, whoever let them in at the end. */
function passedBy(accepts: readonly Label[], end: Label): readonly RuleRef[] {
  const deciding = accepts.filter((label) => decides(label, end))
  const last = deciding.reduce((turn, label) => Math.max(turn, label.turn), -1)
  const found = deciding.filter(({ turn }) => turn === last).map(({ by }) => by)
  return found.length > 0 ? found : [end.by]
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
  const doubts = labels.filter(({ is }) => is === 'doubt')
  const shown = doubts.slice(0, MOST_DOUBTS).map(({ by, why }) => `${place(by)}: ${why}`)
  return doubts.length > MOST_DOUBTS ? [...shown, `and ${doubts.length - MOST_DOUBTS} more`] : shown
}

/** Where a rule stands, for people. */
function place({ family, table, chain, index }: RuleRef): string {
  return index === 0 ? `${family} ${table} ${chain}` : `${family} ${table} ${chain} rule ${index}`
}
