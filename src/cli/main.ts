import { CodedError } from '../model/error.ts'
import { write } from './output.ts'
import { parse } from './parse.ts'
import type { CommandLine } from './parse.ts'
import { VERSION } from '../model/version.ts'

/** Each part is loaded when it is asked for: the time to start is a promise of docs/performance.md. */
async function dispatch({ options, command, words }: CommandLine): Promise<number> {
  if (options.help || command === 'help') return (await import('./help.ts')).help()
  if (options.version) {
    write(1, `sshwhy ${VERSION}\n`)
    return 0
  }
  if (options.explain !== undefined) return (await import('./explain.ts')).explain(options.explain)
  if (command === 'replay') return (await import('./replay.ts')).replay(words, options)
  if (command === 'explain') return (await import('./explain-words.ts')).explainWords(words, options)
  if (command === 'firewall') return (await import('./firewall.ts')).firewall(words, options)
  if (command === 'schema') return (await import('./schema.ts')).schema(words)
  if (command === 'doctor') return (await import('./doctor.ts')).doctor(words, options)
  if (command === 'completion') return (await import('./completion.ts')).completion(words)
  if (words.length === 0) throw new CodedError('no-destination', 'no host was named', 'sshwhy [user@]host, or sshwhy --help')
  return (await import('./run.ts')).run(words, options)
}

/**
 * The command. Never rejects.
 * @param argv what follows the name of the program
 * @returns the exit code: EXIT in model/error.ts
 */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    return await dispatch(argv.length === 1 && argv[0] === '-h' ? parse(['--help']) : parse(argv))
  } catch (error) {
    return (await import('./failure.ts')).fail(error, argv.includes('--json'))
  }
}
