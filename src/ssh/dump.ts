/** What of `ssh -G` is read. All else stays where it is: SetEnv, ProxyCommand and others may hold secrets. */
export interface Dump {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly family: 'any' | 'inet' | 'inet6'
  readonly bindAddress: string | null
  readonly bindInterface: string | null
  /** The hops in the order of travel. */
  readonly proxyJump: readonly string[]
  /** Where a master connection would be shared; null when none is. */
  readonly controlPath: string | null
  /** Whether there is one; its text is dropped. */
  readonly proxyCommand: boolean
}

const KEYWORDS = new Set(['hostname', 'port', 'user', 'addressfamily', 'bindaddress', 'bindinterface', 'proxyjump', 'controlpath'])

/**
 * The hops of a ProxyJump; `none` is how ssh_config says that there are none. `ssh -G` puts IPv4 addresses into brackets: those are
 * taken off, where no IPv6 address needs them.
 */
export function hopsOf(proxyJump: string): readonly string[] {
  const text = (proxyJump.split('#', 1)[0] ?? '').trim()
  return text === '' || text.toLowerCase() === 'none' ? [] : text.split(',').map((hop) => hop.trim().replace(/\[([^[\]:]*)\](?=$|:)/, '$1'))
}

/** Reads what dump_client_config() in readconf.c prints; null when it is not that. */
export function parseDump(text: string): Dump | null {
  const values = new Map<string, string>()
  let proxyCommand = false
  for (const line of text.split(/\r?\n/)) {
    const space = line.indexOf(' ')
    const keyword = line.slice(0, space)
    if (keyword === 'proxycommand')
      proxyCommand =
        line
          .slice(space + 1)
          .trim()
          .toLowerCase() !== 'none'
    else if (KEYWORDS.has(keyword) && !values.has(keyword)) values.set(keyword, line.slice(space + 1))
  }
  const host = values.get('hostname')
  const user = values.get('user')
  const port = Number(values.get('port'))
  if (host === undefined || host === '' || user === undefined || !Number.isInteger(port) || port < 1 || port > 65535) return null
  const family = values.get('addressfamily')
  return {
    host,
    port,
    user,
    family: family === 'inet' || family === 'inet6' ? family : 'any',
    bindAddress: values.get('bindaddress') ?? null,
    bindInterface: values.get('bindinterface') ?? null,
    controlPath: values.get('controlpath') ?? null,
    proxyJump: hopsOf(values.get('proxyjump') ?? 'none'),
    proxyCommand,
  }
}
