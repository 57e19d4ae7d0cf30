import { CodedError } from '../model/error.ts'
import { printable } from '../net/printable.ts'
import { parseSshArguments, type SshCommandLine } from '../ssh/command-line.ts'
import { parseJumpHost } from '../ssh/jump-host.ts'
import { resolveTarget, type Resolved } from './resolve.ts'

/** One machine on the way, and what ssh makes of its name. */
export interface Leg {
  /** As ssh_config or the command line writes it. */
  readonly name: string
  readonly line: SshCommandLine
  readonly resolved: Resolved
}

/** The jump hosts in the order of travel, and the target. */
export interface Journey {
  readonly hops: readonly Leg[]
  readonly target: Leg
}

/** As many as make sense; ssh itself has no limit. */
const MAX_HOPS = 8

/** The configuration file named by -F: the only option that ssh hands on to the ssh that reaches a jump host. */
function configFile(passed: readonly string[]): readonly string[] {
  const at = passed.indexOf('-F')
  const file = passed[at + 1]
  return at >= 0 && file !== undefined ? ['-F', file] : []
}

async function resolveHop(name: string, more: readonly string[], signal: AbortSignal): Promise<Leg> {
  const parsed = parseJumpHost(name)
  if (!parsed)
    throw new CodedError('jump-host-invalid', `the jump host "${printable(name, 80)}" is not understood`, 'ProxyJump [user@]host[:port]')
  const words = [
    ...more,
    ...(parsed.user === null ? [] : ['-l', parsed.user]),
    ...(parsed.port === null ? [] : ['-p', String(parsed.port)]),
    '--',
    parsed.host,
  ]
  const line = parseSshArguments(words)
  return { name, line, resolved: await resolveTarget(line, { signal }) }
}

/**
 * The whole way of `ssh`, each jump host resolved as the ssh that goes there would do it: with -F, and nothing else of the command line. The
 * first may have a ProxyJump of its own; for the others ssh gives the way.
 * @throws CodedError when a jump host is none, or the way comes back to itself
 */
export async function plan(line: SshCommandLine, resolved: Resolved, signal: AbortSignal): Promise<Journey> {
  const target: Leg = { name: line.destination.input, line, resolved }
  const file = configFile(line.passed)
  const hops: Leg[] = []
  let names = resolved.target.via
  for (;;) {
    const [first, ...rest] = names
    if (first === undefined) break
    const later = await Promise.all(rest.map((name) => resolveHop(name, [...file, '-o', 'ProxyJump=none'], signal)))
    const leg = await resolveHop(first, file, signal)
    hops.unshift(leg, ...later)
    if (hops.length > MAX_HOPS)
      throw new CodedError(
        'too-many-jumps',
        `more than ${MAX_HOPS} jump hosts, or a loop by way of ${printable(first, 80)}`,
        'look at ProxyJump in your ssh_config',
      )
    names = leg.resolved.target.via
  }
  return { hops, target }
}
