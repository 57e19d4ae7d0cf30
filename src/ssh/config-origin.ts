import { parseConfigLine, type ConfigLine } from './config-line.ts'

/** A keyword that applied to the host, and where it stands. */
export interface Setting {
  /** In lower case. */
  readonly keyword: string
  /** Empty for ProxyCommand, which may hold a password; `none` is kept. */
  readonly value: string
  readonly file: string
  readonly line: number
  /** Read when the files were read for the second time (CanonicalizeHostname, `Match final`). */
  readonly final: boolean
  /** Stands before any block, or in one for all hosts (`Host *`, `Match all`). */
  readonly general: boolean
}

export interface ConfigTrace {
  /** In the order in which ssh met them: the first of a keyword wins. */
  readonly settings: readonly Setting[]
  /** False when the debug log and the files do not fit together: what came later is missing. */
  readonly complete: boolean
}

/** The debug lines of readconf.c that say how ssh went through its files. */
type Step =
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'host'; readonly file: string; readonly line: number }
  | { readonly kind: 'include'; readonly file: string; readonly line: number; readonly included: string }
  | { readonly kind: 'match'; readonly found: boolean }
  | { readonly kind: 'again' }

const KEYWORDS = new Set([
  'hostname',
  'port',
  'user',
  'proxyjump',
  'proxycommand',
  'bindaddress',
  'bindinterface',
  'addressfamily',
  'canonicalizehostname',
  'controlpath',
  'identityfile',
  'certificatefile',
  'identityagent',
])
/** ssh cuts its own lines at MSGBUFSIZ, 1024 bytes, in log.c; longer ones come from the commands of `Match exec`. */
const MAX_LINE = 4096
/** READCONF_MAX_DEPTH in readconf.c. */
const MAX_DEPTH = 16

/** ssh logs through strnvis(3) with VIS_OCTAL: bytes outside ASCII come as `\ooo`, a backslash as two. */
function unvis(text: string): string {
  if (!text.includes('\\')) return text
  const bytes: number[] = []
  const encoder = new TextEncoder()
  for (const part of text.matchAll(/\\([0-3][0-7]{2})|\\\\|[^\\]+|\\/g)) {
    if (part[1] !== undefined) bytes.push(Number.parseInt(part[1], 8))
    else bytes.push(...encoder.encode(part[0] === '\\\\' ? '\\' : part[0]))
  }
  return new TextDecoder().decode(Uint8Array.from(bytes))
}

function step(line: string): Step | null {
  if (line.length > MAX_LINE) return null
  if (line === 'debug2: match found') return { kind: 'match', found: true }
  if (line === 'debug2: match not found') return { kind: 'match', found: false }
  if (line === 'debug1: re-parsing configuration') return { kind: 'again' }
  const file = /^debug1: Reading configuration data (.+)$/.exec(line)
  if (file) return { kind: 'file', file: unvis(file[1] ?? '') }
  const host = /^debug1: (.+) line (\d+): Applying options for /.exec(line)
  if (host) return { kind: 'host', file: unvis(host[1] ?? ''), line: Number(host[2]) }
  const include = /^debug3: (.+?) line (\d+): Including file (.+) depth \d+(?: \(parse only\))?$/.exec(line)
  if (include) return { kind: 'include', file: unvis(include[1] ?? ''), line: Number(include[2]), included: unvis(include[3] ?? '') }
  return null
}

function settingOf(line: ConfigLine): string | undefined {
  if (line.keyword === 'proxycommand') return /^[\s=]*none\s*$/i.test(line.rest) ? 'none' : ''
  if (line.keyword === 'proxyjump') return (line.rest.replace(/^[\s=]*/, '').split('#', 1)[0] ?? '').trim()
  return line.words[0]
}

function isForAll({ keyword, words }: ConfigLine): boolean {
  return words.length === 1 && words[0]?.toLowerCase() === (keyword === 'host' ? '*' : 'all')
}

/** Goes through the files side by side with the log: which blocks apply is never our own judgement, always ssh's. */
class Walk {
  readonly settings: Setting[] = []
  readonly #steps: readonly Step[]
  readonly #read: (file: string) => string | null
  #at = 0
  #final = false
  #general = true

  constructor(steps: readonly Step[], read: (file: string) => string | null) {
    this.#steps = steps
    this.#read = read
  }

  /** @returns whether the log was understood to its end */
  run(): boolean {
    for (;;) {
      const next = this.#steps[this.#at]
      if (!next) return true
      this.#at++
      if (next.kind === 'again') this.#final = true
      else if (next.kind !== 'file' || !this.#file(next.file, true, 0)) return false
    }
  }

  /** @param live false inside a block that does not apply: there no block of an included file can */
  #file(file: string, live: boolean, depth: number): boolean {
    const text = depth > MAX_DEPTH ? null : this.#read(file)
    if (text === null) return false
    let active = live
    const outside = this.#general
    for (const [index, raw] of text.split('\n').entries()) {
      const line = parseConfigLine(raw)
      if (!line) continue
      if (line.keyword === 'host' || line.keyword === 'match') this.#general = outside && isForAll(line)
      if (line.keyword === 'host') active = this.#host(file, index + 1)
      else if (line.keyword === 'match') {
        const found = this.#match()
        if (found === null) return false
        active = found && live
      } else if (line.keyword === 'include') {
        if (!this.#include(file, index + 1, active, depth)) return false
      } else if (active && KEYWORDS.has(line.keyword)) this.#set(line, file, index + 1)
    }
    this.#general = outside
    return true
  }

  #host(file: string, line: number): boolean {
    const next = this.#steps[this.#at]
    if (next?.kind !== 'host' || next.line !== line || next.file !== file) return false
    this.#at++
    return true
  }

  #match(): boolean | null {
    const next = this.#steps[this.#at]
    if (next?.kind !== 'match') return null
    this.#at++
    return next.found
  }

  #include(file: string, line: number, active: boolean, depth: number): boolean {
    for (;;) {
      const next = this.#steps[this.#at]
      if (next?.kind !== 'include' || next.line !== line || next.file !== file) return true
      this.#at++
      const opened = this.#steps[this.#at]
      // Without this step the file could not be opened, and ssh went on.
      if (opened?.kind !== 'file' || opened.file !== next.included) continue
      this.#at++
      if (!this.#file(opened.file, active, depth + 1)) return false
    }
  }

  #set(line: ConfigLine, file: string, number: number): void {
    const value = settingOf(line)
    if (value !== undefined)
      this.settings.push({ keyword: line.keyword, value, file, line: number, final: this.#final, general: this.#general })
  }
}

/**
 * Finds where each keyword that decides on the connection was set for this host.
 * @param log what `ssh -G -vvv` printed on its standard error
 * @param read the text of a file that the log names, or null when it cannot be read; bounded by the caller
 */
export function traceConfig(log: string, read: (file: string) => string | null): ConfigTrace {
  const steps = log
    .split(/\r?\n/)
    .map(step)
    .filter((one) => one !== null)
  const walk = new Walk(steps, read)
  const complete = walk.run()
  return { settings: walk.settings, complete }
}

/** Criteria of Match that take no argument: match_cfg_line() in readconf.c. */
const WITHOUT_ARGUMENT = new Set(['all', 'canonical', 'final'])

function isExec(criteria: readonly string[]): boolean {
  for (let index = 0; index < criteria.length; index++) {
    const name = (criteria[index] ?? '').replace(/^!/, '').toLowerCase()
    if (name === 'exec' || name.startsWith('exec=')) return true
    if (!WITHOUT_ARGUMENT.has(name) && !name.includes('=')) index++
  }
  return false
}

/** Whether the log shows a `Match … exec` in any file read, applied or not. */
export function hasMatchExec(log: string): boolean {
  return log.split(/\r?\n/).some((line) => {
    if (line.length > MAX_LINE) return false
    const match = /^debug2: checking match for '(.*)' host .* originally /.exec(line)
    return line.startsWith('debug1: Executing command: ') || (match !== null && isExec(parseConfigLine(`match ${match[1]}`)?.words ?? []))
  })
}
