import { accessSync, constants } from 'node:fs'
import { execFileSync } from 'node:child_process'

/** Commands of the lab, and the Debian package of each. */
const COMMANDS = {
  ip: 'iproute2',
  nft: 'nftables',
  iptables: 'iptables',
  'iptables-legacy': 'iptables',
  tcpdump: 'tcpdump',
  sshd: 'openssh-server',
  ssh: 'openssh-client',
  nsenter: 'util-linux',
  setpriv: 'util-linux',
  bash: 'bash',
} as const

const FOLDERS = ['/usr/sbin', '/usr/bin', '/sbin', '/bin', '/usr/local/sbin', '/usr/local/bin']

/** Where a command of the system lies, or undefined. */
export function find(command: string): string | undefined {
  return FOLDERS.map((folder) => `${folder}/${command}`).find((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

function whyNot(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces need Linux'
  if (process.getuid?.() !== 0) return 'network namespaces need root'
  const missing = [...new Set(Object.entries(COMMANDS).flatMap(([command, owner]) => (find(command) ? [] : [owner])))]
  if (missing.length > 0) return `missing packages: apt-get install ${missing.join(' ')}`
  try {
    execFileSync('unshare', ['--net', '--mount', 'true'], { stdio: 'pipe' })
    return undefined
  } catch (error) {
    return `no namespaces here: ${error instanceof Error ? error.message.split('\n').at(1) : ''}`
  }
}

/**
 * Why a lab cannot be built here, in one line, or undefined. In CI a lab that should be there and is not is a failure.
 * @throws Error with CI=true, as root on Linux, when tools are missing
 */
export function labMissing(): string | undefined {
  const why = whyNot()
  if (why !== undefined && process.env['CI'] === 'true' && process.platform === 'linux' && process.getuid?.() === 0) {
    throw new Error(`network tests cannot run in CI: ${why}`)
  }
  return why
}

/** As labMissing, for a package that only a few cases need. */
export function packageMissing(command: string, owner: string): string | undefined {
  if (find(command)) return undefined
  if (process.env['CI'] === 'true') throw new Error(`network tests cannot run in CI: apt-get install ${owner}`)
  return `missing package: apt-get install ${owner}`
}
