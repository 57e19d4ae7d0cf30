import { describe, expect, test } from 'vitest'
import type { Evidence } from '../../src/model/observation.ts'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import { ADDRESS, also, egress, name, observed, path, route, ssh, tcp } from './observed.ts'

const say = (...evidence: readonly (Evidence | readonly Evidence[])[]) => {
  const diagnosis = diagnose(observed([name(), route(), ...evidence.flat()]), '0.0.0')
  const certainty = (cause: string): string | undefined => diagnosis.findings.find((one) => one.cause === cause)?.certainty
  return { diagnosis, certainty, verdict: diagnosis.verdict && `${diagnosis.verdict.cause} ${diagnosis.verdict.certainty}` }
}

const ROUTERS = ['10.0.0.1', '10.1.0.1', '10.2.0.1'] as const

describe('where on the way the port is refused', () => {
  const refused = [tcp(22, 'rst'), tcp(61001, 'rst'), path(61001, [...ROUTERS, 'rst'])]
  test('nearer than the host: a device on the way, likely and not more', () => {
    const { verdict, certainty, diagnosis } = say(refused, path(22, [null, '10.1.0.1', 'rst']))
    expect(verdict).toBe('router-rejects likely')
    expect(diagnosis.summary.meaning).toContain('10.1.0.1 (2 hops away)')
    expect(certainty('sshd-stopped')).toBe('possible')
  })
  test('at the end of the way: nothing is known of who', () => {
    expect(say(refused, path(22, [null, null, '10.2.0.1', 'rst'])).verdict).toBe('sshd-stopped likely')
  })
  test('behind the address itself: it forwards', () => {
    const { certainty } = say(refused, path(22, [null, null, '10.2.0.1', ADDRESS]))
    expect([certainty('nat-forwards-nowhere'), certainty('nat-redirects')]).toEqual(['likely', 'likely'])
  })
  test('a RST at a hop where no router is known to answer tells nothing', () => {
    const { verdict } = say(
      tcp(22, 'rst'),
      tcp(61001, 'rst'),
      path(61001, ['10.0.0.1', 'none', 'none', 'rst']),
      path(22, ['10.0.0.1', 'rst']),
    )
    expect(verdict).toBe('sshd-stopped likely')
  })
})

describe('how far the RST itself came', () => {
  const reply = (port: number, ...tries: readonly (readonly [number, 'rst' | 'none'])[]): Evidence => ({
    probe: 'reply-ttl',
    at: 7,
    role: port === 22 ? 'asked' : 'control',
    address: ADDRESS,
    port,
    tries: tries.map(([minTtl, kind]) => ({ minTtl, answer: { kind } })),
    syns: tries.length,
  })
  const refused = [tcp(22, 'rst'), tcp(61001, 'rst'), path(61001, [...ROUTERS, 'rst']), path(22, [null, null, '10.2.0.1', 'rst'])]
  const closed = reply(61001, [61, 'rst'], [62, 'none'], [125, 'none'], [126, 'none'])
  test('from nearer than that of a closed port: the last router, likely and not more', () => {
    const { verdict, diagnosis } = say(refused, closed, reply(22, [62, 'rst']))
    expect(verdict).toBe('router-rejects likely')
    expect(diagnosis.summary.meaning).toContain('10.2.0.1 (3 hops away)')
  })
  test('from as far, or not to be told: nothing', () => {
    for (const more of [
      [closed, reply(22, [62, 'none'])],
      [reply(22, [62, 'rst'])],
      [reply(61001, [61, 'none'], [62, 'none']), reply(22, [62, 'rst'])],
    ])
      expect(say(refused, more).verdict).toBe('sshd-stopped likely')
  })
})

describe('where on the way packets vanish', () => {
  test('all of them: the last router that answers is named, and the host may as well be down', () => {
    const { diagnosis, certainty } = say(tcp(22, 'silent'), tcp(61001, 'silent'), path(61001, ['10.0.0.1', '10.1.0.1', 'none', 'none']))
    const finding = diagnosis.findings.find(({ cause }) => cause === 'path-drops-packets')
    expect([finding?.certainty, certainty('host-down')]).toEqual(['possible', 'possible'])
    expect(finding?.text).toContain('vanish behind 10.1.0.1, 2 hops away')
  })
  test('those to the asked port alone', () => {
    const { verdict, certainty } = say(
      tcp(22, 'silent'),
      tcp(61001, 'rst'),
      path(61001, [...ROUTERS, 'rst']),
      path(22, ['10.0.0.1', 'none', 'none']),
    )
    expect([verdict, certainty('firewall-drops')]).toEqual(['path-drops-packets likely', 'possible'])
  })
  test('routers at two places of the way are a circle', () => {
    const { verdict, diagnosis } = say(
      tcp(22, 'silent'),
      tcp(61001, 'silent'),
      path(61001, ['10.0.0.1', '10.1.0.1', '10.2.0.1', '10.1.0.1', '10.2.0.1']),
    )
    expect(verdict).toBe('routing-loop likely')
    expect(diagnosis.summary.meaning).toContain('between 10.1.0.1 and 10.2.0.1')
  })
})

describe('the header of the RST', () => {
  const header = (tos: number, flowLabel?: number): Evidence => ({
    probe: 'header',
    at: 6,
    address: ADDRESS,
    port: 22,
    sent: 0x48,
    syns: 1,
    ttl: 61,
    tos,
    window: 0,
    ...(flowLabel === undefined ? {} : { flowLabel }),
  })
  const against = (...seen: readonly Evidence[]): number =>
    say(tcp(22, 'rst'), tcp(61001, 'rst'), seen).diagnosis.findings.find(({ cause }) => cause === 'firewall-resets')?.against.length ?? -1
  test('an echoed class or a flow label speaks against a rule, zeros say nothing', () => {
    const plain = say(tcp(22, 'rst'), tcp(61001, 'rst')).diagnosis.findings.find(({ cause }) => cause === 'firewall-resets')?.against
    expect(plain?.map(({ text }) => text).join()).not.toContain('TOS')
    const told = say(tcp(22, 'rst'), tcp(61001, 'rst'), header(0x48)).diagnosis.findings.find(({ cause }) => cause === 'firewall-resets')
    expect(told?.against[0]?.text).toContain('repeats the TOS 0x48')
    expect(against(header(0, 5))).toBe(1)
    expect(against(header(0, 0))).toBe(plain?.length)
  })
})

describe('other sources', () => {
  test('one that opens by the same way makes a ban likely, never proven', () => {
    const { verdict, certainty } = say(tcp(22, { icmp: [3, 3], from: ADDRESS }), also('10.0.0.8', 'open'))
    expect([verdict, certainty('rate-limited'), certainty('blocklist')]).toEqual(['address-banned likely', 'possible', 'possible'])
  })
  test('one that opens by another way speaks for the way', () => {
    const [way, seen] = also('10.8.0.2', 'open') as readonly [Evidence, Evidence]
    const { certainty } = say(tcp(22, 'silent'), tcp(61001, 'silent'), { ...way, device: 'tun0' } as Evidence, seen)
    expect([certainty('asymmetric-return'), certainty('address-banned')]).toEqual(['likely', 'possible'])
  })
  test('one that is treated alike makes it less so', () => {
    const { verdict, diagnosis } = say(tcp(22, { icmp: [3, 3], from: ADDRESS }), also('10.0.0.8', { icmp: [3, 3], from: ADDRESS }))
    expect(verdict).toBe('firewall-rejects likely')
    expect(diagnosis.findings.find(({ cause }) => cause === 'address-banned')?.against).toHaveLength(1)
  })
  test('an SSH server that greets another source is no server on another port', () => {
    const { certainty, diagnosis } = say(tcp(22, 'rst'), also('10.0.0.8', 'open'), { ...ssh(), role: 'also', source: '10.0.0.8' })
    expect(certainty('sshd-on-another-port')).not.toBe('likely')
    expect(diagnosis.contrast).toEqual([])
    expect(diagnosis.sources).toMatchObject([
      { source: '10.0.0.8', outcome: 'open', identification: 'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10' },
    ])
  })
})

describe('egress', () => {
  const silent = [tcp(22, 'silent'), tcp(61001, 'silent')]
  test('port 22 fails everywhere alike, 443 opens: this network', () => {
    expect(say(silent, egress(22, 'silent'), egress(443, 'open')).verdict).toBe('network-blocks-port-22 likely')
  })
  test('nothing is known where 443 fails too, or where 22 fails in another way', () => {
    for (const more of [[egress(22, 'silent'), egress(443, 'silent')], [egress(22, 'rst'), egress(443, 'open')], [egress(443, 'open')]])
      expect(say(silent, more).certainty('network-blocks-port-22')).toBe('possible')
  })
  test('what IPv6 lets out tells nothing of IPv4', () => {
    const greeting: Evidence = { ...ssh({}, '2001:db8::99'), role: 'egress', host: 'forge.example' }
    expect(say(silent, { ...egress(22, 'open'), address: '2001:db8::99' }, greeting).certainty('network-blocks-port-22')).toBe('possible')
  })
  test('an SSH server of another host answers: ruled out', () => {
    const greeting: Evidence = { ...ssh({}, '198.51.100.99'), role: 'egress', host: 'forge.example' }
    expect(say(silent, egress(22, 'open'), greeting).certainty('network-blocks-port-22')).toBe('excluded')
  })
})

test('an echo shows that the host is up', () => {
  const echo: Evidence = { probe: 'echo', at: 4, address: ADDRESS, outcome: 'answer', us: 300 }
  const { certainty } = say(tcp(22, 'silent'), tcp(61001, 'silent'), echo)
  expect([certainty('host-down'), certainty('firewall-drops')]).toEqual(['excluded', 'likely'])
})
