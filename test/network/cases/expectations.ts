import type { AddressTruth, Truth, WireTruth } from '../case.ts'
import type { Net } from '../net.ts'

/**
 * A RST: a closed port, for whatever reason nothing listens, or a rule that resets, of the host, of a router or of the client itself.
 * From outside nobody can tell (EVIDENCE section 1); that a program is missing is by far the most frequent.
 */
export const closed = (net: Net, address: string = net.server, port = 22): Truth => ({
  addresses: [{ address, port, wire: 'rst', outcome: 'refused', errno: 'ECONNREFUSED', blocks: 'listener' }],
  exit: 1,
  verdict: { cause: ['sshd-stopped'], certainty: ['likely', 'possible'] },
  said: ['sshd-stopped'],
  open: ['firewall-resets', 'router-rejects', 'nat-forwards-nowhere', 'local-policy-refuses'],
  excluded: ['firewall-rejects', 'firewall-drops', 'routing-loop', 'no-local-route', 'tcp-wrappers-deny', 'not-sshd-on-the-port'],
  never: ['aws-security-group', 'host-down', 'path-drops-packets'],
})

/** Nothing came back for the asked port. */
export const silent = (address: string, blocks: AddressTruth['blocks'] = 'firewall', wire: WireTruth = 'none'): AddressTruth => ({
  address,
  wire,
  outcome: 'timed-out',
  blocks,
})

/** Silence on the asked port while other ports of the host answer: a DROP somewhere, and most likely the host's own firewall. */
export const dropped = (address: string): Truth => ({
  addresses: [silent(address)],
  exit: 1,
  verdict: { cause: ['firewall-drops'], certainty: ['likely'] },
  said: ['firewall-drops'],
  open: ['path-drops-packets', 'aws-security-group', 'sshd-accept-queue-full', 'unit-ip-filter', 'local-policy-refuses', 'address-banned'],
  excluded: ['no-local-route', 'tcp-wrappers-deny'],
  never: ['host-down', 'routing-loop', 'max-startups'],
})

/** Silence on every port: nothing tells a dead host from a wall around it. */
export const dark = (address: string): Truth => ({
  addresses: [silent(address, ['network', 'cloud', 'firewall'])],
  exit: 1,
  verdict: {
    cause: ['host-down', 'firewall-drops', 'path-drops-packets', 'cloud-no-public-path', 'aws-security-group', 'vpn-or-route-missing'],
    certainty: ['possible', 'likely'],
  },
  said: ['host-down', 'firewall-drops', 'path-drops-packets'],
  excluded: ['no-local-route', 'tcp-wrappers-deny'],
})

/** The connection opened, and this is what came after it. */
export const opened = (address: string, ssh: NonNullable<AddressTruth['ssh']>, blocks: AddressTruth['blocks']): AddressTruth => ({
  address,
  wire: 'syn-ack',
  outcome: 'open',
  ssh,
  blocks,
})

/** What an open port rules out. */
export const OPEN_EXCLUDES = [
  'firewall-rejects',
  'firewall-resets',
  'firewall-drops',
  'sshd-stopped',
  'router-rejects',
  'no-local-route',
  'routing-loop',
]

/** An SSH server that says who it is: all that can be tried without a login works. */
export const healthy = (address: string, port = 22): Truth => ({
  addresses: [{ ...opened(address, { reached: 'host-key', ended: 'by-us' }, null), port }],
  exit: 0,
  verdict: null,
  excluded: OPEN_EXCLUDES,
  never: ['sshd-on-another-port', 'not-sshd-on-the-port', 'tcp-wrappers-deny', 'max-startups', 'local-proxy-answers', 'sshd-hung'],
})

/** nft words for a table with one filter chain on a hook. */
export const chain = (net: Net, hook: 'input' | 'output' | 'forward', ...rules: readonly string[]): string =>
  `nft '${[`add table ${net.nft} lab`, `add chain ${net.nft} lab ${hook} { type filter hook ${hook} priority 0; }`, ...rules.map((rule) => `add rule ${net.nft} lab ${hook} ${rule}`)].join('; ')}'`
