import type { Scenario } from '../case.ts'
import type { Net } from '../net.ts'
import { healthy, OPEN_EXCLUDES, opened } from './expectations.ts'

/** Drops what is larger on the way; `to` or `from` the server, or both. */
const drop = (net: Net, bytes: number, ports: readonly string[]): string =>
  ports.map((each) => `${net.iptables} -A FORWARD -p tcp ${each} 22 -m length --length ${bytes + 1}:65535 -j DROP`).join('; ')

/** The kernel of the lab hands segments on in one piece, which a real link does not: off, so that rules see what a link would carry. */
const SEGMENTS = 'for link in $(ls /sys/class/net); do ip link set $link gso_max_segs 1; done'
const links = (['client', 'router', 'server'] as const).map((on) => ({ on, sh: SEGMENTS }))

/** Paths that lose large packets. */
export const mtuScenarios: readonly Scenario[] = [
  {
    name: 'packets over 1300 bytes vanish towards the server',
    case: (net) => ({
      steps: [...links, { on: 'server', sshd: [] }, { on: 'router', sh: drop(net, 1300, ['--dport']) }],
      addresses: [opened(net.server, { reached: 'kexinit', ended: 'silent' }, 'network')],
      exit: 1,
      verdict: { cause: ['path-mtu-black-hole'], certainty: ['likely'] },
      said: ['path-mtu-black-hole'],
      excluded: OPEN_EXCLUDES,
      never: ['max-startups', 'per-source-penalty'],
    }),
  },
  {
    name: 'packets over 1000 bytes vanish both ways',
    case: (net) => ({
      steps: [...links, { on: 'server', sshd: [] }, { on: 'router', sh: drop(net, 1000, ['--dport', '--sport']) }],
      addresses: [opened(net.server, { reached: 'identification', ended: 'silent' }, 'network')],
      exit: 1,
      verdict: { cause: ['path-mtu-black-hole'], certainty: ['likely'] },
      said: ['path-mtu-black-hole'],
      excluded: OPEN_EXCLUDES,
    }),
  },
  {
    name: 'packets over 1000 bytes vanish towards us',
    case: (net) => ({
      steps: [...links, { on: 'server', sshd: [] }, { on: 'router', sh: drop(net, 1000, ['--sport']) }],
      addresses: [opened(net.server, { reached: 'identification', ended: 'silent' }, ['network', 'listener', 'sshd'])],
      exit: 1,
      verdict: { cause: ['path-mtu-black-hole', 'sshd-hung'], certainty: ['possible'] },
      said: ['path-mtu-black-hole', 'sshd-hung'],
      excluded: OPEN_EXCLUDES,
    }),
  },
  {
    name: 'a smaller link on the way that says so',
    case: (net) => ({
      steps: [
        ...links,
        { on: 'server', sshd: [] },
        { on: 'router', sh: `${net.ip} route add ${net.server}/${net.one} dev far mtu 1300` },
        { on: 'router', sh: `${net.ip} route add ${net.client}/${net.one} dev near mtu 1300` },
      ],
      ...healthy(net.server),
    }),
  },
  {
    name: 'a small link at the client',
    case: (net) => ({
      steps: [...links, { on: 'client', sh: 'ip link set eth0 mtu 1280' }, { on: 'server', sshd: [] }],
      ...healthy(net.server),
    }),
  },
]

/** The answer of the post-quantum exchange has 1.3 KB: more than that of an older sshd. */
export const mtuScenarios13: readonly Scenario[] = [
  {
    name: 'packets over 1300 bytes vanish towards us',
    case: (net) => ({
      steps: [...links, { on: 'server', sshd13: [] }, { on: 'router', sh: drop(net, 1300, ['--sport']) }],
      addresses: [opened(net.server, { reached: 'kexinit', ended: 'silent' }, ['network', 'listener', 'sshd'])],
      exit: 1,
      verdict: { cause: ['path-mtu-black-hole', 'sshd-hung'], certainty: ['possible'] },
      said: ['path-mtu-black-hole', 'sshd-hung'],
      excluded: OPEN_EXCLUDES,
    }),
  },
]
