import type { Base, Chain, Step, Table } from '../ruleset.ts'
import type { RuleRef } from '../../region.ts'
import { builtInChains } from './built-in.ts'
import type { RuleContext } from './option.ts'
import type { Place, Reading } from './rule.ts'

/** A rule that has no number yet. */
export interface Draft {
  readonly text: string
  readonly line: number
  readonly steps: readonly Step[]
  /** Of the rule, without command and chain; null: they are those of the text, which is a line of a dump. */
  readonly words: readonly string[] | null
  /** Which of the rules it is that the line makes. */
  readonly part: number
}

/** The rules of a chain while commands change them. Those put before all others are kept apart, in reverse: each costs the same. */
export class DraftChain {
  name: string
  readonly base: ((policy: Base['policy']) => Base) | null
  policy: Base['policy'] = 'accept'
  line: number | null = null
  text: string
  readonly #first: Draft[] = []
  #rules: Draft[] = []

  constructor(name: string, base: DraftChain['base']) {
    this.name = name
    this.base = base
    this.text = base ? `-P ${name} ACCEPT` : `-N ${name}`
  }

  append(rule: Draft): void {
    this.#rules.push(rule)
  }

  /** @param index from 0, up to the number of rules */
  insert(index: number, rule: Draft): void {
    if (index === 0) this.#first.push(rule)
    else this.rules().splice(index, 0, rule)
  }

  /** The rules, which may be changed. */
  rules(): Draft[] {
    if (this.#first.length > 0) this.#rules = [...this.#first.toReversed(), ...this.#rules]
    this.#first.length = 0
    return this.#rules
  }

  clear(): void {
    this.#first.length = 0
    this.#rules = []
  }
}

/** A table of iptables while it is read. */
export class DraftTable implements Place {
  readonly family: 4 | 6
  readonly backend: RuleContext['backend']
  readonly table: string
  readonly chains = new Map<string, DraftChain>()
  readonly known = new Map<string, readonly Step[]>()
  /** What the ends of rules mean that were read before, by their text. */
  readonly readings = new Map<string, Reading>()

  constructor(table: string, family: 4 | 6, backend: RuleContext['backend']) {
    this.table = table
    this.family = family
    this.backend = backend
    for (const [name, base] of builtInChains(table, backend)) this.chains.set(name, new DraftChain(name, base))
  }

  chain(name: string): DraftChain | undefined {
    return this.chains.get(name)
  }

  /** @returns why it cannot be done, if so */
  addChain(name: string): readonly string[] {
    if (this.chains.has(name)) return [`the chain is there already: ${name}`]
    this.chains.set(name, new DraftChain(name, null))
    this.readings.clear()
    return []
  }

  removeChain(name: string): readonly string[] {
    this.chains.delete(name)
    this.readings.clear()
    return []
  }

  renameChain(chain: DraftChain, name: string): readonly string[] {
    if (name === '' || this.chains.has(name)) return [`no new name for a chain: ${name}`]
    this.chains.delete(chain.name)
    this.chains.set(name, chain)
    chain.name = name
    this.readings.clear()
    return []
  }

  finished(file: string | null): Table {
    const family = this.family === 4 ? 'ip' : 'ip6'
    const chains = new Map<string, Chain>()
    for (const [name, draft] of this.chains) {
      // iptables-nft makes a base chain when it is first used; the legacy machine has all of a table (nft_xt_builtin_init, ipt_register_table).
      if (this.backend === 'iptables-nft' && draft.base && draft.line === null && draft.rules().length === 0) continue
      const ref = (index: number, line: number | null, text: string): RuleRef => ({
        gate: this.backend,
        family,
        table: this.table,
        chain: name,
        index,
        handle: null,
        file,
        line,
        text,
      })
      chains.set(name, {
        name,
        base: draft.base?.(draft.policy) ?? null,
        rules: draft.rules().map(({ text, line, steps }, index) => ({ at: ref(index + 1, line, text), steps })),
        at: ref(0, draft.line, draft.text),
      })
    }
    return { backend: this.backend, family, name: this.table, chains }
  }
}
