import type { Changed } from '../model/target.ts'
import { parseAddress, sameAddress } from '../net/address.ts'
import type { SshCommandLine } from './command-line.ts'
import type { ConfigTrace, Setting } from './config-origin.ts'
import type { Dump } from './dump.ts'
import { expandHostName } from './literal-target.ts'

const DEFAULT_PORT = 22

/** A numeric address, in whatever form getaddrinfo(3) takes one: ssh itself rewrites it, without any configuration. */
const isNumeric = (host: string): boolean => parseAddress(host) !== null || /^[\d.]+$|^0x/i.test(host)

/**
 * What ssh_config changed against what was typed. A setting is only named as the origin when its value is the one that ssh resolved.
 * @param localUser the user ssh takes when none is given; null when not known
 */
export function changedBy(line: SshCommandLine, dump: Dump, trace: ConfigTrace, localUser: string | null): readonly Changed[] {
  const { typed, destination } = line
  const origin = (keyword: string, fits: (value: string) => boolean): Setting | undefined =>
    trace.settings.find((setting) => setting.keyword === keyword && fits(setting.value))
  const entry = (keyword: string, was: string | number, is: string | number, from: Setting | undefined): Changed => ({
    keyword,
    typed: was,
    resolved: is,
    ...(from && { file: from.file, line: from.line }),
  })
  const changed: Changed[] = []

  const host = destination.host
  if (typed.hostName === undefined && host.toLowerCase() !== dump.host.toLowerCase() && !sameAddress(host, dump.host)) {
    const named = trace.settings.find(
      (setting) =>
        setting.keyword === 'hostname' && !setting.final && expandHostName(setting.value, host).toLowerCase() === dump.host.toLowerCase(),
    )
    const canonical = origin('canonicalizehostname', (value) => value.toLowerCase() !== 'no')
    if (named) changed.push(entry('HostName', host, dump.host, named))
    else if (canonical) changed.push(entry('CanonicalizeHostname', host, dump.host, canonical))
    else if (!isNumeric(host)) changed.push(entry('HostName', host, dump.host, undefined))
  }
  if (typed.port === undefined && dump.port !== DEFAULT_PORT)
    changed.push(
      entry(
        'Port',
        DEFAULT_PORT,
        dump.port,
        origin('port', (value) => Number(value) === dump.port || !/^\d+$/.test(value)),
      ),
    )
  if (typed.user === undefined && localUser !== null && dump.user !== localUser)
    changed.push(
      entry(
        'User',
        localUser,
        dump.user,
        origin('user', (value) => value === dump.user || /[%$]/.test(value)),
      ),
    )
  if (typed.proxyJump === undefined && typed.proxyCommand === undefined) {
    if (dump.proxyJump.length > 0)
      changed.push(
        entry(
          'ProxyJump',
          'none',
          dump.proxyJump.join(','),
          origin('proxyjump', (value) => value.toLowerCase() !== 'none'),
        ),
      )
    if (dump.proxyCommand)
      changed.push(
        entry(
          'ProxyCommand',
          'none',
          'a command',
          origin('proxycommand', (value) => value !== 'none'),
        ),
      )
  }
  if (typed.bindAddress === undefined && dump.bindAddress !== null)
    changed.push(
      entry(
        'BindAddress',
        'none',
        dump.bindAddress,
        origin('bindaddress', (value) => value === dump.bindAddress),
      ),
    )
  if (typed.bindInterface === undefined && dump.bindInterface !== null)
    changed.push(
      entry(
        'BindInterface',
        'none',
        dump.bindInterface,
        origin('bindinterface', (value) => value === dump.bindInterface),
      ),
    )
  if (typed.family === undefined && dump.family !== 'any')
    changed.push(
      entry(
        'AddressFamily',
        'any',
        dump.family,
        origin('addressfamily', (value) => value.toLowerCase() === dump.family),
      ),
    )
  return changed
}
