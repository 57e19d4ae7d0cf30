import type { Case, Scenario } from '../case.ts'
import { type Net, netOf } from '../net.ts'
import { chain, closed, healthy, silent } from './expectations.ts'

const NAME = 'dual.example.com'
const [four, six] = [netOf(4), netOf(6)]

const both = (...addresses: readonly string[]): Pick<Case, 'etc' | 'typed'> => ({
  etc: { hosts: `127.0.0.1 localhost\n${addresses.map((address) => `${address} ${NAME}`).join('\n')}\n` },
  typed: [NAME],
})

const fine = (net: Net, address = net.server): Case['addresses'][number] => healthy(address).addresses[0]!
const refused = (net: Net, address = net.server): Case['addresses'][number] => ({
  ...closed(net, address).addresses[0]!,
  blocks: 'listener',
})

/** A client without IPv4: neither address nor route, but for the loopback. */
const SIX_ONLY: Case['steps'][number] = { on: 'client', sh: 'ip -4 address flush dev eth0' }
const noFour: Case['addresses'][number] = {
  address: four.server,
  wire: 'nothing left',
  outcome: 'local-error',
  errno: 'ENETUNREACH',
  blocks: 'client',
}

/** ssh goes on to the next address at once: it works, and half of it is broken. */
const works = { exit: 0, verdict: null } as const

/** Names with several addresses: each is judged alone. IPv6 comes first, as RFC 6724 sorts. */
export const familyScenarios: readonly Scenario[] = [
  {
    name: 'and IPv4 work',
    families: [6],
    case: () => ({ steps: [{ on: 'server', sshd: [] }], ...both(six.server, four.server), addresses: [fine(six), fine(four)], ...works }),
  },
  {
    name: 'is refused and IPv4 works',
    families: [6],
    case: () => ({
      steps: [{ on: 'server', sshd: ['ListenAddress 0.0.0.0'] }],
      ...both(six.server, four.server),
      addresses: [refused(six), fine(four)],
      ...works,
      said: ['ipv6-broken-ipv4-works'],
    }),
  },
  {
    name: 'is refused and IPv6 works',
    families: [4],
    case: () => ({
      steps: [{ on: 'server', sshd: ['ListenAddress ::'] }],
      ...both(six.server, four.server),
      addresses: [fine(six), refused(four)],
      ...works,
    }),
  },
  {
    name: 'is dropped and IPv4 works',
    families: [6],
    case: () => ({
      steps: [
        { on: 'server', sshd: [] },
        { on: 'server', sh: chain(six, 'input', 'tcp dport 22 drop') },
      ],
      ...both(six.server, four.server),
      addresses: [silent(six.server), fine(four)],
      ...works,
      said: ['ipv6-broken-ipv4-works'],
    }),
  },
  {
    name: 'has no route and IPv4 is refused',
    families: [6],
    case: () => ({
      steps: [{ on: 'client', sh: 'ip -6 route del default' }],
      ...both(six.server, four.server),
      addresses: [
        { address: six.server, wire: 'nothing left', outcome: 'local-error', errno: 'ENETUNREACH', blocks: 'client' },
        refused(four),
      ],
      exit: 1,
      verdict: { cause: ['sshd-stopped', 'no-local-route'], certainty: ['proven', 'likely', 'possible'] },
      proven: ['no-local-route'],
      said: ['sshd-stopped', 'no-local-route'],
    }),
  },
  {
    name: 'alone is what this machine has, and the name has both',
    families: [6],
    case: () => ({
      steps: [{ on: 'server', sshd: [] }, SIX_ONLY],
      ...both(six.server, four.server),
      addresses: [fine(six), noFour],
      ...works,
      proven: ['no-local-route'],
    }),
  },
  {
    name: 'alone is what this machine has, and the name has IPv4 only',
    families: [6],
    case: () => ({
      steps: [{ on: 'server', sshd: [] }, SIX_ONLY],
      ...both(four.server),
      addresses: [noFour],
      exit: 1,
      verdict: { cause: ['no-local-route'], certainty: ['proven'] },
      proven: ['no-local-route'],
      never: ['sshd-stopped', 'host-down', 'firewall-drops', 'ipv6-broken-ipv4-works'],
    }),
  },
  {
    name: 'alone is what this machine has, its sshd is closed there, and IPv4 would be open',
    families: [6],
    case: () => ({
      steps: [{ on: 'server', sshd: ['ListenAddress 0.0.0.0'] }, SIX_ONLY],
      ...both(six.server, four.server),
      addresses: [refused(six), noFour],
      exit: 1,
      verdict: { cause: ['sshd-stopped'], certainty: ['likely'] },
      proven: ['no-local-route'],
      said: ['sshd-stopped'],
      never: ['host-down', 'firewall-drops'],
    }),
  },
  {
    name: 'with two addresses, one of them closed',
    families: [4],
    case: () => ({
      steps: [{ on: 'server', sshd: [`ListenAddress ${four.server}`] }],
      ...both(four.server, four.server2),
      addresses: [fine(four), refused(four, four.server2)],
      ...works,
    }),
  },
]
