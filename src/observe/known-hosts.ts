import { existsSync } from 'node:fs'
import type { Capture, Unseen } from '../model/observation.ts'
import type { Target } from '../model/target.ts'
import { configValues } from '../ssh/config-values.ts'
import { hostKeyOrder, joinFound, knownNames, parseKnownLines } from '../ssh/known-hosts.ts'
import { runProgram } from './run-program.ts'

/** What known_hosts has for a target. */
export interface KnownHosts {
  /** One of each file of source `known-hosts`: its path, status 0 when something was found, and the lines of joinFound(). */
  readonly captures: readonly Capture[]
  readonly unseen: readonly Unseen[]
  /** HostKeyAlgorithms as ssh orders them for this host: see hostKeyOrder(). */
  readonly order: readonly string[]
}

const NOTHING: KnownHosts = { captures: [], unseen: [], order: [] }
const TIMEOUT_MS = 2000
const MAX_FILES = 8
/** Status of ssh-keygen -F when nothing was found; 255 when the file cannot be read. */
const NOT_FOUND = 1

/**
 * Looks the target up in the files that ssh would read, by ssh-keygen -F, which writes nothing: hashed names, patterns and markers are
 * its business. Once more with -l, which passes over the keys that ssh cannot read either.
 * @param captures with the one of source `ssh-g`; without it nothing is looked up
 * @throws the reason of the signal
 */
export async function lookUpKnownHosts(target: Target, captures: readonly Capture[], signal: AbortSignal): Promise<KnownHosts> {
  const said = captures.find(({ source, code }) => source === 'ssh-g' && code === 0)
  if (!said) return NOTHING
  const config = configValues(said.out)
  const { name, withoutPort } = knownNames(target.host, target.port, config.get('hostkeyalias'))
  const names = withoutPort === null ? [name] : [name, withoutPort]
  const files = [...config.all('userknownhostsfile'), ...config.all('globalknownhostsfile')].flatMap(filesOf).slice(0, MAX_FILES)
  const read = await Promise.all(files.map((file) => lookUpIn(file, names, signal)))
  if (read.includes('absent')) {
    return { ...NOTHING, unseen: [{ what: 'known_hosts', why: 'there is no ssh-keygen here that could look into it' }] }
  }
  const found = read.filter((one) => one !== 'absent')
  const unseen = found.flatMap(({ command, code }) => (code > NOT_FOUND ? [{ what: command, why: 'ssh-keygen -F could not read it' }] : []))
  const known = found.flatMap(({ command, out }) => parseKnownLines(command, out)).filter((line) => line.name === name)
  const order = hostKeyOrder(config.list('hostkeyalgorithms'), known)
  // Without any file nothing is known, and that is known.
  return { captures: found.length > 0 ? found : [capture('none', NOT_FOUND, [], false)], unseen, order }
}

async function lookUpIn(file: string, names: readonly string[], signal: AbortSignal): Promise<Capture | 'absent'> {
  if (!existsSync(file)) return capture(file, NOT_FOUND, [], false)
  const runs = await Promise.all(
    names.map(async (name) => {
      const ask = (...more: readonly string[]) => runProgram('ssh-keygen', [...more, '-F', name, '-f', file], signal, TIMEOUT_MS)
      const [found, listed] = await Promise.all([ask(), ask('-l', '-E', 'sha256')])
      return { name, found, listed }
    }),
  )
  if (runs.some(({ found }) => found.ended === 'absent')) return 'absent'
  const failed = runs.flatMap(({ found, listed }) => [found, listed]).find(({ ended, code }) => ended !== 'exit' || code > NOT_FOUND)
  if (failed) return capture(file, failed.code > NOT_FOUND ? failed.code : 255, [], false)
  const joined = runs.map(({ name, found, listed }) => joinFound(name, found.out, listed.out))
  const lines = joined.flatMap((one) => one.lines)
  const cut = joined.some((one) => one.cut)
  return capture(file, lines.length > 0 ? 0 : NOT_FOUND, lines, cut)
}

function capture(file: string, code: number, lines: readonly string[], cut: boolean): Capture {
  return { side: 'client', source: 'known-hosts', command: file, code, out: lines.join('\n'), cut }
}

/** The files of a value of `ssh -G`, which prints paths with blanks as they are, one after the other: the longest join that is a file is one. */
export function filesOf(value: string): readonly string[] {
  if (value.toLowerCase() === 'none') return []
  const words = value.split(' ').filter((word) => word !== '')
  const files: string[] = []
  for (let at = 0; at < words.length;) {
    let end = Math.min(words.length, at + 8)
    while (end > at + 1 && !existsSync(words.slice(at, end).join(' '))) end--
    files.push(words.slice(at, end).join(' '))
    at = end
  }
  return files
}
