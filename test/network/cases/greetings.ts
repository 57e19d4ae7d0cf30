import type { Certainty } from '../../../src/model/cause.ts'
import type { Scenario, Truth } from '../case.ts'
import { BEHIND, type PeerKind } from '../peer.ts'
import type { Net } from '../net.ts'
import { healthy, OPEN_EXCLUDES, opened } from './expectations.ts'

const NOT_FIREWALL = ['tcp-wrappers-deny', 'max-startups', 'per-source-penalty']

/** Text that nobody knows. */
const TEXT = ['proven', 'likely'] as const

/** Text that no sshd says: another program has the port. */
const foreign = (net: Net, certainty: readonly Certainty[], ended?: 'endless'): Truth => ({
  addresses: [opened(net.server, ended === undefined ? { reached: 'foreign' } : { reached: 'foreign', ended }, 'listener')],
  exit: 1,
  verdict: { cause: ['not-sshd-on-the-port'], certainty },
  proven: ['not-sshd-on-the-port'],
  excluded: OPEN_EXCLUDES,
  never: NOT_FIREWALL,
})

/** Silence tells nothing of who is silent. */
const mute = (net: Net): Truth => ({
  addresses: [opened(net.server, { reached: 'nothing', ended: 'silent' }, ['listener', 'sshd'])],
  exit: 1,
  verdict: { cause: ['sshd-hung', 'not-sshd-on-the-port', 'logins-stall'], certainty: ['likely', 'possible'] },
  said: ['sshd-hung', 'not-sshd-on-the-port'],
  excluded: OPEN_EXCLUDES,
  never: ['max-startups', 'per-source-penalty'],
})

const cut = (net: Net, ended: 'closed' | 'reset'): Truth => ({
  addresses: [opened(net.server, { reached: 'nothing', ended }, ['listener', 'wrappers', 'sshd'])],
  exit: 1,
  verdict: {
    cause: [
      'sshd-child-fails',
      'upstream-has-no-backend',
      'max-startups',
      'sshd-runtime-dir-missing',
      'ssh-socket-failed',
      'sshd-library-mismatch',
    ],
    certainty: ['likely', 'possible'],
  },
  open: ['sshd-child-fails', 'upstream-has-no-backend', 'max-startups'],
  excluded: OPEN_EXCLUDES,
  // libwrap sleeps 5 s before it closes.
  never: ['tcp-wrappers-deny'],
})

const scenario = (name: string, peer: PeerKind, truth: (net: Net) => Truth, families?: Scenario['families']): Scenario => ({
  name,
  ...(families ? { families } : {}),
  case: (net) => ({ steps: [{ on: 'server', peer }], ...truth(net) }),
})

/** As scenario, in front of a real sshd. */
const before = (name: string, peer: PeerKind, families?: Scenario['families']): Scenario => ({
  name,
  ...(families ? { families } : {}),
  case: (net) => ({
    steps: [
      { on: 'server', sshd: [`ListenAddress 127.0.0.1:${BEHIND}`] },
      { on: 'server', peer },
    ],
    ...healthy(net.server),
  }),
})

/** An identification, and then nothing: no key exchange. */
const speechless = (net: Net): Truth => ({
  addresses: [opened(net.server, { reached: 'identification', ended: 'silent' }, ['network', 'listener', 'sshd'])],
  exit: 1,
  verdict: { cause: ['sshd-hung', 'logins-stall', 'path-mtu-black-hole'], certainty: ['likely', 'possible'] },
  said: ['sshd-hung'],
  excluded: OPEN_EXCLUDES,
  never: [...NOT_FIREWALL, 'not-sshd-on-the-port'],
})

/** What other programs than sshd say on its port. */
export const greetingScenarios: readonly Scenario[] = [
  scenario('the greeting of a mail server', 'mail', (net) => foreign(net, ['proven'])),
  scenario('a silent program', 'silent', mute, [4]),
  scenario('a tarpit: lines without an end, slowly', 'tarpit', (net) => foreign(net, TEXT), [6]),
  scenario('text without an end and without a line', 'flood', (net) => foreign(net, TEXT, 'endless'), [4]),
  scenario('lines without an end', 'lines', (net) => foreign(net, TEXT, 'endless'), [6]),
  scenario('a greeting that deceives terminals', 'escapes', (net) => foreign(net, TEXT), [4]),
  scenario('accepts, then closes', 'close', (net) => cut(net, 'closed')),
  scenario('accepts, then resets', 'reset', (net) => cut(net, 'reset')),
  before('a legal notice of 500 lines, then the identification', 'wordy', [4]),
  before('a line like a mail server, then the identification after 3 s', 'late', [6]),
  before('the identification in pieces', 'pieces', [4]),
  scenario('an identification with a bare line feed, then nothing', 'bare', speechless, [4]),
  scenario('SSH-1.99, then nothing', 'both', speechless, [6]),
  before('lines before the identification, as RFC 4253 allows', 'polite'),
]
