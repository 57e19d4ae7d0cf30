import { CodedError } from '../model/error.ts'
import { printable } from '../net/printable.ts'
import { parseConfigLine } from './config-line.ts'
import { checkUser, parseDestination, type Destination } from './destination.ts'
import { FLAGS, WITH_VALUE } from './option-letters.ts'

/** What the command line itself decides; ssh_config can no longer change it. */
export interface Typed {
  readonly user?: string
  /** As typed: ssh takes a service name as well as a number. */
  readonly port?: string
  readonly hostName?: string
  readonly family?: string
  readonly bindAddress?: string
  readonly bindInterface?: string
  /** The hops, or `none`. */
  readonly proxyJump?: string
  /** Whether one is set; its text is never kept. */
  readonly proxyCommand?: boolean
  readonly controlPath?: string
}

/** Only Destination and Typed may be shown or recorded: the other words may hold secrets (SetEnv, ProxyCommand). */
export interface SshCommandLine {
  readonly destination: Destination
  /** Options to hand to `ssh -G`, in the order typed; without those that only change ssh's own log. */
  readonly passed: readonly string[]
  readonly remoteCommand: readonly string[]
  readonly typed: Typed
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** These only change what ssh itself logs, and where. */
const LOGGING = new Set('vqyE')

/** Options with which ssh makes no connection: there is nothing to diagnose. */
const NEVER_CONNECTS: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  V: ['-V only prints the version of ssh', 'run ssh -V itself, or sshwhy --version'],
  Q: ['-Q only lists what ssh supports', 'run ssh -Q itself'],
  G: ['-G only prints the configuration', 'run ssh -G itself; sshwhy [user@]host shows what ssh_config changed'],
  Z: ['-Z only prints public keys', 'run ssh -Z itself'],
  O: ['-O only speaks to a master connection that already runs', 'leave -O out to diagnose a new connection: sshwhy [user@]host'],
  '1': ['-1 asks for SSH protocol 1, which ssh no longer speaks', 'leave -1 out'],
}

const usage = (code: string, message: string, hint = 'sshwhy --help, or man ssh'): CodedError => new CodedError(code, message, hint)

/** -o: the first value of a keyword wins, as in readconf.c. */
function setByKeyword(typed: Mutable<Typed>, text: string): void {
  const line = parseConfigLine(text)
  const value = line?.words[0]
  if (!line || value === undefined) return
  if (line.keyword === 'user') typed.user ??= value
  else if (line.keyword === 'port') typed.port ??= value
  else if (line.keyword === 'hostname') typed.hostName ??= value
  else if (line.keyword === 'addressfamily') typed.family ??= value.toLowerCase()
  else if (line.keyword === 'bindaddress') typed.bindAddress ??= value
  else if (line.keyword === 'controlpath') typed.controlPath ??= value
  else if (line.keyword === 'bindinterface') typed.bindInterface ??= value
  else if (line.keyword === 'proxyjump' && typed.proxyCommand === undefined) typed.proxyJump ??= line.rest.trim()
  else if (line.keyword === 'proxycommand' && typed.proxyJump === undefined) typed.proxyCommand ??= value.toLowerCase() !== 'none'
}

/** -4, -6, -b, -B and -S override what came before them; -l, -p and -J do not. */
function setByLetter(typed: Mutable<Typed>, letter: string, value: string): void {
  if (letter === '4') typed.family = 'inet'
  else if (letter === '6') typed.family = 'inet6'
  else if (letter === 'b') typed.bindAddress = value
  else if (letter === 'B') typed.bindInterface = value
  else if (letter === 'S') typed.controlPath = value
  else if (letter === 'J') typed.proxyJump ??= value
  else if (letter === 'p') typed.port ??= value
  else if (letter === 'o') setByKeyword(typed, value)
  else if (letter === 'l') {
    checkUser(value)
    typed.user ??= value
  }
}

/** The words as getopt(3) walks over them. */
class Words {
  readonly #words: readonly string[]
  #at = 0
  readonly passed: string[] = []
  readonly typed: Mutable<Typed> = {}

  constructor(words: readonly string[]) {
    this.#words = words
  }

  next(): string | undefined {
    return this.#words[this.#at++]
  }

  rest(): readonly string[] {
    return this.#words.slice(this.#at)
  }

  /** @returns true when `--` ended the options */
  options(): boolean {
    for (;;) {
      const word = this.#words[this.#at]
      if (word === undefined || word === '-' || !word.startsWith('-')) break
      this.#at++
      if (word === '--') break
      this.#cluster(word)
    }
    // ssh.c looks at the word before the host, even where that is the value of an option.
    return this.#at > 0 && this.#words[this.#at - 1] === '--'
  }

  /** One word of options, e.g. `-4vp2222`. */
  #cluster(word: string): void {
    let kept = ''
    for (let index = 1; index < word.length; index++) {
      const letter = word[index] ?? ''
      const closed = NEVER_CONNECTS[letter]
      if (closed) throw usage('never-connects', closed[0], closed[1])
      if (FLAGS.has(letter)) {
        setByLetter(this.typed, letter, '')
        if (!LOGGING.has(letter)) kept += letter
        continue
      }
      if (!WITH_VALUE.has(letter))
        throw usage('unknown-option', `ssh has no option "-${printable(String.fromCodePoint(word.codePointAt(index) ?? 0))}"`)
      const value = index + 1 < word.length ? word.slice(index + 1) : this.next()
      if (value === undefined) throw usage('option-value-missing', `the option "-${letter}" needs a value`)
      setByLetter(this.typed, letter, value)
      if (kept !== '') this.passed.push(`-${kept}`)
      if (!LOGGING.has(letter)) this.#pass(letter, value)
      return
    }
    if (kept !== '') this.passed.push(`-${kept}`)
  }

  #pass(letter: string, value: string): void {
    // Before OpenSSH 9.5, -P had another meaning and took no value: in its long form an old ssh refuses it instead of misreading it.
    if (letter === 'P') this.passed.push('-o', `Tag="${value.replaceAll(/[\\"]/g, '\\$&')}"`)
    else this.passed.push(`-${letter}`, value)
  }
}

/**
 * Reads a command line of ssh(1), whole: options in clusters, before and after the host, and the remote command. Pure; what ssh alone
 * can judge (ciphers, forwardings, keywords of -o) is left to `ssh -G`.
 * @param words what follows the name of the program, without the options that are our own
 * @throws CodedError where ssh would print its usage, and where it would connect to nothing
 */
export function parseSshArguments(words: readonly string[]): SshCommandLine {
  if (words.some((word) => word.includes('\0'))) throw usage('not-an-argument', 'an argument contains a NUL character')
  const line = new Words(words)
  const terminated = line.options()
  const input = line.next()
  if (input === undefined) throw usage('no-destination', 'no host was named', 'sshwhy [user@]host')
  const destination = parseDestination(input)
  // In the place of the destination, because of two users or two ports ssh takes the first.
  if (destination.user !== null) {
    line.typed.user ??= destination.user
    line.passed.push('-l', destination.user)
  }
  if (destination.port !== null) {
    line.typed.port ??= String(destination.port)
    line.passed.push('-p', String(destination.port))
  }
  if (!terminated) line.options()
  return { destination, passed: line.passed, remoteCommand: line.rest(), typed: line.typed }
}
