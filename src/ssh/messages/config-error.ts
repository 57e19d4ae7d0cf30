/** What a configuration file made ssh refuse. `file` and `line` are null where ssh does not name them. */
export interface ConfigError {
  readonly file: string | null
  readonly line: number | null
  /** ssh's words without the file and the line. */
  readonly text: string
  /** The whole line, without the command of a `Match exec`: from it alone the same error is read again. */
  readonly said: string
}

/** The name that readconf.c gives to -o. */
export const COMMAND_LINE = 'command-line'

/** error() and fatal() of readconf.c: `F line N: text`, and parse_token(): `F: line N: text`. */
const AT_LINE = /^(.+?):? line (\d+): (.+)$/
/** Printed on the way, and not the reason to refuse. */
const HARMLESS = /^(?:Unsupported option "|Unable to expand user config file )/
/** fatal() in read_config_file_depth() of readconf.c. */
const WITH_FILE: readonly RegExp[] = [/^Bad owner or permissions on (.+)$/, /^fstat (.+): [^:]+$/]
const TERMINATING = /^(.+): terminating, \d+ bad configuration options$/
/** fatal() in ssh.c, readconf.c and misc.c, about what the configuration as a whole says. */
const WITHOUT_FILE: readonly RegExp[] = [
  /^Too many recursive configuration includes$/,
  /^Too many (?:identity|certificate) files specified \(max \d+\)$/,
  /^Identity file path .* too long$/,
  /^invalid environment variable expansion$/,
  /^(?:\w+: )?unknown key %./,
  /^jumphost loop via /,
  /^inconsistent options: ProxyCommand\+ProxyJump$/,
  /^ProxyCommand=- and ProxyUseFDPass are incompatible$/,
  /^Invalid number of ConnectionAttempts$/,
  /^Cannot execute command-line and remote command\.$/,
  /^Invalid (?:Global|User)KnownHostsFiles: /,
  /^Invalid IdentityAgent environment variable name /,
  /^Invalid ForwardAgent environment variable name /,
  /^Shell ".*" is not executable: /,
]

/** The command of a `Match exec` may hold a secret, and is not ours to repeat. */
const withoutCommand = (line: string): string => line.replace(/(: (?:match exec|failed to expand match exec)) '.*'/, "$1 '…'")

function atLine(line: string): ConfigError | null {
  const said = withoutCommand(line)
  const match = AT_LINE.exec(said)
  if (!match || HARMLESS.test(match[3] ?? '')) return null
  return { file: match[1] ?? '', line: Number(match[2]), text: match[3] ?? '', said }
}

const unlocated = (file: string | null, said: string): ConfigError => ({ file, line: null, text: said, said })

/**
 * Finds what in the configuration made ssh give up. For -o the file is `command-line`.
 * @param lines what ssh printed on its standard error, without debug lines
 */
export function recogniseConfigError(lines: readonly string[]): ConfigError | null {
  const located = lines.map(atLine).filter((error) => error !== null)
  const ended = lines.find((line) => TERMINATING.test(line))
  const file = ended === undefined ? null : (TERMINATING.exec(ended)?.[1] ?? null)
  const first = file === null ? located.at(-1) : located.find((error) => error.file === file)
  if (first) return first
  if (ended !== undefined) return unlocated(file, ended)
  for (const line of lines) {
    const named = WITH_FILE.map((text) => text.exec(line)?.[1]).find((name) => name !== undefined)
    if (named !== undefined) return unlocated(named, line)
    if (WITHOUT_FILE.some((text) => text.test(line))) return unlocated(null, line)
  }
  return null
}
