import { AddressSet, type Key } from '../../../net/address-set.ts'
import { type Answer, and, not, remotes as surely, unknown } from '../answer.ts'
import { Heap } from './heap.ts'
import { addressesOf } from './remote-bits.ts'
import type { Loaded, Simple, Tuple, Unknown, Value } from './value.ts'

/** What a lookup finds, for these remote ends (null: all). `why`: it is not certain, and for this reason; otherwise ''. */
export interface Hit<T> {
  readonly remotes: AddressSet | null
  readonly why: string
  readonly datum: T
}

export class Found<T> {
  readonly hits: readonly Hit<T>[]
  /** What is not certain is still one of the hits: nothing else can be found. */
  readonly complete: boolean
  /** The remote ends for which the key could be loaded; null: all. For the others the rule breaks, whatever was asked. */
  readonly #reached: AddressSet | null
  /** Why the key perhaps cannot be loaded; ''. */
  readonly #breaks: string
  readonly #family: 4 | 6
  #yes: Answer | undefined
  #no: Answer | undefined

  constructor(family: 4 | 6, hits: readonly Hit<T>[], reached: AddressSet | null = null, breaks = '', complete = false) {
    this.#family = family
    this.complete = complete
    this.#breaks = breaks
    this.hits = hits
    this.#reached = reached
  }

  /** Whether the key is in the set. */
  get yes(): Answer {
    this.#yes ??= this.#answer()
    return this.#yes
  }

  /** Whether it is not: `!=`. */
  get no(): Answer {
    if (this.#reached?.isEmpty) return false
    this.#no ??= and(
      not(this.yes),
      and(this.#reached ? surely(this.#reached) : true, this.#breaks === '' || unknown(this.#family, this.#breaks)),
    )
    return this.#no
  }

  #answer(): Answer {
    const [only, more] = this.hits
    if (!only) return false
    if (!more && only.remotes === null && only.why === '') return true
    if (this.complete) return true
    const none = AddressSet.none(this.#family)
    let [yes, maybe, why] = [none, none, '']
    for (const hit of this.hits) {
      const remotes = hit.remotes ?? AddressSet.all(this.#family)
      if (hit.why === '') yes = yes.union(remotes)
      else [maybe, why] = [maybe.union(remotes), hit.why]
    }
    if (yes.isAll) return true
    maybe = maybe.minus(yes)
    return { yes, maybe, why: maybe.isEmpty ? '' : why }
  }
}

/** Elements that lead to the same thing. `unsure`: whether they are in force is not known, for this reason; otherwise ''. */
export interface Group<T> {
  readonly datum: T
  readonly unsure: string
}

/** How many answers are kept. */
const MOST_ANSWERS = 256

/**
 * The elements of a set or a map, a range for each field of the key; with what a lookup finds for one packet and any remote end. Where elements
 * overlap the first holds.
 */
export class Elements<T> {
  readonly #fields: number
  readonly #groups: readonly Group<T>[]
  readonly #lo: readonly (readonly Value[])[]
  readonly #hi: readonly (readonly Value[])[]
  /** The group of each element; null: all are of the first. */
  readonly #group: readonly number[] | null
  readonly #rest: Group<T> | null
  #found: Map<string, Found<T>> | null = null
  readonly #plain: readonly Found<T>[]
  readonly #missed: Found<T>
  readonly #broken: Found<T>
  /** The order of the elements by their lower end, for keys of one field. */
  #order: Uint32Array | null = null

  /**
   * @param columns the ends of the elements, for each field
   * @param group the group of each element; null: all are of the first
   * @param rest what holds for every other key (`*`); null: nothing does
   */
  constructor(
    columns: readonly { readonly lo: readonly Value[]; readonly hi: readonly Value[] }[],
    groups: readonly Group<T>[],
    group: readonly number[] | null,
    rest: Group<T> | null,
  ) {
    this.#fields = columns.length
    this.#lo = columns.map(({ lo }) => lo)
    this.#hi = columns.map(({ hi }) => hi)
    this.#groups = groups
    this.#group = group
    this.#rest = rest
    this.#plain = groups.map((of) => new Found(4, [{ remotes: null, why: of.unsure, datum: of.datum }]))
    this.#missed = new Found<T>(4, rest ? [{ remotes: null, why: rest.unsure, datum: rest.datum }] : [])
    this.#broken = new Found<T>(4, [], AddressSet.none(4))
  }

  /** @param family of the packet */
  find(loaded: Loaded, family: 4 | 6): Found<T> {
    if (typeof loaded !== 'object') return this.#fields === 1 && !this.#unsureAnywhere ? this.#at(loaded) : this.#remembered(loaded, family)
    return loaded.kind === 'break' ? this.#broken : this.#remembered(loaded, family)
  }

  /** Uncertain hits name a family, in their answer: those must not be kept for both. */
  get #unsureAnywhere(): boolean {
    return this.#groups.some(({ unsure }) => unsure !== '') || (this.#rest?.unsure ?? '') !== ''
  }

  #at(value: Value): Found<T> {
    const [lo, hi] = [this.#lo[0] as readonly Value[], this.#hi[0] as readonly Value[]]
    if (lo.length === 1) return (lo[0] as Value) <= value && value <= (hi[0] as Value) ? (this.#plain[0] as Found<T>) : this.#missed
    const order = (this.#order ??= sorted(lo))
    let [low, high] = [0, order.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((lo[order[middle] as number] as Value) <= value) low = middle + 1
      else high = middle
    }
    const at = order[low - 1]
    return at !== undefined && value <= (hi[at] as Value) ? (this.#plain[this.#group?.[at] ?? 0] as Found<T>) : this.#missed
  }

  #remembered(loaded: Loaded, family: 4 | 6): Found<T> {
    const fields = typeof loaded === 'object' && loaded.kind === 'tuple' ? loaded.fields : [loaded as Tuple['fields'][number]]
    const token = tokenOf(fields, family)
    if (token === null) return this.#expand(fields, family)
    const kept = (this.#found ??= new Map())
    const known = kept.get(token)
    if (known) return known
    if (kept.size >= MOST_ANSWERS) kept.clear()
    const found = this.#expand(fields, family)
    kept.set(token, found)
    return found
  }

  /** Takes the cases of fields that depend on the remote end one by one. */
  #expand(fields: Tuple['fields'], family: 4 | 6): Found<T> {
    const at = fields.findIndex((field) => typeof field === 'object' && field.kind === 'cases')
    const field = fields[at]
    if (typeof field !== 'object' || field.kind !== 'cases') return this.#scan(fields as readonly Simple[], family)
    const hits: Hit<T>[] = []
    const reached: AddressSet[] = []
    for (const { remotes, loaded } of field.cases) {
      const found = this.find(fields.length === 1 ? loaded : { kind: 'tuple', fields: fields.with(at, loaded) }, family)
      if (found === this.#broken) continue
      reached.push(remotes)
      for (const hit of found.hits) {
        const both = hit.remotes === null ? remotes : remotes.intersect(hit.remotes)
        if (!both.isEmpty) hits.push({ ...hit, remotes: both })
      }
    }
    return new Found(
      family,
      hits,
      reached.reduce((all, one) => all.union(one), AddressSet.none(family)),
    )
  }

  #scan(fields: readonly Simple[], family: 4 | 6): Found<T> {
    if (fields.some((field) => typeof field === 'object' && field.kind === 'break')) return this.#broken
    const sure = new Ranges(this.#groups.length, false)
    const maybe = new Ranges(this.#groups.length, true)
    const count = this.#lo[0]?.length ?? 0
    let why = ''
    let covered = 0
    const guess = onlyGuess(fields)
    for (let at = 0; at < count; at++) {
      const group = this.#group?.[at] ?? 0
      let remotes: AddressSet | null = null
      let [from, to]: [Key | null, Key | null] = [null, null]
      let unsure = (this.#groups[group] as Group<T>).unsure
      let seen = 0
      let fits = true
      for (let field = 0; field < fields.length && fits; field++) {
        const loaded = fields[field] as Simple
        const [lo, hi] = [this.#lo[field]?.[at] as Value, this.#hi[field]?.[at] as Value]
        if (typeof loaded !== 'object') {
          fits = lo <= loaded && loaded <= hi
        } else if (loaded.kind === 'unknown') {
          const inside = loaded.among?.filter((value) => lo <= value && value <= hi).length
          fits = inside !== 0 && (loaded.except === undefined || loaded.except !== lo || lo !== hi)
          seen = inside ?? 0
          if (inside === undefined || inside < (loaded.among?.length ?? 0) || loaded.mayBreak) unsure ||= loaded.why
        } else if (loaded.kind === 'remote' && loaded.bits === null && from === null && typeof lo !== 'string') {
          from = lo
          to = typeof hi === 'bigint' ? hi + 1n : (hi as number) + 1
        } else if (loaded.kind === 'remote') {
          const solved = addressesOf(loaded, { lo, hi }, family)
          if (solved === null) unsure ||= 'the mask leaves too many ranges of addresses'
          else remotes = remotes ? remotes.intersect(solved) : solved
        }
      }
      if (!fits) continue
      if (unsure !== '') why ||= unsure
      if (guess && remotes === null && from === null && (this.#groups[group] as Group<T>).unsure === '') covered += seen
      const into = unsure === '' ? sure : maybe
      if (remotes !== null) {
        const ends = (from === null ? remotes : remotes.intersect(AddressSet.fromEnds(family, [from, to as Key]))).ends()
        for (let end = 0; end < ends.length; end += 2) into.add(ends[end] as Key, ends[end + 1] as Key, group)
      } else if (from !== null) into.add(from, to as Key, group)
      else into.all(group)
    }
    return this.#result(sure.sets(family), maybe.sets(family), why, fields, family, guess !== null && covered >= (guess.among?.length ?? 0))
  }

  #result(sure: Sets, maybe: Sets, why: string, fields: readonly Simple[], family: 4 | 6, complete: boolean): Found<T> {
    const all = AddressSet.all(family)
    const remotes = (set: AddressSet): AddressSet | null => (set.isAll ? null : set)
    const hits: Hit<T>[] = []
    const breaks = fields.reduce<string>(
      (doubt, field) => doubt || (typeof field === 'object' && field.kind === 'unknown' && field.mayBreak ? field.why : ''),
      '',
    )
    for (const [group, set] of sure) hits.push({ remotes: remotes(set), why: '', datum: (this.#groups[group] as Group<T>).datum })
    const certain = unionOf([...sure.values()], family)
    for (const [group, set] of maybe) {
      const left = certain.isEmpty ? set : set.minus(certain)
      if (!left.isEmpty) hits.push({ remotes: remotes(left), why, datum: (this.#groups[group] as Group<T>).datum })
    }
    if (this.#rest && !complete) {
      const possible = unionOf([...maybe.values()], family).minus(certain)
      const others = all.minus(certain).minus(possible)
      const { datum, unsure } = this.#rest
      if (!others.isEmpty) hits.push({ remotes: remotes(others), why: unsure || breaks, datum })
      if (!possible.isEmpty) hits.push({ remotes: remotes(possible), why, datum })
    }
    return new Found(family, hits, null, breaks, complete)
  }
}

/** The only field that is not known, where that is one of a few values. */
function onlyGuess(fields: readonly Simple[]): Unknown | null {
  const guesses = fields.filter((field) => typeof field === 'object' && field.kind === 'unknown')
  const [only, more] = guesses
  return typeof only === 'object' && only.kind === 'unknown' && !more && only.among && !only.mayBreak ? only : null
}

type Sets = ReadonlyMap<number, AddressSet>

/** Ranges of addresses by group, as they come; the first that holds an address has it, but where several are possible. */
class Ranges {
  readonly #from: Key[] = []
  readonly #to: Key[] = []
  readonly #group: number[] = []
  readonly #groups: number
  /** Groups that hold for every address; where they are only possible, there may be several. */
  readonly #all = new Set<number>()
  readonly #possible: boolean

  constructor(groups: number, possible: boolean) {
    this.#groups = groups
    this.#possible = possible
  }

  add(from: Key, to: Key, group: number): void {
    this.#from.push(from)
    this.#to.push(to)
    this.#group.push(group)
  }

  all(group: number): void {
    if (this.#possible || this.#all.size === 0) this.#all.add(group)
  }

  sets(family: 4 | 6): Sets {
    const ends = new Map<number, Key[]>()
    if (this.#groups === 1 || this.#possible)
      for (let at = 0; at < this.#from.length; at++) append(ends, this.#group[at] as number, this.#from[at] as Key, this.#to[at] as Key)
    else this.#share(ends)
    const sets = new Map<number, AddressSet>()
    for (const [group, list] of ends) sets.set(group, AddressSet.fromEnds(family, list))
    for (const group of this.#all) {
      const left = this.#possible ? AddressSet.all(family) : AddressSet.all(family).minus(unionOf([...sets.values()], family))
      if (!left.isEmpty) sets.set(group, sets.get(group)?.union(left) ?? left)
    }
    return sets
  }

  /** Cuts what overlaps: who stands first keeps it (nft_pipapo_lookup finds the first that was added). */
  #share(ends: Map<number, Key[]>): void {
    const order = sorted(this.#from)
    if (this.#areApart(order)) for (const at of order) this.#keep(ends, at, this.#from[at] as Key, this.#to[at] as Key)
    else this.#sweep(ends, order)
  }

  #keep(ends: Map<number, Key[]>, at: number, from: Key, to: Key): void {
    append(ends, this.#group[at] as number, from, to)
  }

  #areApart(order: Uint32Array): boolean {
    for (let next = 1; next < order.length; next++)
      if ((this.#to[order[next - 1] as number] as Key) > (this.#from[order[next] as number] as Key)) return false
    return true
  }

  /** From one end of a range to the next; `open` holds those that have begun, the first of the list on top. */
  #sweep(ends: Map<number, Key[]>, order: Uint32Array): void {
    const stops = [...new Set<Key>([...this.#from, ...this.#to])].toSorted((a, b) => (a < b ? -1 : 1))
    const open = new Heap()
    let next = 0
    for (let stop = 0; stop + 1 < stops.length; stop++) {
      const at = stops[stop] as Key
      for (; next < order.length && (this.#from[order[next] as number] as Key) <= at; next++) open.push(order[next] as number)
      while (open.top !== undefined && (this.#to[open.top] as Key) <= at) open.pop()
      if (open.top !== undefined) this.#keep(ends, open.top, at, stops[stop + 1] as Key)
    }
  }
}

function append(ends: Map<number, Key[]>, group: number, from: Key, to: Key): void {
  const list = ends.get(group)
  if (list) list.push(from, to)
  else ends.set(group, [from, to])
}

/** The indexes of the values in ascending order; equal ones as they stood. */
function sorted(values: readonly Value[]): Uint32Array {
  const order = Uint32Array.from(values, (_, at) => at)
  let ordered = true
  for (let at = 1; at < values.length && ordered; at++) ordered = (values[at - 1] as Value) <= (values[at] as Value)
  if (ordered) return order
  return order.toSorted((a, b) =>
    (values[a] as Value) < (values[b] as Value) ? -1 : (values[a] as Value) > (values[b] as Value) ? 1 : a - b,
  )
}

function unionOf(sets: readonly AddressSet[], family: 4 | 6): AddressSet {
  if (sets.length <= 1) return sets[0] ?? AddressSet.none(family)
  const ends: Key[] = []
  for (const set of sets) for (const end of set.ends()) ends.push(end)
  return AddressSet.fromEnds(family, ends)
}

/** Two keys with the same token find the same. Null: has none. */
function tokenOf(fields: Tuple['fields'], family: 4 | 6): string | null {
  let token = String(family)
  for (const field of fields) {
    if (typeof field !== 'object') token += `|${typeof field === 'string' ? `"${field}` : field}`
    else if (field.kind === 'remote') token += field.bits === null ? '|r' : `|r${field.bits.shift}/${field.bits.mask}/${field.bits.xor}`
    else if (field.kind === 'unknown') token += `|?${field.mayBreak ?? ''}${field.among?.join() ?? ''}${field.except ?? ''}${field.why}`
    else return null
  }
  return token
}
