import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CAUSES } from '../../src/diagnose/causes/all.ts'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import type {
  Capture,
  Evidence,
  KexSeen,
  LoginEvidence,
  NameEvidence,
  NameServerEvidence,
  RouteEvidence,
  SshEvidence,
  TcpEvidence,
} from '../../src/model/observation.ts'
import { isPrintable } from '../../src/net/printable.ts'
import { ADDRESS, also, egress, key, login, name, observed, path, route, ssh, tcp } from './observed.ts'

const OWN = '10.0.0.9'
const SIX = 'fd09::5'

/** Whatever a wire can do to one connection, and some things that it cannot. */
const tcpSeen = (port: number, address: string): fc.Arbitrary<TcpEvidence> =>
  fc.oneof(
    fc.constantFrom<TcpEvidence>(tcp(port, 'open', address), tcp(port, 'rst', address), tcp(port, 'silent', address)),
    fc
      .constantFrom('ENETUNREACH', 'EHOSTUNREACH', 'EACCES', 'EPERM', 'EINVAL', 'EADDRNOTAVAIL', 'EMFILE')
      .map((errno) => tcp(port, { local: errno }, address)),
    fc
      .record({
        icmp: fc.tuple(fc.constantFrom(1, 2, 3, 11), fc.nat(15)),
        from: fc.constantFrom(address, OWN, 'fd00::9', '10.0.0.1', 'fd00::1', '198.51.100.7', 'not an address'),
        errno: fc.constantFrom('ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EACCES', 'ENOPROTOOPT'),
        us: fc.constantFrom(90, 3000, 3_050_000),
      })
      .chain((seen) =>
        fc
          .option(fc.constantFrom(8, 64), { nil: undefined })
          .map((hops) => ({ ...tcp(port, seen, address), ...(hops === undefined ? {} : { hops }) })),
      ),
    fc
      .constantFrom('refused' as const, 'unreachable' as const, 'timed-out' as const)
      .map((outcome): TcpEvidence => ({ ...tcp(port, 'rst', address), outcome, answer: { kind: 'unknown', why: 'no native part' } })),
  )

const KNOWN = `SHA256:${'k'.repeat(43)}`
const NEW = `SHA256:${'n'.repeat(43)}`

/** A machine whose ssh offers one name of each kind, and knows one key of the host. */
const CLIENT: readonly Capture[] = [
  [
    'ssh-g',
    'ssh -G',
    'kexalgorithms k1\nhostkeyalgorithms ssh-ed25519\nciphers c1\nmacs m1\nstricthostkeychecking ask\nuserknownhostsfile /k',
  ],
  ['known-hosts', '/k', `1 ${KNOWN} db1 db1 ssh-ed25519 AAAA`],
].map(([source = '', command = '', out = '']) => ({ side: 'client', source, command, code: 0, out, cut: false }))

const kexSeen: fc.Arbitrary<KexSeen> = fc
  .record({
    kex: fc.constantFrom('k1', 'k2'),
    hostKey: fc.constantFrom('ssh-ed25519', 'ssh-rsa'),
    cipher: fc.constantFrom('c1', 'c1', 'c2'),
    mac: fc.constantFrom('m1', 'm1', 'm2'),
    sha256: fc.constantFrom(KNOWN, NEW),
    signature: fc.constantFrom('verified' as const, 'wrong' as const, 'unknown' as const),
  })
  .map(({ kex, hostKey, cipher, mac, sha256, signature }) => ({
    us: 900,
    offer: {
      kex: [kex],
      hostKey: [hostKey],
      ciphersToServer: [cipher],
      ciphersToClient: ['c1'],
      macsToServer: [mac],
      macsToClient: ['m1'],
      compressionToServer: ['none'],
      compressionToClient: ['none'],
    },
    hostKey: { type: hostKey, sha256, blob: 'AAAA', algorithm: hostKey, signature },
  }))

/** Whether the two have a list without a common name. */
function apart(said: SshEvidence | undefined): boolean {
  const offer = said?.kex?.offer
  if (!offer) return false
  return !(
    offer.kex.includes('k1') &&
    offer.hostKey.includes('ssh-ed25519') &&
    offer.ciphersToServer.includes('c1') &&
    offer.macsToServer.includes('m1')
  )
}

const hostile = fc.string({ unit: 'binary', maxLength: 60 })
const sshSeen = (address: string): fc.Arbitrary<SshEvidence> =>
  fc
    .record({
      reached: fc.constantFrom('nothing' as const, 'foreign' as const, 'identification' as const),
      ended: fc.constantFrom('by-us' as const, 'closed' as const, 'reset' as const, 'silent' as const, 'endless' as const),
      us: fc.constantFrom(900, 5_010_000, 7_000_000),
      before: fc.oneof(
        hostile,
        fc.constantFrom(
          '',
          'Exceeded MaxStartups\r\n',
          'Not allowed at this time\r\n',
          '220 x ESMTP y\r\n',
          'HTTP/1.1 400 Bad Request\r\n',
        ),
      ),
      identification: fc.oneof(hostile, fc.constantFrom('SSH-2.0-OpenSSH_9.2p1', 'SSH-2.0-\u001b[2J')),
      bytes: fc.nat(100),
    })
    .chain((said) =>
      fc.option(kexSeen, { freq: 1 }).map((kex) => {
        if (!kex) return ssh(said, address)
        const answered = { reached: 'host-key', ended: 'by-us', identification: 'SSH-2.0-OpenSSH_9.2p1', kex } as const
        return ssh({ ...said, ...answered, before: '' }, address)
      }),
    )

const routeSeen = (address: string): fc.Arbitrary<RouteEvidence> =>
  fc
    .constantFrom<RouteEvidence['type']>('unicast', 'local', 'unreachable', 'prohibit', 'blackhole', 'throw', 'none', 'unknown')
    .map((type) => ({ ...(route(address) as RouteEvidence), type }))

/** What --thorough, --also-from and --check-egress may add: nothing of it proves anything. */
const moreSeen = (address: string): fc.Arbitrary<readonly Evidence[]> => {
  const met = fc.constantFrom(null, 'rst', 'none', 'syn-ack', '10.0.0.1', 'fd00::1', '198.51.100.7', address)
  const outcome = fc.constantFrom('open' as const, 'rst' as const, 'silent' as const, { icmp: [3, 3] as const, from: address })
  return fc
    .tuple(
      fc.option(fc.array(met, { maxLength: 6 }).map((hops): Evidence => path(61001, hops, address))),
      fc.option(fc.array(met, { maxLength: 6 }).map((hops): Evidence => path(22, hops, address))),
      fc.option(outcome.map((seen) => also('10.0.0.8', seen, address))),
      fc.option(fc.tuple(outcome, outcome).map(([ssh22, web]): Evidence[] => [egress(22, ssh22), egress(443, web)])),
      fc.option(
        fc.constantFrom('rst' as const, 'none' as const, 'syn-ack' as const).map((kind): Evidence[] => {
          const reply = { probe: 'reply-ttl', at: 7, address, syns: 2 } as const
          const control = [61, 62].map((minTtl) => ({ minTtl, answer: { kind: minTtl === 61 ? ('rst' as const) : ('none' as const) } }))
          return [
            { ...reply, role: 'control', port: 61001, tries: control },
            { ...reply, role: 'asked', port: 22, tries: [{ minTtl: 62, answer: { kind } }] },
          ]
        }),
      ),
      fc.option(
        fc
          .constantFrom('answer' as const, 'silent' as const, 'unreachable' as const, 'not-allowed' as const)
          .map((said): Evidence => ({ probe: 'echo', at: 4, address, outcome: said, us: 300 })),
      ),
      fc.option(
        fc
          .record({ tos: fc.constantFrom(0, 0x48), flowLabel: fc.constantFrom(0, 77) })
          .map((seen): Evidence => ({ probe: 'header', at: 6, address, port: 22, sent: 0x48, syns: 1, ttl: 61, window: 0, ...seen })),
      ),
    )
    .map((all) => all.flat().filter((one) => one !== null))
}

const addressSeen = (address: string): fc.Arbitrary<readonly Evidence[]> =>
  fc
    .tuple(
      routeSeen(address),
      tcpSeen(22, address),
      fc.option(sshSeen(address)),
      fc.array(
        fc.constantFrom(61001, 80, 443, 2222).chain((port) => tcpSeen(port, address)),
        { maxLength: 4 },
      ),
      moreSeen(address),
    )
    .map(([way, asked, said, others, more]) => [way, asked, ...(asked.outcome === 'open' && said ? [said] : []), ...others, ...more])

const words = fc.oneof(
  hostile,
  fc.constantFrom(
    'Authenticated to db1 ([10.9.0.5]:22) using "publickey".',
    'Received disconnect from 10.9.0.5 port 22:2: Too many authentication failures',
    'Connection closed by 10.9.0.5 port 22',
    'sign_and_send_pubkey: signing failed for ED25519 "a" from agent: agent refused operation',
    'System is booting up. Unprivileged users are not permitted to log in yet.',
    'Your account has expired; please contact your system administrator.',
  ),
)

const loginSeen: fc.Arbitrary<LoginEvidence> = fc
  .record({
    reached: fc.constantFrom<LoginEvidence['reached']>(
      'not-tried',
      'nothing',
      'connected',
      'key-exchange',
      'methods',
      'methods',
      'partial',
      'authenticated',
    ),
    user: fc.constantFrom('ann', 'root', 'ec2-user', ''),
    methods: fc.subarray(['publickey', 'password', 'keyboard-interactive', 'gssapi-with-mic']),
    done: fc.subarray(['publickey']),
    keys: fc.array(
      fc
        .record({
          fate: fc.constantFrom('refused' as const, 'accepted' as const, 'not-signed' as const, 'locked' as const, 'not-offered' as const),
          type: fc.constantFrom('ED25519', 'RSA', 'ED25519-CERT', ''),
          from: fc.constantFrom('agent' as const, 'file' as const),
          why: fc.constantFrom('algorithm' as const, 'permissions' as const, 'certificate' as const, 'ended' as const),
          name: hostile,
        })
        .map(({ fate, ...more }) => key(fate, more)),
      { maxLength: 4 },
    ),
    said: fc.array(words, { maxLength: 3 }),
    banner: fc.array(words, { maxLength: 2 }),
    address: fc.constantFrom(ADDRESS, SIX, '203.0.113.77'),
  })
  .map((said) => login(said))

const nameServerSeen: fc.Arbitrary<NameServerEvidence> = fc
  .record({
    server: fc.constantFrom('10.0.0.1', '10.0.0.2', 'fd00::53'),
    from: fc.oneof(fc.constantFrom('/etc/resolv.conf line 1', '/etc/resolv.conf line 2'), hostile),
    name: fc.oneof(fc.constantFrom('db1', 'db1.corp.example'), hostile),
    type: fc.constantFrom('A' as const, 'AAAA' as const, 'SSHFP' as const),
    outcome: fc.constantFrom<NameServerEvidence['outcome']>(
      ...(['answer', 'no-data', 'nxdomain', 'servfail', 'refused', 'other', 'silent', 'unreachable', 'garbled'] as const),
    ),
    addresses: fc.subarray([ADDRESS, SIX, '10.9.0.77']),
  })
  .map((seen) => ({ probe: 'name-server', at: 1, port: 53, us: 900, ...seen }))

const unnamed = fc
  .tuple(
    fc.constantFrom<NameEvidence['outcome']>('no-address', 'failed', 'timed-out'),
    fc.constantFrom('ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_MEMORY', 'EAI_SYSTEM'),
    fc.array(nameServerSeen, { maxLength: 6 }),
  )
  .map(([outcome, error, servers]) =>
    observed([{ ...(name() as NameEvidence), outcome, addresses: [], ...(outcome === 'timed-out' ? {} : { error }) }, ...servers]),
  )

const world = fc
  .tuple(addressSeen(ADDRESS), fc.option(addressSeen(SIX)), fc.option(loginSeen), fc.array(nameServerSeen, { maxLength: 4 }))
  .map(([four, six, tried, servers]) =>
    observed([name(...(six ? [SIX, ADDRESS] : [ADDRESS])), ...servers, ...four, ...(six ?? []), ...(tried ? [tried] : [])], {
      captures: CLIENT,
    }),
  )

/** What may be proven from outside, said again in other words than the causes': the list of docs/certainty.md. */
function mayBeProven(cause: string, address: string, evidence: readonly Evidence[]): boolean {
  const asked = evidence.find((seen): seen is TcpEvidence => seen.probe === 'tcp' && seen.role === 'asked' && seen.address === address)
  const said = evidence.find((seen): seen is SshEvidence => seen.probe === 'ssh' && seen.role === 'asked' && seen.address === address)
  const way = evidence.find((seen): seen is RouteEvidence => seen.probe === 'route' && seen.address === address)
  const answer = asked?.answer.kind === 'icmp' ? asked.answer : null
  const number = answer ? `${answer.type}/${answer.code}` : ''
  const six = address.includes(':')
  const own = answer !== null && [OWN, 'fd00::9', '127.0.0.1'].includes(answer.from) && answer.from !== address
  const policy = six ? ['1/1', '1/4', '1/5', '1/6'] : ['3/2', '3/3', '3/9', '3/10', '3/13']
  switch (cause) {
    case 'no-local-route':
      return asked?.outcome === 'local-error' && ['none', 'unreachable', 'throw'].includes(way?.type ?? '')
    case 'local-policy-refuses':
      return (
        (asked?.outcome === 'local-error' &&
          asked.stage === 'connect' &&
          `${way?.type} ${asked.errno}`.match(/^(prohibit EACCES|blackhole EINVAL)$/) !== null) ||
        (own && [...policy, six ? '1/0' : '3/0', '3/6'].includes(number))
      )
    case 'router-rejects':
      return answer !== null && !own && answer.from !== address && policy.includes(number)
    case 'routing-loop':
      return answer !== null && !own && number === (six ? '3/0' : '11/0') && asked?.hops === 64
    case 'not-sshd-on-the-port':
      return said?.reached === 'foreign' && said.before.startsWith('220 x ESMTP') && (said.firstUs ?? Infinity) <= 1_000_000
    case 'no-common-algorithm':
      return apart(said)
    case 'host-key-changed':
      return said?.kex?.hostKey?.signature === 'verified' && said.kex.hostKey.sha256 !== KNOWN && !apart(said)
    case 'max-startups':
      return said?.before === 'Exceeded MaxStartups\r\n'
    default:
      return false
  }
}

describe('whatever is observed', () => {
  test('nothing is proven but what the list allows, findings fit what connect() said, and the document is printable', () => {
    fc.assert(
      fc.property(world, (observation) => {
        const diagnosis = diagnose(observation, '0.0.0')
        for (const finding of diagnosis.findings) {
          if (finding.certainty === 'excluded') continue
          const cause = CAUSES.find((one) => one.id === finding.cause)!
          for (const address of finding.addresses) {
            if (finding.certainty === 'proven' && !mayBeProven(finding.cause, address, observation.evidence)) {
              throw new Error(`${finding.cause} must not be proven for ${address}`)
            }
            const outcome = diagnosis.addresses.find((one) => one.address === address)!.outcome
            if (cause.predicts.length > 0) expect(cause.predicts).toContain(outcome)
          }
          expect(finding.because.length).toBeGreaterThan(0)
          expect(finding.decide?.command).toBeTruthy()
        }
        const logins = observation.evidence.filter((seen) => seen.probe === 'login')
        if (diagnosis.works === true) {
          expect(logins.map(({ reached }) => reached)).toEqual(['authenticated'])
          expect(diagnosis.verdict).toBeNull()
        }
        const walls = diagnosis.addresses.map((one) => one.path.filter((rung) => rung.state === 'blocks').length)
        expect(Math.max(0, ...walls)).toBeLessThanOrEqual(1)
        const strings = JSON.stringify(diagnosis, (_, value: unknown) =>
          typeof value === 'string' ? (isPrintable(value) ? value : 'UNPRINTABLE') : value,
        )
        expect(strings).not.toContain('UNPRINTABLE')
        expect(diagnose(JSON.parse(JSON.stringify(observation)), '0.0.0')).toEqual(diagnosis)
      }),
      { numRuns: 3000 },
    )
  })
})

describe('a name without an address', () => {
  test('getaddrinfo alone proves it, whatever name servers say, and nothing else is proven', () => {
    fc.assert(
      fc.property(unnamed, (observation) => {
        const { outcome, error = '' } = observation.evidence[0] as NameEvidence
        const diagnosis = diagnose(observation, '0.0.0')
        const certain = outcome === 'no-address' || (outcome === 'failed' && ['EAI_AGAIN', 'EAI_FAIL'].includes(error))
        expect(diagnosis.verdict).toEqual({ cause: 'name-does-not-resolve', certainty: certain ? 'proven' : 'likely' })
        expect(diagnosis.findings.filter(({ certainty }) => certainty === 'proven').length).toBe(certain ? 1 : 0)
        expect(
          JSON.stringify(diagnosis, (_, value: unknown) => (typeof value === 'string' && !isPrintable(value) ? 'UNPRINTABLE' : value)),
        ).not.toContain('UNPRINTABLE')
      }),
      { numRuns: 2000 },
    )
  })
})

describe('the catalogue', () => {
  test.each(CAUSES.map((one) => [one.id, one] as const))('%s is complete', (_, cause) => {
    expect(cause.claims).toMatch(/^[A-Zs].*\.$/)
    expect(cause.means.length).toBeGreaterThan(40)
    expect(cause.prior).toBeGreaterThan(0)
    if (cause.refines !== undefined) expect(CAUSES.map((one) => one.id)).toContain(cause.refines)
  })
})
