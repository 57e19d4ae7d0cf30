import type { Changed } from '../model/target.ts'
import { parseAddress, sameAddress } from '../net/address.ts'
import type { SshCommandLine } from './command-line.ts'
import type { Setting } from './config-origin.ts'
import type { Dump } from './dump.ts'
import { expandHostName } from './literal-target.ts'

const DEFAULT_PORT = 22

/** A numeric address, in whatever form getaddrinfo(3) takes one: ssh itself rewrites it, without any configuration. */
const isNumeric = (host: string): boolean => parseAddress(host) !== null || /^[\d.]+$|^0x/i.test(host)

const equalNames = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase()

/** One question to the files: the first setting of the keyword whose value is the one that ssh resolved. */
type Origin = (keyword: string, fits: (value: string, setting: Setting) => boolean) => Setting | undefined

function change(keyword: string, typed: string | number, resolved: string | number, from: Setting | undefined): Changed {
  return from ? { keyword, typed, resolved, file: from.file, line: from.line } : { keyword, typed, resolved }
}

function changedHost(host: string, resolved: string, origin: Origin): readonly Changed[] {
  if (equalNames(host, resolved) || sameAddress(host, resolved)) return []
  // In the second pass over the files ssh has a host name already.
  const named = origin('hostname', (value, { final }) => !final && equalNames(expandHostName(value, host), resolved))
  if (named) return [change('HostName', host, resolved, named)]
  const canonical = origin('canonicalizehostname', (value) => !equalNames(value, 'no'))
  if (canonical) return [change('CanonicalizeHostname', host, resolved, canonical)]
  return isNumeric(host) ? [] : [change('HostName', host, resolved, undefined)]
}

function changedProxy(dump: Dump, origin: Origin): readonly Changed[] {
  const hops = dump.proxyJump.join(',')
  if (hops !== '') {
    const from = origin('proxyjump', (value) => !equalNames(value, 'none'))
    return [change('ProxyJump', 'none', hops, from)]
  }
  if (dump.proxyCommand === null) return []
  const from = origin('proxycommand', (value) => value !== 'none')
  return [change('ProxyCommand', 'none', 'a command', from)]
}

/**
 * What ssh_config changed against what was typed, in the order in which it matters. What stands on the command line counts as typed.
 * @param settings where the keywords were set; only asked when something was changed
 * @param localUser the user that ssh takes when none is given; null when not known
 * @param master the control socket of a running master connection, which ssh would use instead of a new connection
 */
export function changedBy(
  line: SshCommandLine,
  dump: Dump,
  settings: () => readonly Setting[],
  localUser: string | null,
  master: string | null,
): readonly Changed[] {
  const { typed, destination } = line
  const origin: Origin = (keyword, fits) => settings().find((setting) => setting.keyword === keyword && fits(setting.value, setting))
  /** A text that ssh takes from the file as it stands. */
  const plain = (keyword: string, was: string, value: string | null): readonly Changed[] =>
    value === null
      ? []
      : [
          change(
            keyword,
            was,
            value,
            origin(keyword.toLowerCase(), (text) => equalNames(text, value)),
          ),
        ]

  const changed: Changed[] = []
  if (typed.hostName === undefined) changed.push(...changedHost(destination.host, dump.host, origin))
  if (typed.port === undefined && dump.port !== DEFAULT_PORT) {
    const from = origin('port', (value) => Number(value) === dump.port || !/^\d+$/.test(value))
    changed.push(change('Port', DEFAULT_PORT, dump.port, from))
  }
  if (typed.user === undefined && localUser !== null && dump.user !== localUser) {
    const from = origin('user', (value) => value === dump.user || /[%$]/.test(value))
    changed.push(change('User', localUser, dump.user, from))
  }
  if (typed.proxyJump === undefined && typed.proxyCommand === undefined) changed.push(...changedProxy(dump, origin))
  if (typed.bindAddress === undefined) changed.push(...plain('BindAddress', 'none', dump.bindAddress))
  if (typed.bindInterface === undefined) changed.push(...plain('BindInterface', 'none', dump.bindInterface))
  if (typed.family === undefined) changed.push(...plain('AddressFamily', 'any', dump.family === 'any' ? null : dump.family))
  if (typed.controlPath === undefined && master !== null) {
    const from = origin('controlpath', (value) => !equalNames(value, 'none'))
    changed.push(change('ControlPath', 'none', master, from))
  }
  return changed
}
