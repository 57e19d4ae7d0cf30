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
  /** Its text, which may hold secrets: never to be recorded or shown. Null: there is none. */
  readonly proxyCommand: string | null
  /** The lines of KEPT, in their order: fit to be recorded. */
  readonly kept: string
}

/** What is recorded of `ssh -G` besides the target: keywords whose values hold no secrets and decide on keys, algorithms and logins. */
const KEPT = new Set([
  'host',
  'addkeystoagent',
  'batchmode',
  'casignaturealgorithms',
  'certificatefile',
  'checkhostip',
  'ciphers',
  'connecttimeout',
  'forkafterauthentication',
  'gssapiauthentication',
  'gssapikeyexchange',
  'globalknownhostsfile',
  'hostkeyalgorithms',
  'hostkeyalias',
  'identitiesonly',
  'identityagent',
  'identityfile',
  'kbdinteractiveauthentication',
  'kexalgorithms',
  'macs',
  'nohostauthenticationforlocalhost',
  'passwordauthentication',
  'preferredauthentications',
  'pubkeyacceptedalgorithms',
  'pubkeyacceptedkeytypes',
  'pubkeyauthentication',
  'requiredrsasize',
  'revokedhostkeys',
  'stricthostkeychecking',
  'userknownhostsfile',
  'verifyhostkeydns',
])
const MAX_KEPT = 65_536

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
  const kept: string[] = []
  let proxyCommand: string | null = null
  for (const line of text.split(/\r?\n/)) {
    const space = line.indexOf(' ')
    const keyword = line.slice(0, space)
    if (KEPT.has(keyword)) kept.push(line)
    // Its arguments may hold secrets; that it is there decides whether known_hosts is all that ssh knows.
    if (keyword === 'knownhostscommand') kept.push('knownhostscommand a command')
    if (keyword === 'proxycommand') {
      const command = line.slice(space + 1).trim()
      if (command.toLowerCase() !== 'none') proxyCommand = command
    } else if (KEYWORDS.has(keyword) && !values.has(keyword)) values.set(keyword, line.slice(space + 1))
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
    kept: kept.join('\n').slice(0, MAX_KEPT),
  }
}
