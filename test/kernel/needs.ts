import { whyNot } from '../../lab/machine/needs.ts'
import { openLibc } from '../../src/observe/raw/libc.ts'

/** Commands that load rules, and the Debian package of each. */
const COMMANDS = {
  ip: 'iproute2',
  nft: 'nftables',
  'iptables-nft-restore': 'iptables',
  'iptables-legacy-restore': 'iptables',
  ipset: 'ipset',
  unshare: 'util-linux',
} as const

/**
 * Why the kernel cannot be asked here, in one line, or undefined. In CI a kernel that should answer and does not is a failure.
 * @throws Error with CI=true, as root on Linux, when tools are missing
 */
export function kernelMissing(): string | undefined {
  const libc = openLibc()
  const why = whyNot(COMMANDS) ?? ('why' in libc ? libc.why : undefined)
  if (why !== undefined && process.env['CI'] === 'true' && process.platform === 'linux' && process.getuid?.() === 0) {
    throw new Error(`kernel tests cannot run in CI: ${why}`)
  }
  return why
}
