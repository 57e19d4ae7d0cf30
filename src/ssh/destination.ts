import { CodedError } from '../model/error.ts'
import { parseAddress } from '../net/address.ts'
import { printable } from '../net/printable.ts'
import { isDomain, whyNotHost, whyNotUser } from './valid-name.ts'

/** What was typed in the place of ssh's `destination`, taken apart. */
export interface Destination {
  /** Verbatim. */
  readonly input: string
  /** Without brackets and without the port. */
  readonly host: string
  readonly user: string | null
  readonly port: number | null
}

const quoted = (text: string): string => `"${printable(text, 80)}"`

/** A password in a URL is never shown: all between the first colon and the last `@`. */
const withoutPassword = (text: string): string => text.replace(/^(ssh:\/\/[^:@]*):.*@/s, '$1:…@')

/** @throws CodedError when OpenSSH refuses the host name */
export function checkHost(host: string): void {
  const why = whyNotHost(host)
  if (why !== null) throw new CodedError('not-a-host', `${quoted(host)} is not a host name (${why})`, 'sshwhy [user@]host')
}

/** @throws CodedError when OpenSSH refuses the user name */
export function checkUser(user: string): void {
  const why = whyNotUser(user)
  // OpenSSH takes `ann:secret` for a user name.
  const shown = quoted(user.replace(/(?<=.):(?!\/\/).*/s, ':…'))
  if (why !== null) throw new CodedError('not-a-user', `${shown} is not a user name (${why})`, 'sshwhy [user@]host')
}

function portNumber(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (port >= 1 && port <= 65535) return port
  throw new CodedError('not-a-port', `${quoted(text)} is not a port (1 to 65535)`, 'sshwhy -p PORT [user@]host')
}

/** `host`, `host:port`, `[host]`, `[host]:port`. Two colons without brackets are an IPv6 address, whatever the last group looks like. */
function hostAndPort(text: string): { host: string; port: number | null } {
  const bracketed = /^\[([^[\]]*)\](?::(.*))?$/s.exec(text)
  if (bracketed) return { host: bracketed[1] ?? '', port: bracketed[2] === undefined ? null : portNumber(bracketed[2]) }
  // ssh would look up `host:path` as a name: what is no port number stays as it is.
  const withPort = /^([^:]+):(\d+)$/.exec(text)
  return withPort ? { host: withPort[1] ?? '', port: portNumber(withPort[2] ?? '') } : { host: text, port: null }
}

/** urldecode() in misc.c: `+` is a space, `%00` is refused. */
function urlDecoded(text: string): string | null {
  const escaped = text.replaceAll('+', ' ')
  if (/%(?![0-9A-Fa-f]{2})|%00/.test(escaped)) return null
  try {
    return decodeURIComponent(escaped)
  } catch {
    return null
  }
}

/** parse_ssh_uri() in readconf.c, and beyond it a bracketed IPv6 address. */
function parseUri(input: string, rest: string): Destination {
  const refuse = (why: string): CodedError =>
    new CodedError(
      'not-a-destination',
      `${quoted(withoutPassword(input))} is not an address of an SSH server (${why})`,
      'sshwhy ssh://[user@]host[:port]',
    )
  const at = rest.indexOf('@')
  const name = at === -1 ? null : urlDecoded(rest.slice(0, at).split(';', 1)[0] ?? '')
  if (at !== -1 && name === null) throw refuse('its user name has a wrong % escape')
  if (name === '') throw refuse('its user name is empty')
  const slash = rest.indexOf('/', at + 1)
  if (slash !== -1 && slash !== rest.length - 1) throw refuse('ssh:// takes no path')
  const { host, port } = hostAndPort(rest.slice(at + 1, slash === -1 ? undefined : slash).replace(/:$/, ''))
  if (!isDomain(host) && parseAddress(host.split('%', 1)[0] ?? '') === null) {
    // What stands before an `@` that should have been %40 may belong to a password.
    throw refuse(`${quoted(host.replace(/^.*@/s, '…@'))} is not a domain name`)
  }
  return { input, host, user: name, port }
}

/**
 * Takes apart `[user@]host` and `ssh://[user@]host[:port]` as ssh(1) does, and beyond it `[user@]host:port`, `[user@][v6]` and
 * `[user@][v6]:port`.
 * @throws CodedError when OpenSSH's own rules refuse the user or the host, or what stands after the colon is no port
 */
export function parseDestination(input: string): Destination {
  const destination = input.startsWith('ssh://') ? parseUri(input, input.slice('ssh://'.length)) : parsePlain(input)
  if (destination.user !== null) checkUser(destination.user)
  checkHost(destination.host)
  return destination
}

/** The user ends at the last `@`, as in ssh: `ann@corp.com@db1`. */
function parsePlain(input: string): Destination {
  const at = input.lastIndexOf('@')
  return { input, user: at === -1 ? null : input.slice(0, at), ...hostAndPort(input.slice(at + 1)) }
}
