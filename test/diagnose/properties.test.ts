import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CAUSES } from '../../src/diagnose/causes/all.ts'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import type { Evidence, KexSeen, RouteEvidence, SshEvidence, TcpEvidence } from '../../src/model/observation.ts'
import { isPrintable } from '../../src/net/printable.ts'
import { ADDRESS, name, observed, route, ssh, tcp } from './observed.ts'

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

const hostile = fc.string({ unit: 'binary', maxLength: 60 })
const kexSeen: fc.Arbitrary<KexSeen> = fc.record(
  {
    us: fc.nat(7_000_000),
    hostKey: fc.record({
      type: hostile,
      sha256: hostile,
      blob: fc.constant('AAAA'),
      algorithm: hostile,
      signature: fc.constantFrom('verified' as const, 'wrong' as const, 'unknown' as const),
    }),
    disconnect: fc.record({ code: fc.nat(20), text: hostile }),
    stall: fc.record({
      sent: fc.nat(3000),
      unacked: fc.nat(4),
      sacked: fc.nat(3),
      retransmits: fc.nat(5),
      mss: fc.constantFrom(0, 1240, 1448),
      mtu: fc.constant(1500),
    }),
  },
  { requiredKeys: ['us'] },
)
const sshSeen = (address: string): fc.Arbitrary<SshEvidence> =>
  fc
    .record({
      reached: fc.constantFrom('nothing' as const, 'foreign' as const, 'identification' as const, 'kexinit' as const, 'host-key' as const),
      ended: fc.constantFrom(
        'by-us' as const,
        'closed' as const,
        'reset' as const,
        'silent' as const,
        'endless' as const,
        'garbled' as const,
      ),
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
      bytes: fc.nat(3000),
      kex: fc.option(kexSeen, { nil: undefined }),
    })
    .map(({ kex, ...said }) => ssh({ ...said, ...(kex && { kex }) }, address))

const routeSeen = (address: string): fc.Arbitrary<RouteEvidence> =>
  fc
    .constantFrom<RouteEvidence['type']>('unicast', 'local', 'unreachable', 'prohibit', 'blackhole', 'throw', 'none', 'unknown')
    .map((type) => ({ ...(route(address) as RouteEvidence), type }))

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
    )
    .map(([way, asked, said, others]) => [way, asked, ...(asked.outcome === 'open' && said ? [said] : []), ...others])

const world = fc
  .tuple(addressSeen(ADDRESS), fc.option(addressSeen(SIX)))
  .map(([four, six]) => observed([name(...(six ? [SIX, ADDRESS] : [ADDRESS])), ...four, ...(six ?? [])]))

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

describe('the catalogue', () => {
  test.each(CAUSES.map((one) => [one.id, one] as const))('%s is complete', (_, cause) => {
    expect(cause.claims).toMatch(/^[A-Zs].*\.$/)
    expect(cause.means.length).toBeGreaterThan(40)
    expect(cause.prior).toBeGreaterThan(0)
    if (cause.refines !== undefined) expect(CAUSES.map((one) => one.id)).toContain(cause.refines)
  })
})
