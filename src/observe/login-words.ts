import { WITH_VALUE } from '../ssh/option-letters.ts'

/** Flags of ssh(1) that forward, share, detach or open a session: a login that is only tried does none of it. */
const DROPPED_FLAGS = new Set('AfgMNnsTtXY')
/** Options with a value that do, and -E. */
const DROPPED_VALUES = new Set('DEeLORSWw')

/** What of the user's own words decides on the login; SshCommandLine.passed in, and out. */
export function wordsOfLogin(passed: readonly string[]): readonly string[] {
  const kept: string[] = []
  for (let at = 0; at < passed.length; at++) {
    const word = passed[at] ?? ''
    const letter = word[1] ?? ''
    if (word.length === 2 && WITH_VALUE.has(letter)) {
      const value = passed[++at]
      if (value !== undefined && !DROPPED_VALUES.has(letter)) kept.push(word, value)
      continue
    }
    const flags = Array.from(word.slice(1)).filter((flag) => !DROPPED_FLAGS.has(flag) && flag !== 'K')
    if (flags.length > 0) kept.push(`-${flags.join('')}`)
    // -K also delegates credentials.
    if (word.includes('K')) kept.push('-o', 'GSSAPIAuthentication=yes')
  }
  return kept
}

export interface LoginWords {
  /** SshCommandLine.passed. */
  readonly passed: readonly string[]
  /** The host as typed, without its user and port, which stand in `passed`. */
  readonly host: string
  /** Where the master socket appears once the login has come about; see startLogin(). */
  readonly controlPath: string
  /** Where ssh writes its log, away from what the server says. */
  readonly logFile: string
  /** Whether `ssh -G` knows a keyword, given in lower case: an older ssh refuses a command line with one that it does not know. */
  readonly knows: (keyword: string) => boolean
  readonly connectSeconds: number
  /** AddressFamily, where only one family is to be tried. */
  readonly family: 'inet' | 'inet6' | null
}

/**
 * The words of an ssh that logs in as the user's own ssh would, and does nothing else: it opens no session, forwards nothing, runs no
 * command of the user's after the login, asks for nothing and writes nothing. The first value of a keyword wins, so these stand first.
 * @returns what follows `ssh`
 */
export function loginWords({ passed, host, controlPath, logFile, knows, connectSeconds, family }: LoginWords): readonly string[] {
  const keywords: readonly (readonly [string, string])[] = [
    ['BatchMode', 'yes'],
    ['NumberOfPasswordPrompts', '0'],
    ['ControlMaster', 'yes'],
    ['ControlPersist', 'no'],
    ['ClearAllForwardings', 'yes'],
    ['PermitLocalCommand', 'no'],
    ['StrictHostKeyChecking', 'yes'],
    ['UpdateHostKeys', 'no'],
    ['VisualHostKey', 'no'],
    ['ForwardAgent', 'no'],
    ['ForwardX11', 'no'],
    ['GSSAPIDelegateCredentials', 'no'],
    ['Tunnel', 'no'],
    ['ConnectTimeout', String(connectSeconds)],
    ['ConnectionAttempts', '1'],
    ...(knows('addkeystoagent') ? ([['AddKeysToAgent', 'no']] as const) : []),
    ...(knows('forkafterauthentication') ? ([['ForkAfterAuthentication', 'no']] as const) : []),
    ...(family === null ? [] : ([['AddressFamily', family]] as const)),
  ]
  return [
    '-vvv',
    '-N',
    '-T',
    '-E',
    logFile,
    '-S',
    // ssh expands %-tokens in it.
    controlPath.replaceAll('%', '%%'),
    ...keywords.flatMap(([keyword, value]) => ['-o', `${keyword}=${value}`]),
    ...wordsOfLogin(passed),
    '--',
    host,
  ]
}
