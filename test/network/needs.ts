import { find, whyNot } from '../../lab/machine/needs.ts'

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

/**
 * Why a lab cannot be built here, in one line, or undefined. In CI a lab that should be there and is not is a failure.
 * @throws Error with CI=true, as root on Linux, when tools are missing
 */
export function labMissing(): string | undefined {
  const why = whyNot(COMMANDS)
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
