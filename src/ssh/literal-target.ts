import { CodedError } from '../model/error.ts'
import type { Target } from '../model/target.ts'
import { printable } from '../net/printable.ts'
import type { SshCommandLine } from './command-line.ts'
import { checkHost } from './destination.ts'
import { hopsOf } from './dump.ts'

const DEFAULT_PORT = 22

/** a2port() in misc.c, with the one service name that can be known without asking the system. */
function portOf(text: string): number {
  if (text.toLowerCase() === 'ssh') return DEFAULT_PORT
  const port = /^\s*\+?\d{1,16}$/.test(text) ? Number(text) : 0
  if (port >= 1 && port <= 65535) return port
  throw new CodedError('not-a-port', `"${printable(text, 80)}" is not a port (1 to 65535)`, 'sshwhy -p PORT [user@]host')
}

/** percent_expand() of HostName: `%h` is the host as typed. */
export function expandHostName(text: string, host: string): string {
  return text.replaceAll(/%[h%]/g, (token) => (token === '%h' ? host : '%'))
}

/**
 * The target as the command line alone gives it, where ssh could not be asked.
 * @throws CodedError when the port typed is none
 */
export function literalTarget(line: SshCommandLine): Target {
  const { destination, typed } = line
  const host = typed.hostName === undefined ? destination.host : expandHostName(typed.hostName, destination.host)
  checkHost(host)
  return {
    input: destination.input,
    host,
    port: typed.port === undefined ? DEFAULT_PORT : portOf(typed.port),
    user: typed.user ?? null,
    resolvedBy: 'literal',
    via: hopsOf(typed.proxyJump ?? 'none'),
    proxyCommand: typed.proxyCommand ?? false,
    family: typed.family === 'inet' || typed.family === 'inet6' ? typed.family : 'any',
    bindAddress: typed.bindAddress ?? null,
    bindInterface: typed.bindInterface ?? null,
    changed: [],
    matchExec: false,
  }
}
