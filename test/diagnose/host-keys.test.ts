import { describe, expect, test } from 'vitest'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import type { Capture, Evidence, HostKeySeen, KexOffer } from '../../src/model/observation.ts'
import type { Target } from '../../src/model/target.ts'
import { ADDRESS, name, observed, route, ssh, tcp } from './observed.ts'

const SHA = 'SHA256:QQl+9ZZyXuGC40p88IOP95c8jI2v24phQXIyIjI4BWE'
const HEX =
  '4109' +
  [...atob('QQl+9ZZyXuGC40p88IOP95c8jI2v24phQXIyIjI4BWE=')]
    .slice(2)
    .map((one) => one.charCodeAt(0).toString(16).padStart(2, '0'))
    .join('')
const OTHER = 'SHA256:BDkRr/tvYDFFExpV5YDb319JPCxHvOQFi1aqGWE4llM'
const FILE = '/home/ann/.ssh/known_hosts'

const OFFER: KexOffer = {
  kex: ['curve25519-sha256', 'kex-strict-s-v00@openssh.com'],
  hostKey: ['rsa-sha2-512', 'ecdsa-sha2-nistp256', 'ssh-ed25519'],
  ciphersToServer: ['aes128-ctr'],
  ciphersToClient: ['aes128-ctr'],
  macsToServer: ['hmac-sha2-256'],
  macsToClient: ['hmac-sha2-256'],
  compressionToServer: ['none'],
  compressionToClient: ['none'],
}
const KEY: HostKeySeen = { type: 'ssh-ed25519', sha256: SHA, blob: 'AAAAC3NzaC1lZDI1NTE5', algorithm: 'ssh-ed25519', signature: 'verified' }

const SETTINGS: Readonly<Record<string, string>> = {
  stricthostkeychecking: 'ask',
  batchmode: 'no',
  verifyhostkeydns: 'false',
  hostkeyalgorithms: 'ssh-ed25519,ecdsa-sha2-nistp256,rsa-sha2-512,rsa-sha2-256',
  kexalgorithms: 'sntrup761x25519-sha512@openssh.com,curve25519-sha256',
  ciphers: 'chacha20-poly1305@openssh.com,aes128-ctr',
  macs: 'umac-64-etm@openssh.com,hmac-sha2-256',
  userknownhostsfile: `${FILE} ${FILE}2`,
  requiredrsasize: '1024',
}

interface World {
  readonly key?: Partial<HostKeySeen>
  readonly offer?: Partial<KexOffer>
  /** Lines of known_hosts, as recorded; null: it was not looked into. */
  readonly known?: readonly string[] | null
  readonly settings?: Readonly<Record<string, string>>
  readonly target?: Partial<Target>
  readonly more?: readonly Evidence[]
  readonly captures?: readonly Capture[]
}

const capture = (source: string, command: string, out: string, code = 0): Capture => ({
  side: 'client',
  source,
  command,
  code,
  out,
  cut: false,
})

function world({ key = {}, offer = {}, known = [], settings = {}, target = {}, more = [], captures = [] }: World) {
  const kex = { us: 900, offer: { ...OFFER, ...offer }, hostKey: { ...KEY, ...key } }
  const config = Object.entries({ ...SETTINGS, ...settings }).map(([keyword, value]) => `${keyword} ${value}`)
  const seen = observed(
    [
      name(),
      route(),
      tcp(22, 'open'),
      ssh({ reached: 'host-key', identification: 'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10', kex }),
      ...more,
    ],
    {
      target,
      captures: [
        capture('ssh-g', 'ssh -G', config.join('\n')),
        ...(known === null ? [] : [capture('known-hosts', FILE, known.join('\n'), known.length > 0 ? 0 : 1)]),
        ...captures,
      ],
    },
  )
  const diagnosis = diagnose(seen, '0.0.0')
  const finding = (cause: string) => diagnosis.findings.find((one) => one.cause === cause)
  const said = (cause: string) => {
    const found = finding(cause)
    return found ? `${found.certainty}${found.certainty === 'excluded' || found.blocks ? '' : ', passes'}` : 'unknown'
  }
  return {
    diagnosis,
    finding,
    said,
    known: diagnosis.addresses[0]?.ssh?.hostKeys[0]?.known,
    verdict: diagnosis.verdict && `${diagnosis.verdict.cause} ${diagnosis.verdict.certainty}`,
    all: [said('host-key-changed'), said('host-key-not-known'), said('no-common-algorithm')],
  }
}

const line = (number: number, sha256: string, text: string, at = 'db1'): string => `${number} ${sha256} ${at} ${text}`
const SAME = line(12, SHA, 'db1 ssh-ed25519 AAAA')
const CHANGED = line(12, OTHER, 'db1 ssh-ed25519 AAAA')

describe('the key that known_hosts has', () => {
  test('all is well, and the rung says where it stands', () => {
    const { verdict, all, known, diagnosis } = world({ known: [SAME] })
    expect([verdict, known, all]).toEqual([null, 'match', ['excluded', 'excluded', 'excluded']])
    expect(diagnosis.addresses[0]?.path.find(({ layer }) => layer === 'sshd')?.because).toContain(
      `key ED25519 ${SHA} known (known_hosts line 12)`,
    )
    expect(diagnosis.summary.happened).not.toContain('will ask')
  })

  test('beside an old one of the same type', () => {
    expect(world({ known: [CHANGED, SAME] }).known).toBe('match')
  })

  test('without the port, where nothing is known with it', () => {
    expect(world({ target: { port: 22022 }, known: [SAME] }).known, 'the asked port is another').toBe('match')
    expect(world({ target: { port: 22022 }, known: [CHANGED] }).known, 'only a match counts there').toBe('unknown')
    expect(world({ target: { port: 22022 }, known: [line(3, OTHER, '[db1]:22022 ssh-ed25519 A', '[db1]:22022'), SAME] }).known).toBe(
      'changed',
    )
  })

  test('under HostKeyAlias', () => {
    expect(world({ settings: { hostkeyalias: 'cluster' }, known: [line(1, SHA, 'cluster ssh-ed25519 A', 'cluster')] }).known).toBe('match')
  })

  test('not looked into: nothing is said', () => {
    expect(world({ known: null })).toMatchObject({ known: null, verdict: null, all: ['unknown', 'unknown', 'excluded'] })
  })
})

describe('a changed key', () => {
  test('is proven, with both fingerprints, file and line, and nothing is removed before it is compared', () => {
    const { verdict, known, finding, diagnosis } = world({ known: [CHANGED] })
    expect([verdict, known]).toEqual(['host-key-changed proven', 'changed'])
    const { because, remedy, decide } = finding('host-key-changed')!
    const text = because.map((one) => one.text).join('\n')
    for (const part of [SHA, OTHER, `${FILE} line 12`, 'StrictHostKeyChecking ask']) expect(text).toContain(part)
    expect(remedy?.text).toContain(`Only if that shows ${SHA}`)
    expect(remedy?.commands).toEqual([`ssh-keygen -R db1 -f ${FILE}`])
    expect(decide?.command).toBe('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub')
    expect(diagnosis.summary.meaning).toBe(`The host key of db1 (${ADDRESS}) has changed, so ssh refuses to go on.`)
    expect(diagnosis.works).toBe(false)
  })

  test('with StrictHostKeyChecking no, ssh goes on: no wall', () => {
    const { verdict, said } = world({ known: [CHANGED], settings: { stricthostkeychecking: 'false' } })
    expect([verdict, said('host-key-changed')]).toEqual([null, 'proven, passes'])
  })

  test('accept-new takes new ones only', () => {
    expect(world({ known: [CHANGED], settings: { stricthostkeychecking: 'accept-new' } }).verdict).toBe('host-key-changed proven')
  })

  test('of another type than is known, where the server has none of the known type any more', () => {
    const known = [line(4, OTHER, 'db1 ssh-rsa AAAA')]
    const gone = world({ known, offer: { hostKey: ['ssh-ed25519'] } })
    expect([gone.verdict, gone.known]).toEqual(['host-key-changed proven', 'other-type'])
    const both = world({ known })
    expect([both.verdict, both.known], 'ssh would be shown the RSA key').toEqual([null, 'other-type'])
    expect(both.all.slice(0, 2)).toEqual(['unknown', 'unknown'])
  })

  test('a line for several hosts is edited, not removed', () => {
    const { finding } = world({ known: [line(7, OTHER, '*.example,db? ssh-ed25519 AAAA')] })
    expect(finding('host-key-changed')?.remedy).toMatchObject({ commands: [], text: expect.stringContaining(`edit ${FILE} line 7`) })
  })

  test.each([
    ['the signature was not verified', { key: { signature: 'unknown' } }],
    ['a command tells of more keys', { settings: { knownhostscommand: 'a command' } }],
    ['DNS may tell ssh to take it', { settings: { verifyhostkeydns: 'true' } }],
    ['a file was not read', { captures: [capture('known-hosts', `${FILE}2`, '', 255)] }],
  ] as const)('is not proven when %s', (_, more) => {
    expect(world({ known: [CHANGED], ...more } as World).verdict).toBe('host-key-changed likely')
  })

  test('a wrong signature is no key of the server at all', () => {
    expect(world({ known: [CHANGED], key: { signature: 'wrong' } }).said('host-key-changed')).toBe('unknown')
  })

  test('to localhost, where ssh is told not to look', () => {
    const { said, verdict } = world({ known: [CHANGED], settings: { nohostauthenticationforlocalhost: 'yes' } })
    expect([said('host-key-changed'), verdict], 'the address is no loopback').toEqual(['proven', 'host-key-changed proven'])
  })
})

describe('a key that is not known', () => {
  test('ssh asks: no wall, and the first line says so', () => {
    const { verdict, said, diagnosis, known } = world({})
    expect([verdict, said('host-key-not-known'), known]).toEqual([null, 'likely, passes', 'unknown'])
    expect(diagnosis.summary.happened).toContain(`ssh will ask whether to trust its key ED25519 ${SHA}`)
  })

  test.each([
    ['StrictHostKeyChecking yes', { stricthostkeychecking: 'true' }, 'known ones only'],
    ['BatchMode', { batchmode: 'yes' }, 'BatchMode'],
  ])('%s: ssh ends', (_, settings, words) => {
    const { verdict, finding } = world({ settings })
    expect(verdict).toBe('host-key-not-known likely')
    const { text, remedy } = finding('host-key-not-known')!
    expect(text).toContain(words)
    expect(remedy?.commands).toEqual([`echo 'db1 ssh-ed25519 ${KEY.blob}' >>${FILE}`])
  })

  test.each(['accept-new', 'false'])('StrictHostKeyChecking %s takes it', (stricthostkeychecking) => {
    expect(world({ settings: { stricthostkeychecking } })).toMatchObject({ verdict: null, all: ['unknown', 'excluded', 'excluded'] })
  })

  test('revoked: ssh refuses, whatever else is known', () => {
    const { verdict, known, finding } = world({ known: [SAME, line(2, SHA, '@revoked * ssh-ed25519 AAAA')] })
    expect([verdict, known]).toEqual(['host-key-not-known likely', 'revoked'])
    expect(finding('host-key-not-known')?.remedy?.commands).toEqual([])
    expect(world({ known: [line(2, OTHER, '@revoked * ssh-ed25519 AAAA')] }).known, 'another key is revoked').toBe('unknown')
  })
})

describe('RevokedHostKeys', () => {
  const settings = { revokedhostkeys: '/etc/revoked', stricthostkeychecking: 'false' }
  const file = (out: string, code = 0) => capture('revoked-keys', '/etc/revoked', out, code)

  test('has the key: ssh refuses it, known or not, whatever StrictHostKeyChecking says', () => {
    const { verdict, known, finding, all } = world({ known: [SAME], settings, captures: [file(SHA)] })
    expect([verdict, known, all[0]]).toEqual(['host-key-not-known likely', 'revoked', 'unknown'])
    expect(finding('host-key-not-known')?.because[0]).toMatchObject({ text: '/etc/revoked revokes this key', from: { text: SHA } })
    expect(finding('host-key-not-known')?.remedy).toMatchObject({ commands: [], text: expect.stringContaining('/etc/revoked') })
  })

  test('has others', () => {
    expect(world({ known: [SAME], settings, captures: [file('')] })).toMatchObject({ verdict: null, known: 'match' })
  })

  test('cannot be read: every key is refused', () => {
    const { verdict, known, finding } = world({ known: [SAME], settings, captures: [file('', 255)] })
    expect([verdict, known]).toEqual(['host-key-not-known likely', 'match'])
    expect(finding('host-key-not-known')?.text).toContain('ssh cannot read /etc/revoked')
  })
})

describe('SSHFP records in DNS', () => {
  const records = (hex: string, authentic: boolean): Evidence => ({
    probe: 'name-server',
    at: 1,
    server: '10.0.0.53',
    port: 53,
    from: '/etc/resolv.conf line 1',
    name: 'db1.example',
    type: 'SSHFP',
    outcome: 'answer',
    addresses: [],
    authentic,
    fingerprints: [
      { algorithm: 4, hash: 2, hex },
      { algorithm: 1, hash: 2, hex: '00'.repeat(32) },
    ],
    us: 100,
  })

  test('authentic, matching, and VerifyHostKeyDNS yes: ssh takes an unknown key', () => {
    const settings = { verifyhostkeydns: 'true', stricthostkeychecking: 'true' }
    const captures = [capture('resolv.conf', '/etc/resolv.conf', 'nameserver 10.0.0.53\noptions edns0 trust-ad')]
    expect(world({ settings, captures, more: [records(HEX, true)] }).verdict).toBeNull()
    const without = 'host-key-not-known likely'
    expect(world({ settings, more: [records(HEX, true)] }).verdict, 'the C library takes the AD bit away').toBe(without)
    expect(world({ settings, captures, more: [records(HEX, false)] }).verdict, 'not authentic: ssh does as without').toBe(without)
  })

  test('servers that disagree, or a hash that is not compared here: nothing is proven', () => {
    const settings = { verifyhostkeydns: 'true' }
    const changed = (...more: readonly Evidence[]) => world({ known: [CHANGED], settings, more }).verdict
    expect(changed(records('11'.repeat(32), true), records(HEX, true))).toBe('host-key-changed likely')
    const sha1 = { ...records(HEX, true), fingerprints: [{ algorithm: 4, hash: 1, hex: '11'.repeat(20) }] } as Evidence
    expect(changed(sha1)).toBe('host-key-changed likely')
  })

  test('ask only shows them', () => {
    const settings = { verifyhostkeydns: 'ask', stricthostkeychecking: 'true' }
    const { verdict, finding } = world({ settings, more: [records(HEX, true)] })
    expect(verdict).toBe('host-key-not-known likely')
    expect(finding('host-key-not-known')?.against.map(({ text }) => text)).toContain('the SSHFP records in DNS have this key')
  })

  test('a mismatch is told', () => {
    const { verdict, finding } = world({ known: [CHANGED], settings: { verifyhostkeydns: 'true' }, more: [records('11'.repeat(32), true)] })
    expect(verdict).toBe('host-key-changed proven')
    expect(finding('host-key-changed')?.because.map(({ text }) => text)).toContain('the SSHFP records in DNS have another key')
  })
})

describe('no algorithm in common', () => {
  const OLD = { kex: ['diffie-hellman-group1-sha1', 'diffie-hellman-group14-sha1'], hostKey: ['ssh-rsa', 'ssh-dss'] }

  test('is proven, names the lists and the smallest change for this host', () => {
    const able = [
      capture('ssh-q-kex', 'ssh -Q kex', 'diffie-hellman-group1-sha1\ndiffie-hellman-group14-sha1'),
      capture('ssh-q-key-sig', 'ssh -Q key-sig', 'ssh-rsa'),
    ]
    const { verdict, finding, diagnosis } = world({ offer: OLD, captures: able, key: { type: 'ssh-rsa' } })
    expect(verdict).toBe('no-common-algorithm proven')
    expect(diagnosis.summary.meaning).toBe(
      `db1 (${ADDRESS}) and this ssh have no key exchange method and no host key algorithm in common.`.replace(/^d/, 'D'),
    )
    expect(finding('no-common-algorithm')?.remedy?.commands).toEqual([
      'ssh -o KexAlgorithms=+diffie-hellman-group14-sha1 -o HostKeyAlgorithms=+ssh-rsa ann@db1',
    ])
  })

  test('where this ssh can do none of them, no command is given', () => {
    const able = [capture('ssh-q-key-sig', 'ssh -Q key-sig', 'ssh-ed25519\nssh-rsa')]
    const { finding } = world({ offer: { hostKey: ['ssh-dss'] }, captures: able, key: { type: 'ssh-dss' } })
    expect(finding('no-common-algorithm')?.remedy).toMatchObject({
      commands: [],
      text: expect.stringContaining('can do no host key algorithm'),
    })
  })

  test.each([
    ['ciphers', { ciphersToClient: ['3des-cbc'] }, 'no cipher in'],
    ['MACs', { macsToServer: ['hmac-md5'] }, 'no MAC in'],
  ])('%s of one direction', (_, offer, words) => {
    const { verdict, finding } = world({ offer })
    expect(verdict).toBe('no-common-algorithm proven')
    expect(finding('no-common-algorithm')?.text).toContain(words)
  })

  test('GSSAPI’s methods are not all named by ssh -G: likely at most', () => {
    expect(world({ offer: { kex: ['gss-group14-sha256-toWM5Slw5Ew8Mqkay+al2g=='] } }).verdict).toBe('no-common-algorithm likely')
  })

  test('a changed key is not the reason when ssh does not come so far', () => {
    const { verdict, said } = world({ known: [CHANGED], offer: OLD })
    expect([verdict, said('host-key-changed')]).toEqual(['no-common-algorithm proven', 'likely'])
  })

  test('an RSA key that is too short', () => {
    // ssh-rsa, e 3, n of 512 bits.
    const blob = Buffer.concat([
      Buffer.from('00000007', 'hex'),
      Buffer.from('ssh-rsa'),
      Buffer.from('000000010300000041', 'hex'),
      Buffer.from([0, 0x80, ...Array.from({ length: 63 }, () => 1)]),
    ]).toString('base64')
    const { verdict, finding } = world({
      key: { type: 'ssh-rsa', algorithm: 'rsa-sha2-512', blob },
      offer: { hostKey: ['rsa-sha2-512'] },
      settings: { stricthostkeychecking: 'accept-new' },
    })
    expect(verdict).toBe('no-common-algorithm likely')
    expect(finding('no-common-algorithm')?.text).toContain('512 bits, where 1024 are required')
  })
})

describe('an SSH server on another port', () => {
  const elsewhere = (known: readonly string[], signature: HostKeySeen['signature'] = 'verified') => {
    const kex = { us: 900, offer: OFFER, hostKey: { ...KEY, signature } }
    const there = ssh({ port: 2222, reached: 'host-key', identification: 'SSH-2.0-OpenSSH_9.2p1', kex })
    const captures = [capture('ssh-g', 'ssh -G', 'stricthostkeychecking ask'), capture('known-hosts', FILE, known.join('\n'))]
    const diagnosis = diagnose(
      observed([name(), route(), tcp(22, 'rst'), tcp(61001, 'rst'), tcp(2222, 'open'), there], { captures }),
      '0.0.0',
    )
    const found = diagnosis.findings.find(({ cause }) => cause === 'sshd-on-another-port')!
    const texts = [...found.because, ...found.against].map(({ text }) => text).join('\n')
    return { certainty: found.certainty, verdict: diagnosis.verdict?.cause, texts }
  }

  test('with the key that is known: it is the one, most likely', () => {
    const { certainty, verdict, texts } = elsewhere([SAME])
    expect([certainty, verdict]).toEqual(['likely', 'sshd-on-another-port'])
    expect(texts).toContain('this very host key')
  })

  test('with another key: another server', () => {
    const { certainty, verdict, texts } = elsewhere([CHANGED])
    expect([certainty, verdict]).toEqual(['possible', 'sshd-stopped'])
    expect(texts).toContain('another host key')
  })

  test('with a key that it cannot sign with, or none to compare with: as without', () => {
    for (const { certainty, verdict, texts } of [elsewhere([CHANGED], 'unknown'), elsewhere([])]) {
      expect([certainty, verdict]).toEqual(['likely', 'sshd-on-another-port'])
      expect(texts).not.toContain('host key')
    }
  })
})
