import { CodedError } from '../model/error.ts'
import { parseAddress } from '../net/address.ts'
import { printable } from '../net/printable.ts'

/** RFC 1035 section 2.3.4, as text without the dot at its end. */
const MAX_NAME = 253

const quoted = (text: string): string => `"${printable(text, 80)}"`

function invalid(message: string, hint: string): CodedError {
  return new CodedError('host-invalid', message, hint)
}

/**
 * What no resolver can make an address of: only for a host that is still as typed after ssh_config was read, as an alias may be any text.
 * @throws CodedError `host-invalid`, with the way to write what was probably meant
 */
export function checkConnectable(host: string): void {
  const isUrl = /^[a-z][a-z0-9+.-]*:\/\//i.test(host)
  if (isUrl)
    throw invalid(`${quoted(host)} is not an address of an SSH server (the only scheme is ssh://)`, 'sshwhy ssh://[user@]host[:port]')
  if (host.includes('/')) {
    throw invalid(`${quoted(host)} is not a host name (host names cannot contain /)`, 'leave the path or the mask out: sshwhy [user@]host')
  }
  const bracket = /[[\]]/.exec(host)?.[0]
  if (bracket !== undefined) {
    const why = `a ${bracket} without its counterpart, or in the wrong place`
    throw invalid(`${quoted(host)} is not a host name (${why})`, 'sshwhy [user@]host:port, or for IPv6 [user@][ADDRESS]:port')
  }
  const [first = '', ...more] = host.split(':')
  if (more.length === 1) throw invalid(`${quoted(more[0] ?? '')} is not a port (1 to 65535)`, `sshwhy -p PORT ${printable(first, 80)}`)
  if (more.length > 1 && parseAddress(host.split('%', 1)[0] ?? '') === null) {
    throw invalid(`${quoted(host)} is not an IPv6 address`, 'sshwhy [user@]host:port, or for IPv6 [user@][ADDRESS]:port')
  }
  if (host.replace(/\.$/, '').length > MAX_NAME) {
    throw invalid(`${quoted(host)} is not a host name (it has ${host.length} characters, of at most ${MAX_NAME})`, 'sshwhy [user@]host')
  }
}
