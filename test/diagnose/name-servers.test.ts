import { describe, expect, test } from 'vitest'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import type { Diagnosis, Finding } from '../../src/model/diagnosis.ts'
import type { Capture, Evidence, NameEvidence, NameServerEvidence } from '../../src/model/observation.ts'
import { ADDRESS, name, observed, route, ssh, tcp } from './observed.ts'

const server = (last: number, outcome: NameServerEvidence['outcome'], more: Partial<NameServerEvidence> = {}): NameServerEvidence => ({
  probe: 'name-server',
  at: 1,
  server: `10.0.0.${last}`,
  port: 53,
  from: `/etc/resolv.conf line ${last}`,
  name: 'db1.example.com',
  type: 'A',
  outcome,
  addresses: [],
  us: 900,
  ...more,
})
const gives = (last: number, ...addresses: readonly string[]): NameServerEvidence => server(last, 'answer', { addresses })
const RESOLVED: Capture = { side: 'client', source: 'resolved', command: 'resolvectl status', code: 0, out: 'Global', cut: false }

const target = { input: 'db1.example.com', host: 'db1.example.com' }
const finding = (diagnosis: Diagnosis, cause: string): Finding | undefined => diagnosis.findings.find((one) => one.cause === cause)

function unresolved(servers: readonly Evidence[], host = 'db1.example.com', captures: readonly Capture[] = []): Finding {
  const failed: Evidence = { ...(name() as NameEvidence), name: host, outcome: 'no-address', error: 'ENOTFOUND', addresses: [] }
  const told = finding(diagnose(observed([failed, ...servers], { target: { input: host, host }, captures }), '0'), 'name-does-not-resolve')
  if (!told) throw new Error('not listed')
  return told
}

describe('a name that does not resolve', () => {
  test.each<readonly [string, readonly NameServerEvidence[], string, string]>([
    [
      'nobody knows it',
      [server(2, 'nxdomain'), server(1, 'nxdomain')],
      'each of 10.0.0.1, 10.0.0.2 says that there is no such name',
      'check the spelling',
    ],
    [
      'silence',
      [server(1, 'silent'), server(1, 'silent', { type: 'AAAA' })],
      'name server 10.0.0.1 does not answer',
      'reaches its name servers',
    ],
    ['no way to it', [server(1, 'unreachable', { errno: 'ENETUNREACH' })], 'cannot be reached (ENETUNREACH)', 'reaches its name servers'],
    ['failure', [server(1, 'servfail')], 'fails to find out (SERVFAIL)', 'DNSSEC'],
    ['refusal', [server(1, 'refused')], 'refuses to answer (REFUSED)', 'do not serve this machine'],
    ['a server that is none for others', [server(1, 'other', { rcode: 0 })], 'does not look up names for others', 'do not serve'],
    ['an error', [server(1, 'other', { rcode: 4 })], 'answers with the error 4', 'do not serve'],
    ['no address', [server(1, 'no-data')], 'knows the name, and no address of it', 'of the family'],
    ['one knows it', [server(1, 'nxdomain'), gives(2, ADDRESS)], `name server 10.0.0.2 gives ${ADDRESS}`, 'disagree'],
    ['it is there now', [gives(1, ADDRESS)], `gives ${ADDRESS}`, 'try again'],
  ])('%s', (_, servers, text, remedy) => {
    const told = unresolved(servers)
    expect(told.certainty).toBe('proven')
    expect(told.text).toContain(text)
    expect(told.remedy?.text).toContain(remedy)
    expect(told.because).toHaveLength(1 + new Set(servers.map((one) => one.server)).size)
  })

  test('the command asks the server itself; past DNSSEC where it fails; resolvectl where that decides', () => {
    const failed = [server(1, 'servfail')]
    expect(unresolved([server(1, 'nxdomain')]).decide?.command).toBe('getent ahosts db1.example.com; dig @10.0.0.1 db1.example.com')
    expect(unresolved(failed).decide?.command).toBe('getent ahosts db1.example.com; dig @10.0.0.1 +cd db1.example.com')
    expect(unresolved(failed, 'db1.example.com', [RESOLVED]).decide?.command).toBe('resolvectl query db1.example.com; resolvectl status')
    expect(unresolved([]).decide?.command).toBe('getent ahosts db1.example.com; cat /etc/resolv.conf')
  })

  test('a slip at the end of the name', () => {
    expect(unresolved([], 'github.con').remedy?.text).toContain('.com in place of .con?')
    expect(unresolved([], 'con').remedy?.text).not.toContain('in place of')
  })
})

describe('a name that was found', () => {
  const refused = [route(), tcp(22, 'rst')]
  const look = (evidence: readonly Evidence[]): Diagnosis => diagnose(observed([...evidence], { target }), '0')
  const found = (us = 300): Evidence => ({ ...(name() as NameEvidence), name: 'db1.example.com', us })
  const elsewhere = (...servers: readonly Evidence[]): Finding | undefined =>
    finding(look([found(), ...refused, ...servers]), 'name-resolves-elsewhere')

  test('name servers that disagree make another address possible, and no more', () => {
    expect(elsewhere(gives(1, ADDRESS), gives(2, '10.7.7.7'))?.text).toContain('the name servers disagree about db1.example.com')
    expect(elsewhere(gives(1, ADDRESS), server(2, 'nxdomain'))?.certainty).toBe('possible')
    expect(elsewhere(gives(1, ADDRESS), gives(2, '10.7.7.7'))?.decide?.command).toContain('dig +short @10.0.0.2 db1.example.com')
  })

  test('none gives what ssh uses', () => {
    expect(elsewhere(gives(1, '10.7.7.7'))?.text).toContain('no name server gives it')
  })

  test('no dispute: the same addresses in turn, silence, another family, no answer of theirs', () => {
    const quiet = 'resolves to the private address'
    expect(elsewhere(gives(1, ADDRESS, '10.7.7.7'), gives(2, '10.7.7.7'))?.text ?? quiet).not.toContain('name server')
    expect(elsewhere(gives(1, ADDRESS), server(2, 'silent'))?.text ?? quiet).not.toContain('name server')
    expect(elsewhere(gives(1, 'fd00::7'))?.text ?? quiet).not.toContain('name server')
    expect(elsewhere(server(1, 'nxdomain'))?.text ?? quiet).not.toContain('name server')
  })

  test('where SSH answers, nothing is said of it', () => {
    const works = look([found(), route(), tcp(22, 'open'), ssh({ identification: 'SSH-2.0-OpenSSH_9.2p1' }), gives(1, '10.7.7.7')])
    expect(finding(works, 'name-resolves-elsewhere')).toBeUndefined()
  })

  test('a slow lookup names the silent server, a quick one does not', () => {
    const rung = (us: number): string | undefined =>
      look([found(us), ...refused, server(1, 'silent'), gives(2, ADDRESS)]).addresses[0]?.path.find(({ layer }) => layer === 'name')
        ?.because
    expect(rung(5_003_000)).toBe(`db1.example.com → ${ADDRESS} after 5003 ms; name server 10.0.0.1 does not answer`)
    expect(rung(900)).toBe(`db1.example.com → ${ADDRESS}`)
  })

  test('who was asked is told', () => {
    expect(look([found(), ...refused, gives(1, ADDRESS)]).contacted).toContain('10.0.0.1')
  })
})
