import { CodedError } from '../model/error.ts'
import { printable } from '../net/printable.ts'
import { WITH_VALUE } from '../ssh/option-letters.ts'
import { nearest } from './nearest.ts'
import { COMMANDS, OPTIONS } from './options.ts'
import type { Command, CommandName, Option, OptionName } from './options.ts'

/** Our own options as typed: true where no value stands. */
export type Typed = Partial<Record<OptionName, string | true>>

export interface CommandLine {
  readonly options: Typed
  /** Null: the words are a target and what else ssh would be given. */
  readonly command: CommandName | null
  readonly words: readonly string[]
}

const option = (name: string): Option | undefined => OPTIONS.find((one) => one.name === name)
const command = (word: string): (typeof COMMANDS)[number] | undefined => COMMANDS.find((one) => one.name === word)

function unknownOption(name: string): CodedError {
  const near = nearest(
    name,
    OPTIONS.map((one) => one.name),
    1,
  )
  const shown = printable(`--${name}`, 80)
  return new CodedError('unknown-option', `unknown option ${shown}`, near[0] ? `did you mean --${near[0]}?` : 'sshwhy --help lists them')
}

/** The letter of a cluster such as `-4vp` that wants the next word as its value. */
function wantsNext(cluster: string): boolean {
  const at = [...cluster].findIndex((letter, index) => index > 0 && WITH_VALUE.has(letter))
  return at === cluster.length - 1 && at > 0
}

/** Takes one of our options off the words. */
function take(words: string[], options: Typed): void {
  const word = words.shift() ?? ''
  const equals = word.indexOf('=')
  const name = equals === -1 ? word.slice(2) : word.slice(2, equals)
  const known = option(name)
  if (!known) throw unknownOption(name)
  const inline = equals === -1 ? null : word.slice(equals + 1)
  if (!known.value) {
    if (inline !== null) throw new CodedError('option-without-value', `--${name} takes no value`, `write --${name}`)
    options[name as OptionName] = true
    return
  }
  const next = words[0]
  const typed = inline ?? (next !== undefined && (next === '-' || !next.startsWith('-')) ? next : null)
  if (typed === null || typed === '') {
    if (!known.value.optional) throw new CodedError('option-value-missing', `--${name} needs a value`, `--${name} ${known.value.name}`)
    options[name as OptionName] = true
    return
  }
  if (inline === null) words.shift()
  const { choices } = known.value
  if (choices && !choices.includes(typed)) {
    const shown = printable(typed, 40)
    throw new CodedError('option-value-unknown', `--${name} ${shown} is not known`, `--${name} takes: ${choices.join(', ')}`)
  }
  options[name as OptionName] = typed
}

/**
 * Parts our own words from ssh's. Ours begin with `--`, which ssh(1) itself refuses, so no command line of ssh changes its meaning.
 * They may stand before the host and after it up to the first word of the remote command; after `--` nothing is ours.
 * @throws CodedError on an unknown option
 */
export function parse(argv: readonly string[]): CommandLine {
  const words = [...argv]
  const options: Typed = {}
  const kept: string[] = []
  let host = false
  while (words.length > 0) {
    const word = words[0] ?? ''
    if (word === '--') break
    if (word.startsWith('--')) {
      take(words, options)
    } else if (word.startsWith('-') && word !== '-') {
      kept.push(word)
      words.shift()
      if (wantsNext(word) && words.length > 0) kept.push(words.shift() ?? '')
    } else if (host) {
      break
    } else {
      const sub = kept.length === 0 ? command(word) : undefined
      words.shift()
      if (sub) return { options, command: sub.name, words: parseCommand(sub.name, words, options) }
      host = true
      kept.push(word)
    }
  }
  const rest = [...kept, ...words]
  if (options.explain !== undefined && !options.help && !options.version && rest.length > 0)
    throw new CodedError(
      'word-too-many',
      `--explain asks no host, and "${printable(rest[0] ?? '', 60)}" is left over`,
      'sshwhy --explain [CAUSE]',
    )
  const odd = OPTIONS.find((one: Option) => one.command === true && options[one.name as OptionName] !== undefined)
  if (odd !== undefined && !options.help && !options.version) {
    const commands = COMMANDS.filter((one: Command) => one.options.includes(odd.name)).map((one) => `sshwhy ${one.name}`)
    throw new CodedError('option-out-of-place', `--${odd.name} means nothing where a host is asked`, `it is for ${commands.join(', ')}`)
  }
  return { options, command: null, words: rest }
}

/** Words of a subcommand: our options anywhere, all else is its own. A text to be explained may hold any words, and begin with dashes. */
function parseCommand(name: CommandName, words: string[], options: Typed): readonly string[] {
  const own: string[] = []
  while (words.length > 0) {
    const word = words[0] ?? ''
    if (word === '--') return [...own, ...words.slice(1)]
    if (word.startsWith('--') && !(name === 'explain' && /\s/.test(word))) take(words, options)
    else if (word.startsWith('-') && word !== '-' && name !== 'explain')
      throw new CodedError('unknown-option', `${name} takes no option ${printable(word, 40)}`, `the host of that name: sshwhy -- ${name}`)
    else own.push(words.shift() ?? '')
  }
  const allowed: readonly string[] = [...(command(name)?.options ?? []), 'help', 'version']
  const odd = Object.keys(options).find((one) => !allowed.includes(one))
  if (odd !== undefined)
    throw new CodedError('option-out-of-place', `--${odd} means nothing to ${name}`, `the host of that name: sshwhy -- ${name}`)
  return own
}
