/** What ssh says of its own command line: main() in ssh.c, and getopt(3) of glibc, musl, the BSDs and openbsd-compat. */
const TEXTS: readonly RegExp[] = [
  /^Bad (?:port|tun device|escape character|(?:local|remote|dynamic|stdio) forwarding specification) '/,
  /^Unknown (?:cipher|mac) type '/,
  /^Invalid -J argument$/,
  /^Only a single -J option /,
  /^Cannot specify (?:-J with|multiplexing command with|stdio forward with|-N with|-s with)/,
  /^(?:Multiplexing command already specified|stdio forward already specified|Invalid multiplex command\.)$/,
  /^Can't (?:open user config file|specify both -y and -E)/,
  /^Cannot fork into background without a command to execute\.$/,
  /^You must specify a subsystem to invoke\.$/,
  /^(?:hostname|remote username) contains invalid characters$/,
  /^SSH protocol v\.1 is no longer supported$/,
  /^(?:\S+: )?(?:unknown|illegal|invalid|unrecognized) option -- /,
  /^(?:\S+: )?option requires an argument -- /,
]

/** The line in which ssh refuses what was typed; null when it does not. */
export function recogniseUsageError(lines: readonly string[]): string | null {
  return (
    lines.find((line) => TEXTS.some((text) => text.test(line))) ?? (lines.find((line) => line.startsWith('usage: ssh ')) ? 'usage' : null)
  )
}
