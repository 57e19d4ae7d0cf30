import { describe, expect, test } from 'vitest'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import type { Capture, Evidence } from '../../src/model/observation.ts'
import type { Target } from '../../src/model/target.ts'
import { ADDRESS, name, observed, route, ssh, tcp } from './observed.ts'

const CONTROL = 61001

function judged(evidence: readonly Evidence[], more: { readonly target?: Partial<Target>; readonly captures?: readonly Capture[] } = {}) {
  const diagnosis = diagnose(observed([name(), ...evidence], more), '0.0.0')
  const is = (cause: string): string => diagnosis.findings.find((finding) => finding.cause === cause)?.certainty ?? 'absent'
  return { diagnosis, verdict: diagnosis.verdict, is }
}

/** Mistakes that real hosts in the lab brought to light (lab/scenarios), each as a recorded world. */
describe('found by the lab', () => {
  test('client-config-broken: ssh stops before it connects, whatever our own connection says', () => {
    const out = '/etc/ssh/ssh_config: line 2: Bad configuration option: identityfiel'
    const capture: Capture = { side: 'client', source: 'ssh-config', command: 'ssh -G', code: 255, out, cut: false }
    for (const evidence of [[tcp(22, 'rst')], [tcp(22, 'open'), ssh()]]) {
      const { verdict } = judged([route(), ...evidence], { captures: [capture] })
      expect(verdict).toEqual({ cause: 'client-config-broken', certainty: 'proven' })
    }
  })

  test('host-down is excluded where the address itself says "host unreachable": somebody holds it', () => {
    const { is } = judged([route(), tcp(22, { icmp: [3, 1], from: ADDRESS, us: 3_100_000 }), tcp(CONTROL, 'rst')])
    expect(is('host-down')).toBe('excluded')
    expect(is('nat-forwards-nowhere')).toBe('likely')
  })

  test('vpn-or-route-missing comes first where the route leads into a tunnel and nothing comes back', () => {
    const tunnel: Evidence = {
      probe: 'route',
      at: 1,
      address: ADDRESS,
      type: 'unicast',
      source: '10.0.0.9',
      device: 'tun0',
      prefix: '10.9.0.0/16',
    }
    const dark = judged([tunnel, tcp(22, 'silent'), tcp(CONTROL, 'silent'), tcp(80, 'silent')])
    expect(dark.verdict).toEqual({ cause: 'vpn-or-route-missing', certainty: 'possible' })
    // Where the host answers, the tunnel works.
    const up = judged([tunnel, tcp(22, 'silent'), tcp(CONTROL, 'rst'), tcp(80, 'open')])
    expect(up.verdict).toEqual({ cause: 'firewall-drops', certainty: 'likely' })
  })

  test('sshd-on-another-address stays open where only one address was asked', () => {
    expect(judged([route(), tcp(22, 'rst'), tcp(CONTROL, 'rst')]).is('sshd-on-another-address')).toBe('possible')
  })

  test.each(['sshd-runtime-dir-missing', 'sshd-library-mismatch', 'sshd-child-fails'])(
    '%s is not excluded by an identification: from OpenSSH 9.8 on it can end the connection later',
    (cause) => {
      const { is, verdict } = judged([route(), tcp(22, 'open'), ssh()])
      expect(is(cause)).toBe('absent')
      expect(verdict).toBeNull()
    },
  )

  test('client-config-redirects: the command puts back what was typed', () => {
    const changed = [
      { keyword: 'HostName', typed: 'db1', resolved: ADDRESS },
      { keyword: 'Port', typed: 22, resolved: 2222, file: '/etc/ssh/ssh_config', line: 3 },
    ]
    const { diagnosis } = judged([route(), { ...tcp(22, 'rst'), port: 2222 }], { target: { port: 2222, changed } })
    const finding = diagnosis.findings.find(({ cause }) => cause === 'client-config-redirects')
    expect(finding?.decide?.command).toBe('ssh -v -o Port=22 ann@db1')
  })

  test('path-mtu-black-hole: the offer of the server came, and so a second packet of ours waits behind the large one', () => {
    const kex = { us: 7_000_000, stall: { sent: 1912, unacked: 3, retransmits: 5, sacked: 2, mss: 1448, mtu: 1500 } }
    const greeted = { identification: 'SSH-2.0-OpenSSH_9.2p1', reached: 'kexinit', ended: 'silent' } as const
    const { verdict } = judged([route(), tcp(22, 'open'), ssh({ ...greeted, kex })])
    expect(verdict).toEqual({ cause: 'path-mtu-black-hole', certainty: 'likely' })
    // The identification waits as well: it is not about sizes.
    const all = { ...kex, stall: { ...kex.stall, unacked: 4, sacked: 0 } }
    expect(judged([route(), tcp(22, 'open'), ssh({ ...greeted, kex: all })]).is('path-mtu-black-hole')).toBe('absent')
  })
})
