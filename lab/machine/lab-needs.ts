import { whyNot } from './needs.ts'

/** Commands of the machine that the lab runs, and the Debian package of each. */
const COMMANDS = {
  ip: 'iproute2',
  nft: 'nftables',
  iptables: 'iptables',
  conntrack: 'conntrack',
  tcpdump: 'tcpdump',
  ssh: 'openssh-client',
  nsenter: 'util-linux',
  setpriv: 'util-linux',
  ping: 'iputils-ping',
  nc: 'netcat-openbsd',
  bash: 'bash',
  python3: 'python3',
  dnsmasq: 'dnsmasq-base',
  mmdebstrap: 'mmdebstrap',
  'systemd-nspawn': 'systemd-container',
} as const

/** Why the lab cannot be built here, in one line, or undefined. */
export const labMissing = (): string | undefined => whyNot(COMMANDS)
