import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asker } from '../../src/diagnose/ask.ts'
import { clientSide } from '../../src/diagnose/client-side.ts'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import type { Capture, Evidence } from '../../src/model/observation.ts'
import type { Target } from '../../src/model/target.ts'
import { isPrintable } from '../../src/net/printable.ts'
import { ADDRESS, name, observed, route, ssh, tcp } from './observed.ts'

const capture = (source: string, out: string, code = 0): Capture => ({ side: 'client', source, command: source, code, out, cut: false })

function seen(evidence: readonly Evidence[], captures: readonly Capture[], target: Partial<Target> = {}) {
  const diagnosis = diagnose(observed([name(), ...evidence], { captures, target }), '0.0.0')
  const find = (cause: string) => diagnosis.findings.find((one) => one.cause === cause && one.certainty !== 'excluded')
  return { diagnosis, find, certainty: (cause: string) => find(cause)?.certainty }
}

const GREETED = [route(), tcp(22, 'open'), ssh()]
const byDefault = { ...route(), prefix: 'default' } as Evidence
const WG_DOWN = 'lo loopback up mtu 65536 127.0.0.1/8\neth0 ether up mtu 1500 10.0.0.9/24\nwg0 wireguard down mtu 1420 10.9.0.2/24'

describe('key files', () => {
  const files = (...lines: readonly string[]): Capture => capture('key-files', lines.join('\n'))

  test.each([
    ['open to others', 'identity default 0644 own private-key /k', 'likely'],
    ['open to the group alone', 'identity default 0640 own private-key /k', 'likely'],
    ["somebody else's, which ssh does not judge", 'identity default 0644 0 private-key /k', undefined],
    ['fine', 'identity explicit 0600 own private-key /k', undefined],
    ['named and not there', 'identity explicit - - missing /k', 'likely'],
    ["a name of ssh's own that is not there", 'identity default - - missing /k', undefined],
    ['a public key without an agent', 'identity explicit 0644 own public-key /k.pub', 'likely'],
    ['perhaps a key', 'identity explicit 0600 own other /k', 'possible'],
    ['a certificate that is not there', 'certificate explicit - - missing /k-cert.pub', 'likely'],
    ['a certificate', 'certificate explicit 0644 own certificate /k-cert.pub', undefined],
  ])('%s', (_, line, certainty) => {
    const { find, diagnosis } = seen(GREETED, [files(line)])
    expect(find('key-file-ignored')?.certainty).toBe(certainty)
    expect(diagnosis.verdict).toBeNull()
  })

  test('a public key is no fault where an agent may hold the private one', () => {
    const agent = capture('agent', 'socket SSH_AUTH_SOCK /a\nstate answers\nkey ssh-ed25519 SHA256:abc ann')
    const { certainty, diagnosis } = seen(GREETED, [files('identity explicit 0644 own public-key /k.pub'), agent])
    expect(certainty('key-file-ignored')).toBeUndefined()
    expect(diagnosis.client).toContainEqual({ what: 'agent', text: '/a (SSH_AUTH_SOCK): 1 key' })
  })

  test('say nothing where no SSH server was reached', () => {
    expect(
      seen([route(), tcp(22, 'rst')], [files('identity default 0644 own private-key /k')]).certainty('key-file-ignored'),
    ).toBeUndefined()
  })
})

describe('a VPN that is down', () => {
  test('likely, where the target is in its network and the packets went elsewhere', () => {
    const { diagnosis, find } = seen([byDefault, tcp(22, 'silent')], [capture('client-interfaces', WG_DOWN)])
    expect(diagnosis.verdict).toEqual({ cause: 'vpn-or-route-missing', certainty: 'likely' })
    expect(find('vpn-or-route-missing')?.remedy?.commands).toEqual(['sudo wg-quick up wg0'])
  })

  test('not where the network is reached by another interface that is up', () => {
    const out = WG_DOWN.replace('eth0 ether up mtu 1500 10.0.0.9/24', 'eth0 ether up mtu 1500 10.9.0.9/24')
    const onLink = { ...route(), prefix: '10.9.0.0/24', gateway: undefined } as unknown as Evidence
    expect(seen([onLink, tcp(22, 'silent')], [capture('client-interfaces', out)]).certainty('vpn-or-route-missing')).toBeUndefined()
  })

  test('not where something was answered by the target', () => {
    expect(seen([byDefault, tcp(22, 'rst')], [capture('client-interfaces', WG_DOWN)]).certainty('vpn-or-route-missing')).toBeUndefined()
  })

  test('only possible where its network is another', () => {
    const out = WG_DOWN.replace('10.9.0.2/24', '10.77.0.2/24')
    expect(seen([byDefault, tcp(22, 'silent')], [capture('client-interfaces', out)]).certainty('vpn-or-route-missing')).toBe('possible')
  })
})

describe("this machine's own rules", () => {
  test('never prove anything: a rule that drops port 22, and a port that the host refused', () => {
    const rule = capture('client-firewall', 'nft inet mine out: tcp dport 22 drop')
    const { certainty, diagnosis } = seen([route(), tcp(22, 'rst')], [rule])
    expect(certainty('local-policy-refuses')).toBeUndefined()
    expect(diagnosis.client).toContainEqual({ what: 'firewall', text: 'a rule that could be it: nft inet mine out: tcp dport 22 drop' })
  })
})

test('hostile captures never throw, prove nothing, and are shown printable', () => {
  const line = fc.oneof(
    fc.constantFrom(
      'socket SSH_AUTH_SOCK /a',
      'state answers',
      'key ssh-ed25519 SHA256:abc ann',
      'identity explicit 0644 own private-key /k from /c line 3',
      'wg0 wireguard down mtu 1420 10.9.0.2/24',
      '-4 rule 77: from all prohibit',
      '-4 route prohibit 10.9.0.0/16 table main',
      'nft inet mine out: tcp dport 22 drop',
      'user /c line 1 root over /c line 3 ann',
      'silent /s',
      'ECONNREFUSED /s',
    ),
    fc.string({ unit: 'binary', maxLength: 40 }),
  )
  const sources = [
    'agent',
    'key-files',
    'client-interfaces',
    'client-routes',
    'client-firewall',
    'control-master',
    'config-shadowed',
    'config-warnings',
  ]
  const captures = fc.array(
    fc.tuple(fc.constantFrom(...sources), fc.array(line, { maxLength: 4 })).map(([source, lines]) => capture(source, lines.join('\n'))),
    { maxLength: 4 },
  )
  const world = fc.constantFrom<readonly Evidence[]>(
    GREETED,
    [byDefault, tcp(22, 'silent')],
    [route(), tcp(22, { icmp: [3, 3], from: ADDRESS })],
    [route(), tcp(22, 'rst')],
  )
  fc.assert(
    fc.property(world, captures, (evidence, all) => {
      const { diagnosis } = seen(evidence, all)
      const proven = diagnosis.findings.find(({ certainty }) => certainty === 'proven')
      if (proven) throw new Error(proven.cause)
      for (const { text } of diagnosis.client) if (!isPrintable(text)) throw new Error(text)
    }),
    { numRuns: 10_000 },
  )
  fc.assert(
    fc.property(captures, (all) => {
      const ask = asker(observed([name(), ...GREETED], { captures: all }))(ADDRESS)
      if (clientSide(ask).length > 8 * 16 + 16) throw new Error(JSON.stringify(all))
    }),
    { numRuns: 100_000 },
  )
}, 240_000)
