import { userInfo } from 'node:os'
import type { Capture, Observation, Unseen } from '../model/observation.ts'
import { parseAddress } from '../net/address.ts'
import { isPrivate, scopeOf } from '../net/scope.ts'
import { configValues } from '../ssh/config-values.ts'
import { expandPath, type PathTokens } from '../ssh/expand-path.ts'
import { shadowed } from '../ssh/shadowed.ts'
import { agentState, type AgentPlace } from './captures/agent.ts'
import { clientFirewall } from './captures/client-firewall.ts'
import { clientInterfaces } from './captures/client-interfaces.ts'
import { clientRoutes } from './captures/client-routes.ts'
import { controlMaster } from './captures/control-master.ts'
import { keyFiles, type NamedFile } from './captures/key-files.ts'
import { openLibc } from './raw/libc.ts'
import type { Resolved } from './resolve.ts'

type Config = Pick<Resolved, 'settings' | 'controlPath'>

/** What was found on this machine's own side. */
interface Found {
  readonly captures: Capture[]
  readonly unseen: Unseen[]
}

/** The names that ssh tries of its own accord: add_identity_file() calls of fill_default_options() in readconf.c, of all versions. */
const DEFAULT_KEY = /^~\/\.ssh\/(id_(rsa|dsa|ecdsa|ecdsa_sk|ed25519|ed25519_sk|xmss)|identity)$/

/**
 * Looks at this machine's own side, as far as what was seen so far makes it tell something: its key files always, its agent where an SSH
 * server answered, its interfaces, routes and firewall where packets were lost or stopped. Expected failures are data.
 * @throws the reason of the signal when it is aborted
 */
export async function lookAtClient(seen: Observation, config: Config, signal: AbortSignal): Promise<Found> {
  const found: Found = { captures: [], unseen: [] }
  const ssh = seen.captures.find(({ source, code }) => source === 'ssh-g' && code === 0)?.out ?? null
  if (ssh !== null) {
    const tokens = tokensOf(seen)
    configured(found, ssh, config, tokens)
    if (greeted(seen)) found.captures.push(await agentState(agentPlace(ssh, tokens)))
  }
  const master = config.controlPath === null ? null : await controlMaster(config.controlPath)
  if (master) found.captures.push(master)
  signal.throwIfAborted()
  if (lost(seen)) await network(found, signal)
  return found
}

const greeted = ({ evidence }: Observation): boolean =>
  evidence.some((one) => one.probe === 'ssh' && one.identification !== undefined && one.role === 'asked')

/** Whether this machine's interfaces, routes or firewall could have to do with it. A port that the host itself refused needs none of them. */
function lost({ evidence }: Observation): boolean {
  if (evidence.some((one) => one.probe === 'name' && one.outcome !== 'answer')) return true
  const onLink = evidence.flatMap((one) => (one.probe === 'route' && one.gateway === undefined ? [one.address] : []))
  return evidence.some((one) => {
    if (one.probe !== 'tcp' || one.role !== 'asked' || one.outcome === 'open' || one.outcome === 'not-tried') return false
    if (one.outcome !== 'refused' || one.left === 'no') return true
    const address = parseAddress(one.address)
    return address !== null && isPrivate(scopeOf(address)) && onLink.includes(one.address)
  })
}

async function network(found: Found, signal: AbortSignal): Promise<void> {
  const libc = process.env['SSHWHY_ENGINE'] === 'node' ? null : openLibc()
  if (libc && !('why' in libc)) found.captures.push(...[clientInterfaces(libc), clientRoutes(libc)].flatMap((one) => one ?? []))
  if (process.platform !== 'linux') return
  const { capture, unseen } = await clientFirewall(signal)
  if (capture) found.captures.push(capture)
  if (unseen) found.unseen.push(unseen)
}

function tokensOf({ target }: Observation): PathTokens {
  let local = { username: '', homedir: process.env['HOME'] ?? '', uid: -1 }
  try {
    // By the uid, as ssh does, never by the environment.
    local = userInfo()
  } catch {
    // A uid without an entry: ssh refuses to start then.
  }
  return {
    home: local.homedir,
    uid: local.uid,
    localUser: local.username,
    remoteUser: target.user ?? local.username,
    host: target.host,
    typed: target.input.replace(/^.*@/s, ''),
    port: target.port,
    env: process.env,
  }
}

/** IdentityAgent goes before SSH_AUTH_SOCK: get_agent_identities() and main() of ssh.c. */
function agentPlace(ssh: string, tokens: PathTokens): AgentPlace {
  const socket = process.env['SSH_AUTH_SOCK'] || null
  const [named] = configValues(ssh).all('identityagent')
  if (named === undefined || named === 'SSH_AUTH_SOCK') return { path: socket, by: 'SSH_AUTH_SOCK' }
  if (named === 'none') return { path: null, by: 'IdentityAgent' }
  const path = /^\$\w+$/.test(named) ? (process.env[named.slice(1)] ?? null) : expandPath(named, tokens)
  return { path, by: 'IdentityAgent' }
}

function configured(found: Found, ssh: string, config: Config, tokens: PathTokens): void {
  const identities = configValues(ssh)
    .all('identityfile')
    .filter((value) => value !== 'none')
  const certificates = configValues(ssh)
    .all('certificatefile')
    .filter((value) => value !== 'none')
  const settings = config.settings()
  const named = [
    ...identities.map((value) => ['identity', value] as const),
    ...certificates.map((value) => ['certificate', value] as const),
  ]
  const files = named.flatMap(([role, value]): readonly NamedFile[] => {
    const path = expandPath(value, tokens)
    if (path === null) {
      found.unseen.push({ what: `the key file ${value}`, why: 'its path holds a token that is not known here' })
      return []
    }
    const from = settings.find((one) => one.keyword === `${role}file` && one.value === value)
    const explicit = from !== undefined || role === 'certificate' || !DEFAULT_KEY.test(value)
    return [{ role, path, explicit, ...(from ? { file: from.file, line: from.line } : {}) }]
  })
  if (files.length > 0) found.captures.push(keyFiles(files))
  const lines = shadowed(settings).map(
    ({ wins, lost: other }) =>
      `${wins.keyword} ${wins.file} line ${wins.line} ${wins.value} over ${other.file} line ${other.line} ${other.value}`,
  )
  if (lines.length > 0)
    found.captures.push({
      side: 'client',
      source: 'config-shadowed',
      command: 'ssh -G -vvv',
      code: 0,
      out: lines.join('\n').slice(0, 16_384),
      cut: false,
    })
}
