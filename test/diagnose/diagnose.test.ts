import { describe, expect, test } from 'vitest'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import type { Evidence, RouteEvidence } from '../../src/model/observation.ts'
import type { Target } from '../../src/model/target.ts'
import { ADDRESS, name, observed, route, ssh, tcp } from './observed.ts'

const CONTROL = 61001
const ROUTER = '10.0.0.1'

function verdict(evidence: readonly Evidence[], target: Partial<Target> = {}) {
  const diagnosis = diagnose(observed([name(), route(), ...evidence], { target }), '0.0.0')
  const ids = (certainty: string) => diagnosis.findings.filter((one) => one.certainty === certainty).map((one) => one.cause)
  return {
    diagnosis,
    said: diagnosis.verdict && `${diagnosis.verdict.cause} ${diagnosis.verdict.certainty}`,
    proven: ids('proven'),
    excluded: ids('excluded'),
    ids,
  }
}

describe('what one symptom means', () => {
  test('RST, and the control port closed alike: nothing listens, most likely', () => {
    const { said, proven, excluded, ids } = verdict([tcp(22, 'rst'), tcp(CONTROL, 'rst'), tcp(80, 'open')])
    expect(said).toBe('sshd-stopped likely')
    expect(proven).toEqual([])
    expect(excluded).toEqual(
      expect.arrayContaining([
        'aws-security-group',
        'azure-nsg',
        'gcp-firewall',
        'aws-network-acl',
        'firewall-drops',
        'firewall-rejects',
        'tcp-wrappers-deny',
        'host-down',
      ]),
    )
    expect(ids('possible')).toEqual(expect.arrayContaining(['firewall-resets', 'sshd-config-error', 'address-banned']))
  })

  test('RST, and the control port dropped: still only likely, and a reset rule stays open', () => {
    const { said, proven, ids } = verdict([tcp(22, 'rst'), tcp(CONTROL, 'silent')])
    expect(said).toBe('sshd-stopped likely')
    expect(proven).toEqual([])
    expect(ids('possible')[0]).toBe('firewall-resets')
  })

  test('an SSH server on 2222: likely, with the command that uses it', () => {
    const { said, diagnosis } = verdict([tcp(22, 'rst'), tcp(CONTROL, 'rst'), tcp(2222, 'open'), ssh({ port: 2222 })])
    expect(said).toBe('sshd-on-another-port likely')
    expect(diagnosis.findings[0]?.remedy?.commands).toEqual(['ssh -p 2222 ann@db1'])
    expect(diagnosis.summary.happened).toBe(`db1 (${ADDRESS}) refuses port 22, and an SSH server answers on port 2222`)
  })

  test.each([
    [3, 3],
    [3, 13],
    [3, 10],
    [3, 9],
    [3, 2],
  ])('ICMP %i/%i by another address proves that a device on the way rejects', (type, code) => {
    const { said, proven } = verdict([tcp(22, { icmp: [type, code], from: ROUTER })])
    expect(said).toBe('router-rejects proven')
    expect(proven).toEqual(['router-rejects'])
  })

  test('ICMP by the target itself: its firewall, likely, as a NAT router looks the same', () => {
    const { said, proven, excluded } = verdict([tcp(22, { icmp: [3, 3], from: ADDRESS })])
    expect(said).toBe('firewall-rejects likely')
    expect(proven).toEqual([])
    expect(excluded).toContain('sshd-stopped')
  })

  test('ICMP 3/0 and 3/1 never prove policy', () => {
    expect(verdict([tcp(22, { icmp: [3, 1], from: ROUTER, us: 3_050_000 })]).said).toBe('host-down likely')
    expect(verdict([tcp(22, { icmp: [3, 0], from: ROUTER, errno: 'ENETUNREACH' })]).said).toBe('route-missing-on-the-way likely')
    const waited = tcp(22, { icmp: [3, 1], from: '10.0.0.9', us: 3_050_000 })
    expect(verdict([waited]).said, 'the gateway was asked for, not the host').toBe('no-local-route likely')
    const { gateway: _, ...link } = route() as RouteEvidence
    const near = diagnose(observed([name(), link, waited]), '0.0.0')
    expect(near.verdict).toEqual({ cause: 'host-down', certainty: 'likely' })
    const own = verdict([tcp(22, { icmp: [3, 1], from: '10.0.0.9', us: 200 })])
    expect([own.said, own.proven]).toEqual(['local-policy-refuses likely', []])
  })

  test('a loop is proven only where the packet had hops enough', () => {
    const spent = (hops?: number, hopLimit?: number) => {
      const way = { ...(route() as RouteEvidence), ...(hopLimit === undefined ? {} : { hopLimit }) }
      const asked = { ...tcp(22, { icmp: [11, 0], from: ROUTER }), ...(hops === undefined ? {} : { hops }) }
      return diagnose(observed([name(), way, asked]), '0.0.0').findings.find((one) => one.cause === 'routing-loop')?.certainty
    }
    expect([spent(64), spent(8), spent(), spent(64, 1)]).toEqual(['proven', 'possible', 'likely', 'possible'])
  })

  test("a router's link-local address that another link of ours has too is not ours", () => {
    const here = 'fd09::5'
    const asked = { ...tcp(22, { icmp: [1, 1], from: 'fe80::1', errno: 'EACCES' }, here), left: 'yes' as const }
    const addresses = [
      { side: 'client' as const, source: 'client-addresses', command: '', code: 0, out: 'eth0 fd00::9/64\nbr1 fe80::1/64', cut: false },
    ]
    const seen = diagnose({ ...observed([name(here), route(here), asked]), captures: addresses }, '0.0.0')
    expect(seen.verdict).toEqual({ cause: 'router-rejects', certainty: 'proven' })
  })

  test('a route type proves a local policy only where connect() says the errno of that type', () => {
    const way = { ...(route() as RouteEvidence), type: 'blackhole' as const }
    const tried = (errno: string, stage: 'bind' | 'connect') =>
      diagnose(observed([name(), way, { ...tcp(22, { local: errno }), stage }]), '0.0.0')
    expect(tried('EINVAL', 'connect').verdict).toEqual({ cause: 'local-policy-refuses', certainty: 'proven' })
    for (const other of [tried('ENETUNREACH', 'connect'), tried('EADDRNOTAVAIL', 'bind')]) {
      expect(other.findings.filter((one) => one.cause === 'local-policy-refuses' && one.certainty === 'proven')).toEqual([])
    }
  })

  test('an answer to our own silence is no proof: several protocols may share the port', () => {
    const late = ssh({ reached: 'foreign', ended: 'closed', before: '220 mx ESMTP\r\n', bytes: 14, firstUs: 5_000_000 })
    expect(verdict([tcp(22, 'open'), late]).said).toBe('not-sshd-on-the-port likely')
    const web = ssh({ reached: 'foreign', ended: 'closed', before: 'HTTP/1.0 408 Request Time-out\r\n', bytes: 31 })
    expect(verdict([tcp(22, 'open'), web]).said).toBe('not-sshd-on-the-port likely')
  })

  test('a server of SSH 1 does not work for ssh', () => {
    const old = (identification: string) => verdict([tcp(22, 'open'), ssh({ identification })]).said
    expect([old('SSH-1.5-Old'), old('SSH-1.99-Cisco-1.25'), old('SSH-2.0-x')]).toEqual(['not-sshd-on-the-port likely', null, null])
  })

  test('where everything connects, nothing behind the client is ruled out', () => {
    const { excluded } = verdict([tcp(22, 'open'), ssh({ reached: 'nothing', ended: 'closed', us: 900, bytes: 0 }), tcp(CONTROL, 'open')])
    for (const id of ['host-down', 'firewall-drops', 'aws-security-group', 'sshd-stopped']) expect(excluded).not.toContain(id)
  })

  test('a missing neighbour that is being looked for is no rule of this machine', () => {
    const { gateway: _, ...link } = route() as RouteEvidence
    const joined = diagnose(observed([name(), link, tcp(22, { icmp: [3, 1], from: '10.0.0.9', us: 369_000 })]), '0.0.0')
    expect(joined.verdict).toEqual({ cause: 'host-down', certainty: 'likely' })
    const pending = diagnose(observed([name(), link, { ...tcp(22, 'silent'), syns: 1, left: 'no' }]), '0.0.0')
    expect(pending.verdict).toEqual({ cause: 'host-down', certainty: 'likely' })
  })

  test('a recording cannot smuggle an option into a command', () => {
    const { diagnosis } = verdict([tcp(22, 'rst'), tcp(2222, 'open'), ssh({ port: 2222 })], { input: '-oProxyCommand=reboot' })
    for (const { remedy, decide } of diagnosis.findings) {
      for (const command of [...(remedy?.commands ?? []), decide?.command ?? '']) expect(command).not.toMatch(/(?<!--) -oProxyCommand/)
    }
  })

  test('from a private address to a public one, no command names the private address', () => {
    const far = '8.8.4.4'
    const way = { ...(route(far) as RouteEvidence), prefix: 'default' }
    const { findings } = diagnose(observed([name(far), way, tcp(22, 'silent', far), tcp(CONTROL, 'rst', far)]), '0.0.0')
    const commands = findings.flatMap(({ remedy, decide }) => [remedy?.text ?? '', ...(remedy?.commands ?? []), decide?.command ?? ''])
    expect(commands.filter((text) => text.includes('10.0.0.9'))).toEqual([])
  })

  test('who refused is not known where our own addresses are not', () => {
    const refused = observed([name(), route(), tcp(22, { icmp: [3, 13], from: ROUTER })])
    const blind = diagnose({ ...refused, captures: [] }, '0.0.0')
    expect(blind.verdict).toEqual({ cause: 'router-rejects', certainty: 'likely' })
  })

  test('a local error without the word of the kernel that nothing left is no proof', () => {
    const none: RouteEvidence = { ...(route() as RouteEvidence), type: 'none' }
    const tried = (left: 'no' | 'unknown') =>
      diagnose(observed([name(), none, { ...tcp(22, { local: 'ENETUNREACH' }), left }]), '0.0.0').verdict
    expect(tried('no')).toEqual({ cause: 'no-local-route', certainty: 'proven' })
    expect(tried('unknown')?.certainty).toBe('possible')
  })

  test('ICMP by this machine itself proves its own policy', () => {
    expect(verdict([tcp(22, { icmp: [3, 13], from: '10.0.0.9' })]).said).toBe('local-policy-refuses proven')
  })

  test('silence beside other answers: a firewall drops, likely; silence alone: nothing is more than possible', () => {
    const up = verdict([tcp(22, 'silent'), tcp(CONTROL, 'silent'), tcp(443, 'open')])
    expect(up.said).toBe('firewall-drops likely')
    expect(up.excluded).toEqual(expect.arrayContaining(['max-startups', 'tcp-wrappers-deny']))
    expect(up.excluded, 'a host in stealth does not answer for closed ports').not.toContain('sshd-stopped')
    expect(verdict([tcp(22, 'silent'), tcp(CONTROL, 'rst')]).excluded).toEqual(
      expect.arrayContaining(['sshd-stopped', 'sshd-config-error']),
    )
    const dark = verdict([tcp(22, 'silent'), tcp(CONTROL, 'silent'), tcp(443, 'silent')])
    expect(dark.diagnosis.verdict?.certainty).toBe('possible')
    expect(dark.diagnosis.findings.filter((one) => one.certainty === 'likely')).toEqual([])
    expect(dark.diagnosis.next.length).toBeGreaterThan(0)
  })

  test('silence beside ports that are rejected by ICMP may be the rate limit of whoever rejects', () => {
    const { said, ids } = verdict([tcp(22, 'silent'), tcp(CONTROL, 'silent'), tcp(2222, { icmp: [3, 3], from: ADDRESS })])
    expect([said, ids('likely')]).toEqual(['firewall-rejects possible', []])
  })

  test('silence after an ICMP answer is no drop: the control port says nothing then', () => {
    const { diagnosis } = verdict([tcp(22, { icmp: [3, 3], from: ADDRESS }), tcp(CONTROL, 'silent'), tcp(80, 'silent')])
    expect(diagnosis.findings.find((one) => one.cause === 'firewall-drops')?.certainty).toBe('excluded')
  })

  test('five seconds without a word are TCP wrappers, likely; a quick close is not', () => {
    expect(verdict([tcp(22, 'open'), ssh({ reached: 'nothing', ended: 'closed', us: 5_020_000, bytes: 0 })]).said).toBe(
      'tcp-wrappers-deny likely',
    )
    const quick = verdict([tcp(22, 'open'), ssh({ reached: 'nothing', ended: 'closed', us: 3000, bytes: 0 })])
    expect(quick.ids('possible')).not.toContain('tcp-wrappers-deny')
    expect(quick.diagnosis.verdict?.certainty).toBe('possible')
  })

  test('the texts of sshd', () => {
    const said = (before: string) => verdict([tcp(22, 'open'), ssh({ reached: 'foreign', ended: 'closed', before, bytes: before.length })])
    expect(said('Exceeded MaxStartups\r\n').said).toBe('max-startups proven')
    expect(said('Not allowed at this time\r\n').said).toBe('per-source-penalty likely')
    expect(said('Not allowed at this time\r\n').proven).toEqual([])
    expect(said('220 mx.corp.example ESMTP Postfix\r\n').said).toBe('not-sshd-on-the-port proven')
    expect(said('hello there\r\n').said).toBe('not-sshd-on-the-port likely')
  })

  test('a control port that connects voids what TCP says', () => {
    const { said, proven } = verdict([
      tcp(22, 'open'),
      ssh({ reached: 'foreign', ended: 'silent', before: '220 x ESMTP\r\n', bytes: 13 }),
      tcp(CONTROL, 'open'),
    ])
    expect(said).toBe('local-proxy-answers likely')
    expect(proven).toEqual([])
  })

  test('an SSH identification: works as far as it was tried, and no one is blamed', () => {
    const { diagnosis, proven } = verdict([tcp(22, 'open'), ssh()])
    expect(diagnosis.verdict).toBeNull()
    expect([diagnosis.works, diagnosis.reached, proven]).toEqual([null, 'sshd', []])
    expect(diagnosis.findings.filter((one) => one.certainty !== 'excluded')).toEqual([])
    expect(diagnosis.addresses[0]?.path.filter((rung) => rung.state === 'blocks')).toEqual([])
  })
})

describe('names and several addresses', () => {
  test('no address is proven, and nothing else is judged', () => {
    const lost: Evidence = {
      probe: 'name',
      at: 0,
      name: 'db1',
      resolver: 'system',
      outcome: 'no-address',
      error: 'ENOTFOUND',
      addresses: [],
      us: 900,
    }
    const { verdict: said, reached, addresses } = diagnose(observed([lost]), '0.0.0')
    expect([said, reached, addresses]).toEqual([{ cause: 'name-does-not-resolve', certainty: 'proven' }, null, []])
  })

  const six = 'fd09::5'
  test('IPv6 refused and IPv4 fine: ssh goes on to the next address, so there is no verdict, but it is said', () => {
    const { diagnosis, proven } = verdict([]).diagnosis && {
      diagnosis: diagnose(observed([name(six, ADDRESS), route(), route(six), tcp(22, 'rst', six), tcp(22, 'open'), ssh()]), '0.0.0'),
      proven: [] as string[],
    }
    expect(proven).toEqual([])
    expect(diagnosis.verdict).toBeNull()
    expect(diagnosis.addresses.map((one) => one.verdict?.cause ?? null)).toEqual(['sshd-on-another-address', null])
    expect(diagnosis.findings.find((one) => one.cause === 'ipv6-broken-ipv4-works')?.blocks).toBe(false)
  })

  test('an address to which no packet can leave does not decide: ssh passes it over', () => {
    const none: RouteEvidence = { ...(route(six) as RouteEvidence), type: 'none' }
    const diagnosis = diagnose(
      observed([name(six, ADDRESS), none, route(), tcp(22, { local: 'ENETUNREACH' }, six), tcp(22, 'rst')]),
      '0.0.0',
    )
    expect(diagnosis.verdict).toEqual({ cause: 'sshd-stopped', certainty: 'likely' })
    expect(diagnosis.findings[0]?.cause).toBe('sshd-stopped')
  })

  test('where the first address opens and hangs, ssh stays there: that address decides', () => {
    const mute = ssh({ reached: 'nothing', ended: 'silent', us: 7_000_000, bytes: 0 }, six)
    const diagnosis = diagnose(observed([name(six, ADDRESS), route(six), tcp(22, 'open', six), mute, tcp(22, 'open'), ssh()]), '0.0.0')
    expect(diagnosis.verdict?.cause).toBe('sshd-hung')
    expect(diagnosis.works).toBe(false)
  })
})
