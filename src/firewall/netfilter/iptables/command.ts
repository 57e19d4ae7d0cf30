import { readMasked } from './addresses.ts'
import { wholeNumber } from './numbers.ts'
import { protocolNumber } from './protocols.ts'
import { ruleWords } from './rule-words.ts'
import { readRule } from './rule.ts'
import type { Draft, DraftChain, DraftTable } from './table.ts'
import { words as splitWords } from './words.ts'

/** A command of iptables, its chain, and what follows. */
interface Command {
  readonly table: DraftTable
  /** '' where none is named. */
  readonly name: string
  /** The word after the chain, where it is no option: a number, a policy, a name; otherwise ''. */
  readonly operand: string
  readonly rule: readonly string[]
  readonly text: string
  readonly line: number
}

/** What could not be done, or read. */
type Troubles = readonly string[]

type Run = (command: Command, chain: DraftChain) => Troubles

const nothing: Run = () => []

/** What a command with a chain does; `-N` makes its chain. */
const RUNS: ReadonlyMap<string, Run> = new Map<string, Run>([
  [
    'A',
    (command, chain) => {
      const { drafts, troubles } = draftsOf(command)
      for (const draft of drafts) chain.append(draft)
      return troubles
    },
  ],
  [
    'I',
    (command, chain) => {
      const at = ruleNumber(command.operand || '1')
      if (at === null || (at > 1 && at > chain.rules().length + 1)) return [noRule(command)]
      const { drafts, troubles } = draftsOf(command)
      for (const draft of drafts) chain.insert(at - 1, draft)
      return troubles
    },
  ],
  [
    'R',
    (command, chain) => {
      const at = ruleNumber(command.operand)
      if (at === null || at > chain.rules().length) return [noRule(command)]
      const { drafts, troubles } = draftsOf(command)
      if (drafts.length > 1) return ['one rule cannot be replaced by several']
      chain.rules().splice(at - 1, 1, ...drafts)
      return troubles
    },
  ],
  [
    'D',
    (command, chain) => {
      const rules = chain.rules()
      const { family } = command.table
      if (command.operand !== '') {
        const at = ruleNumber(command.operand)
        return at !== null && rules.splice(at - 1, 1).length > 0 ? [] : [noRule(command)]
      }
      return identities(command.rule, family).flatMap((same) => {
        const at = rules.findIndex((rule) => identityOf(rule, family) === same)
        if (at < 0) return [noRule(command)]
        rules.splice(at, 1)
        return []
      })
    },
  ],
  [
    'P',
    ({ operand, text, line }, chain) => {
      if (!chain.base || (operand !== 'ACCEPT' && operand !== 'DROP')) return [`no policy: ${operand}`]
      Object.assign(chain, { policy: operand === 'DROP' ? 'drop' : 'accept', line, text })
      return []
    },
  ],
  [
    'F',
    (_, chain) => {
      chain.clear()
      return []
    },
  ],
  ['X', ({ table, name }, chain) => (chain.base ? [`a built-in chain stays: ${name}`] : table.removeChain(name))],
  [
    'E',
    ({ table, name, operand }, chain) => (chain.base ? [`a built-in chain keeps its name: ${name}`] : table.renameChain(chain, operand)),
  ],
  ['Z', nothing],
  ['L', nothing],
  ['S', nothing],
  ['C', nothing],
])

/** The letter of a command, by its spellings. */
const LETTERS: ReadonlyMap<string, string> = new Map(
  (
    'A=--append D=--delete C=--check I=--insert R=--replace L=--list S=--list-rules F=--flush Z=--zero N=--new-chain N=--new X=--delete-chain ' +
    'E=--rename-chain P=--policy'
  )
    .split(' ')
    .flatMap((pair) => [
      [`-${pair.charAt(0)}`, pair.charAt(0)],
      [pair.slice(2), pair.charAt(0)],
    ]),
)

/** Whether the word is a command of iptables, such as `-A`. */
export function isCommand(word: string): boolean {
  return LETTERS.has(word)
}

/**
 * Does to the table what a line of iptables-restore or a command of iptables does.
 * @param words those of the line but for the program and `-t table`
 * @returns what could not be done, or read; what it says of a rule is then unknown
 */
export function runCommand(words: readonly string[], table: DraftTable, text: string, line: number): Troubles {
  const at = words.findIndex(isCommand)
  const letter = LETTERS.get(words[at] ?? '')
  if (letter === undefined) return ['no command of iptables']
  const operands = words.slice(at + 1, at + 3)
  const count = operands.findIndex((word) => word.startsWith('-') || word === '!')
  const [name = '', operand = ''] = count < 0 ? operands : operands.slice(0, count)
  const command = { table, name, operand, text, line, rule: words.toSpliced(at, 1 + (name === '' ? 0 : 1) + (operand === '' ? 0 : 1)) }
  if (name === '') return onAll(letter, table)
  if (letter === 'N') return table.addChain(name)
  const chain = table.chains.get(name)
  return chain ? (RUNS.get(letter) ?? nothing)(command, chain) : [`unknown chain: ${name}`]
}

/** Commands that may leave out the chain. */
function onAll(letter: string, table: DraftTable): Troubles {
  if ('ZLS'.includes(letter)) return []
  if (letter !== 'F' && letter !== 'X') return ['no chain is named']
  for (const [name, chain] of table.chains) {
    if (letter === 'F') chain.clear()
    else if (!chain.base) table.removeChain(name)
  }
  return []
}

function draftsOf({ rule, table, text, line }: Command): { drafts: readonly Draft[]; troubles: Troubles } {
  const { rules, troubles } = readRule(rule, 0, table)
  return { drafts: rules.map((steps, part) => ({ text, line, steps, words: rule, part })), troubles }
}

/** From 1. */
function ruleNumber(text: string): number | null {
  return wholeNumber(text, 0xffff_ffff) || null
}

function noRule({ name, operand }: Command): string {
  return operand === '' ? `no such rule in ${name}` : `no rule ${operand} in ${name}`
}

/** What `-D` compares: the words of a rule in one form, once for each rule that they make. */
function identities(words: readonly string[], family: 4 | 6): readonly string[] {
  const { base, matches, target, goto, strange } = ruleWords(words, 0, family)
  const protocol = base.p && [protocolNumber(base.p.text), base.p.inverted]
  const rest = JSON.stringify([protocol, base.i, base.o, base.f, matches.map(loaded), target && loaded(target), goto, strange])
  const [sources, destinations] = (['s', 'd'] as const).map((letter) => {
    const { text = '', inverted = false } = base[letter] ?? {}
    return text.split(',').map((address) => {
      const masked = readMasked(address, family)
      return `${inverted ? '!' : ''}${masked ? `${masked.value}/${masked.mask}` : address}`
    })
  }) as [string[], string[]]
  return sources.flatMap((source) => destinations.map((destination) => `${source} ${destination} ${rest}`))
}

function loaded({ name, options, strange }: { name: string; options: readonly unknown[]; strange: string }): unknown {
  return [name, options, strange]
}

function identityOf({ words, text, part }: Draft, family: 4 | 6): string | undefined {
  // `-A chain` stands first in a dump.
  return identities(words ?? splitWords(text, 0)?.slice(2) ?? [], family)[part]
}
