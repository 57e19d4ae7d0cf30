import type { Scenario, Step, Truth } from '../case.ts'
import type { Net } from '../net.ts'
import { healthy, OPEN_EXCLUDES, opened } from './expectations.ts'

const full = (net: Net): readonly Step[] => [{ on: 'router', hold: { address: net.server, port: 22, count: 1 } }]

/** OpenSSH 9.8 says the same words for MaxStartups and for PerSourcePenalties: neither is proven by them. */
const notAllowed = (net: Net): Truth => ({
  addresses: [opened(net.server, {}, 'sshd')],
  exit: 1,
  verdict: { cause: ['per-source-penalty', 'max-startups'], certainty: ['likely', 'possible'] },
  said: ['per-source-penalty', 'max-startups'],
  excluded: OPEN_EXCLUDES,
  never: ['tcp-wrappers-deny', 'not-sshd-on-the-port', 'sshd-hung'],
})

/** Real sshds in all their moods. */
export const sshdScenarios: readonly Scenario[] = [
  { name: 'a healthy sshd', case: (net) => ({ steps: [{ on: 'server', sshd: [] }], ...healthy(net.server) }) },
  {
    name: 'MaxStartups is reached',
    case: (net) => ({
      steps: [{ on: 'server', sshd: ['MaxStartups 1:100:1'] }, ...full(net)],
      addresses: [opened(net.server, {}, 'sshd')],
      exit: 1,
      verdict: { cause: ['max-startups'], certainty: ['proven'] },
      proven: ['max-startups'],
      excluded: OPEN_EXCLUDES,
      never: ['tcp-wrappers-deny', 'not-sshd-on-the-port', 'per-source-penalty'],
    }),
  },
  {
    name: 'TCP wrappers deny: 5 s of silence, then the end',
    case: (net) => ({
      steps: [{ on: 'server', sshd: [], deny: 'sshd: ALL\n' }],
      addresses: [opened(net.server, { reached: 'nothing' }, 'wrappers')],
      exit: 1,
      verdict: { cause: ['tcp-wrappers-deny'], certainty: ['likely'] },
      said: ['tcp-wrappers-deny'],
      excluded: OPEN_EXCLUDES,
      atMostPossible: ['max-startups', 'per-source-penalty', 'not-sshd-on-the-port'],
    }),
  },
  {
    name: 'what sshd says is lost on the way',
    families: [4],
    case: (net) => ({
      steps: [
        { on: 'server', sshd: [] },
        { on: 'router', sh: 'iptables -A FORWARD -p tcp --sport 22 -m length --length 61: -j DROP' },
      ],
      addresses: [opened(net.server, { reached: 'nothing', ended: 'silent' }, ['network', 'listener', 'sshd'])],
      exit: 1,
      verdict: { cause: ['sshd-hung', 'not-sshd-on-the-port', 'logins-stall', 'path-mtu-black-hole'], certainty: ['likely', 'possible'] },
      open: ['sshd-hung', 'path-mtu-black-hole'],
      excluded: OPEN_EXCLUDES,
      never: ['max-startups', 'per-source-penalty'],
    }),
  },
  {
    name: 'the first SYN is lost',
    case: (net) => ({
      steps: [
        { on: 'server', sshd: [] },
        { on: 'router', sh: `${net.iptables} -A FORWARD -p tcp --dport 22 -m statistic --mode nth --every 1000 --packet 0 -j DROP` },
      ],
      ...healthy(net.server),
    }),
  },
  {
    name: 'a frozen sshd: the kernel accepts for it',
    families: [4],
    case: (net) => ({
      steps: [{ on: 'server', sshd: [], stop: true }],
      addresses: [opened(net.server, { reached: 'nothing', ended: 'silent' }, ['listener', 'sshd'])],
      exit: 1,
      verdict: { cause: ['sshd-hung', 'not-sshd-on-the-port', 'logins-stall'], certainty: ['likely', 'possible'] },
      said: ['sshd-hung'],
      excluded: OPEN_EXCLUDES,
      never: ['max-startups', 'per-source-penalty'],
    }),
  },
]

/** Debian 13's sshd, where it can be had. */
export const sshd13Scenarios: readonly Scenario[] = [
  { name: 'a healthy sshd of Debian 13', case: (net) => ({ steps: [{ on: 'server', sshd13: [] }], ...healthy(net.server) }) },
  {
    name: 'PerSourcePenalties punishes this client',
    case: (net) => ({
      steps: [
        { on: 'server', sshd13: ['PerSourcePenalties noauth:60s min:1s'] },
        { on: 'client', sh: `bash -c 'exec 3<>/dev/tcp/${net.server}/22; exec 3<&-'; sleep 0.5` },
      ],
      ...notAllowed(net),
    }),
  },
  {
    name: 'MaxStartups is reached, in the words of OpenSSH 9.8',
    families: [4],
    case: (net) => ({ steps: [{ on: 'server', sshd13: ['MaxStartups 1:100:1'] }, ...full(net)], ...notAllowed(net) }),
  },
]
