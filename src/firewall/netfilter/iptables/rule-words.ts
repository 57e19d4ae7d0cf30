import { type Extension, findMatch, findTarget } from './extensions.ts'
import type { MatchPart } from './match.ts'
import type { Arity, Option } from './option.ts'
import { protocolMatch, protocolNumber } from './protocols.ts'
import type { TargetPart } from './target.ts'

/** The value of an option of the rule itself. */
export interface Value {
  readonly text: string
  readonly inverted: boolean
}

/** A match or a target as a rule loads it, with the options that belong to it. */
export interface Loaded<Part> {
  /** As written. */
  readonly name: string
  /** Undefined: nobody knows it. */
  readonly extension: Extension<Part> | undefined
  readonly options: Option[]
  /** Words that follow it and belong to nobody, with blanks between. */
  strange: string
}

/** Options of the rule itself that may be inverted, by their letters. */
export type BaseOption = 's' | 'd' | 'i' | 'o' | 'p' | 'f'

/** The words of a rule, in the order of their meaning. */
export interface RuleWords {
  readonly base: { readonly [Letter in BaseOption]: Value | null }
  readonly matches: readonly Loaded<MatchPart>[]
  readonly target: Loaded<TargetPart> | null
  /** `-g` instead of `-j`. */
  readonly goto: boolean
  /** Words that belong to nobody, and stand before any match, with blanks between. */
  readonly strange: string
}

/** Options of the rule itself, by their spellings (ip6tables.8, `original_opts` of libxtables), and how many words follow. */
const BASE: ReadonlyMap<string, readonly [letter: string, values: 0 | 1]> = new Map(
  (
    [
      ['s', 1, '-s --source --src'],
      ['d', 1, '-d --destination --dst'],
      ['i', 1, '-i --in-interface'],
      ['o', 1, '-o --out-interface'],
      ['p', 1, '-p --protocol --proto'],
      ['f', 0, '-f --fragment --fragments'],
      ['m', 1, '-m --match'],
      ['j', 1, '-j --jump'],
      ['g', 1, '-g --goto'],
      ['c', 1, '-c --set-counters'],
      // What says how a command prints or waits, or which family it is for.
      ['w', 0, '-w --wait'],
      ['', 0, '-v --verbose -n --numeric -x --exact --line-numbers -4 --ipv4 -6 --ipv6'],
      ['', 1, '-W --wait-interval -M --modprobe'],
    ] as const
  ).flatMap(([letter, values, spellings]) => spellings.split(' ').map((spelling) => [spelling, [letter, values] as const] as const)),
)

function isBaseOption(letter: string): letter is BaseOption {
  return letter.length === 1 && 'sdiopf'.includes(letter)
}

/** Sorts the words of a rule, from `at` on, as do_parse() and command_match() of xshared.c do: the extension loaded last is asked first. */
export function ruleWords(words: readonly string[], at: number, family: 4 | 6): RuleWords {
  const sorting = new Sorting(words.slice(at), family)
  sorting.sort()
  return sorting
}

class Sorting implements RuleWords {
  readonly base: Record<BaseOption, Value | null> = { s: null, d: null, i: null, o: null, p: null, f: null }
  readonly matches: Loaded<MatchPart>[] = []
  strange = ''
  target: Loaded<TargetPart> | null = null
  goto = false
  readonly #words: string[]
  readonly #family: 4 | 6
  #at = 0

  constructor(words: string[], family: 4 | 6) {
    this.#words = words
    this.#family = family
  }

  sort(): void {
    while (this.#at < this.#words.length) {
      const inverted = this.#skip('!')
      const word = this.#words[this.#at++]
      if (word === undefined) this.#lost('!')
      else if (!this.#ofExtension(word, inverted) && !this.#ofRule(word, inverted) && !this.#split(word)) {
        this.#lost(inverted ? `! ${word}` : word)
      }
    }
  }

  #skip(word: string): boolean {
    if (this.#words[this.#at] !== word) return false
    this.#at++
    return true
  }

  /** The words after an option; null: there are too few. Old versions put `!` before the value. */
  #values(arity: Arity, inverted: boolean): { values: readonly string[]; inverted: boolean } | null {
    const count = arity === 'optional' ? Number(/^(?![-!])/.test(this.#words[this.#at] ?? '-')) : arity
    const swapped = !inverted && count > 0 && /^[^-]/.test(this.#words[this.#at + count] ?? '') && this.#skip('!')
    const values = this.#words.slice(this.#at, this.#at + count)
    this.#at += values.length
    return values.length < count ? null : { values, inverted: inverted || swapped }
  }

  #ofExtension(word: string, inverted: boolean): boolean {
    if (!word.startsWith('--')) return false
    const name = word.slice(2)
    const owner = this.#ownerOf(name) ?? (BASE.has(word) ? undefined : this.#byProtocol(name))
    if (!owner) return false
    const found = this.#values(owner.extension?.options.get(name) ?? 0, inverted)
    if (found) owner.options.push({ name, ...found })
    else owner.strange = joined(owner.strange, word)
    return true
  }

  #ownerOf(name: string): Loaded<MatchPart | TargetPart> | undefined {
    if (this.target?.extension?.options.has(name)) return this.target
    return this.matches.findLast(({ extension }) => extension?.options.has(name))
  }

  /** Loads the match of the protocol, where that knows the option (command_default() of xshared.c). */
  #byProtocol(option: string): Loaded<MatchPart> | undefined {
    const { text = '', inverted = true } = this.base.p ?? {}
    const protocol = inverted ? null : protocolNumber(text)
    const name = protocol === null ? null : protocolMatch(protocol)
    if (name === null || this.matches.some((match) => match.name === name)) return undefined
    const extension = findMatch(this.#family, name)
    if (!extension?.options.has(option)) return undefined
    const loaded = { name, extension, options: [], strange: '' }
    this.matches.push(loaded)
    return loaded
  }

  #ofRule(word: string, inverted: boolean): boolean {
    const option = BASE.get(word)
    if (!option) return false
    const [letter, count] = option
    const found = this.#values(count, inverted)
    const name = found?.values[0] ?? ''
    if (!found || (found.inverted && !isBaseOption(letter))) this.#lost(word)
    // `-c packets,bytes` or `-c packets bytes`.
    else if (letter === 'c') this.#at += Number(/^\d+$/.test(name) && /^\d+$/.test(this.#words[this.#at] ?? ''))
    // The seconds may be left out.
    else if (letter === 'w') this.#at += Number(/^\d+$/.test(this.#words[this.#at] ?? ''))
    else if (letter === 'm') this.matches.push({ name, extension: findMatch(this.#family, name), options: [], strange: '' })
    else if (letter === 'j' || letter === 'g') {
      if (this.target) this.#lost(`${word} ${name}`)
      else this.target = { name, extension: findTarget(this.#family, name), options: [], strange: '' }
      this.goto = letter === 'g'
    } else if (isBaseOption(letter)) {
      if (this.base[letter]) this.#lost(`${word} ${name}`)
      else this.base[letter] = { text: name, inverted: found.inverted }
    }
    return true
  }

  /** Takes `--option=value` and `-svalue` apart, as getopt_long(3) does, to be read again. */
  #split(word: string): boolean {
    const equals = word.startsWith('--') ? word.indexOf('=') : 2
    const name = word.slice(0, equals)
    const takesValue =
      equals > 0 && word.length > equals && (BASE.get(name)?.[1] === 1 || this.#ownerOf(name.slice(2)) || this.#byProtocol(name.slice(2)))
    if (!takesValue) return false
    this.#words.splice(this.#at - 1, 1, name, word.slice(word.startsWith('--') ? equals + 1 : equals))
    this.#at--
    return true
  }

  /** A word that nobody knows belongs to what was loaded last: its options may be unknown here. */
  #lost(word: string): void {
    const owner = this.target ?? this.matches.at(-1) ?? this
    owner.strange = joined(owner.strange, word)
  }
}

function joined(before: string, word: string): string {
  return before === '' ? word : `${before} ${word}`
}
