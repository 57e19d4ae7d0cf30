import { describe, expect, test } from 'vitest'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import type { Capture, Evidence, HostKeySeen, SshEvidence } from '../../src/model/observation.ts'
import { ADDRESS, also, login, name, observed, route, ssh, tcp } from './observed.ts'

const SECOND = '10.9.0.6'
const ONE = 'SHA256:QQl+9ZZyXuGC40p88IOP95c8jI2v24phQXIyIjI4BWE'
const OTHER = 'SHA256:BDkRr/tvYDFFExpV5YDb319JPCxHvOQFi1aqGWE4llM'
const CHANGED = '@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @'

const shows = (sha256: string, more: Partial<HostKeySeen> = {}, address = ADDRESS): SshEvidence =>
  ssh(
    {
      reached: 'host-key',
      identification: 'SSH-2.0-OpenSSH_9.2p1',
      kex: { us: 1, hostKey: { type: 'ssh-ed25519', sha256, blob: 'AAAA', algorithm: 'ssh-ed25519', signature: 'verified', ...more } },
    },
    address,
  )
const capture = (source: string, command: string, out: string): Capture => ({ side: 'client', source, command, code: 0, out, cut: false })
const KNOWN = [
  capture('ssh-g', 'ssh -G', 'stricthostkeychecking ask\nhostkeyalgorithms ssh-ed25519'),
  capture('known-hosts', '/known', `3 ${ONE} db1 db1 ssh-ed25519 AAAA`),
]
const onLink: Evidence = {
  probe: 'route',
  at: 1,
  address: ADDRESS,
  type: 'unicast',
  source: '10.9.0.9',
  device: 'eth0',
  prefix: '10.9.0.0/24',
}

function say(evidence: readonly Evidence[], captures: readonly Capture[] = []) {
  const diagnosis = diagnose(observed(evidence, { captures }), '0.0.0')
  const of = (cause: string) => diagnosis.findings.find((one) => one.cause === cause)
  return { diagnosis, shared: of('address-shared'), conflict: of('address-conflict') }
}

describe('several machines at one address', () => {
  test('the login meets another key than the connection before it', () => {
    const { shared, diagnosis } = say(
      [name(), route(), tcp(22, 'open'), shows(ONE), login({ reached: 'connected', said: [CHANGED], methods: [], keys: [] })],
      KNOWN,
    )
    expect(shared).toMatchObject({ certainty: 'likely', blocks: true })
    expect(diagnosis.verdict?.cause).toBe('address-shared')
  })

  test.each([
    ['at another address', [shows(ONE), login({ reached: 'connected', said: [CHANGED], address: SECOND })]],
    ['after a key that has changed already', [shows(OTHER), login({ reached: 'connected', said: [CHANGED] })]],
  ])('not when the login met it %s', (_, more) => {
    expect(say([name(), route(), tcp(22, 'open'), ...more], KNOWN).shared).toBeUndefined()
  })

  test('two addresses of a name with two keys: a hint, and no wall', () => {
    const both = [name(ADDRESS, SECOND), route(), route(SECOND), tcp(22, 'open'), tcp(22, 'open', SECOND), shows(ONE)]
    const { shared, diagnosis } = say([...both, shows(OTHER, {}, SECOND)])
    expect(shared).toMatchObject({ certainty: 'likely', blocks: false, text: 'several machines answer under the name db1' })
    expect(diagnosis.verdict).toBeNull()
    for (const more of [{ type: 'ssh-rsa' }, { signature: 'unknown' as const }, { sha256: ONE }])
      expect(say([...both, shows(OTHER, more, SECOND)]).shared, JSON.stringify(more)).toBeUndefined()
  })

  test('a refused login after an open port may be a limit as well: possible, and no wall', () => {
    const said = ['ssh: connect to host db1 port 22: Connection refused']
    const { address: _, ...nowhere } = login({ reached: 'nothing', said, methods: [], keys: [] })
    const { shared } = say([name(), route(), tcp(22, 'open'), shows(ONE), nowhere])
    expect(shared).toMatchObject({ certainty: 'possible', blocks: false })
  })

  test('a RST is sshd-stopped before it is this; another source that gets in is named', () => {
    const { shared, diagnosis } = say([name(), route(), tcp(22, 'rst'), ...also('10.0.0.10', 'open')])
    expect(shared?.certainty).toBe('possible')
    expect(shared?.because.map(({ text }) => text).join()).toContain('from 10.0.0.10 the port opens')
    expect(diagnosis.verdict?.cause).not.toBe('address-shared')
  })
})

describe('two machines with one address on the link', () => {
  test('a changed key there is never a proof of it', () => {
    const { conflict, diagnosis } = say([name(), onLink, tcp(22, 'open'), shows(OTHER)], KNOWN)
    expect(conflict).toMatchObject({
      certainty: 'possible',
      decide: { command: `ip neigh show ${ADDRESS}; sudo arping -b -c 3 -I eth0 ${ADDRESS}` },
    })
    expect(diagnosis.verdict?.cause).toBe('host-key-changed')
  })

  test('the known key excludes it', () => {
    expect(say([name(), onLink, tcp(22, 'open'), shows(ONE)], KNOWN).conflict?.certainty).toBe('excluded')
  })

  test('a RST there leaves it open; behind a router nothing is said', () => {
    expect(say([name(), onLink, tcp(22, 'rst')]).conflict?.certainty).toBe('possible')
    expect(say([name(), route(), tcp(22, 'rst')]).conflict).toBeUndefined()
  })
})
