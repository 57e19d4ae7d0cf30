import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { certificateFault, parseHostCertificate, rsaBits } from '../../src/ssh/host-certificate.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sshwhy-certificate-'))
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'ca')])
})
afterAll(() => rmSync(folder, { recursive: true }))

let made = 0
/** A certificate by ssh-keygen, as base64. */
function certificate(type: readonly string[], options: readonly string[]): string {
  const file = join(folder, `key${++made}`)
  execFileSync('ssh-keygen', ['-q', '-t', ...type, '-N', '', '-f', file])
  execFileSync('ssh-keygen', ['-q', '-s', join(folder, 'ca'), '-I', 'lab', ...options, `${file}.pub`])
  return readFileSync(`${file}-cert.pub`, 'utf8').split(' ')[1] ?? ''
}

const NOW = BigInt(Date.parse('2026-11-22T03:00:00Z') / 1000)
const VALID = ['-V', '20260101000000Z:20270101000000Z']

describe('certificates that ssh-keygen made', () => {
  test.each([[['ed25519']], [['ecdsa', '-b', '521']], [['rsa', '-b', '2048']]])('of a host, %s', (type) => {
    const blob = certificate(type, ['-h', '-n', 'db1,db1.example', ...VALID])
    expect(parseHostCertificate(blob)).toEqual({
      kind: 'host',
      keyId: 'lab',
      principals: ['db1', 'db1.example'],
      after: BigInt(Date.parse('2026-01-01T00:00:00Z') / 1000),
      before: BigInt(Date.parse('2027-01-01T00:00:00Z') / 1000),
      critical: false,
      signedWith: 'ssh-ed25519',
    })
    expect(rsaBits(blob)).toBe(type[0] === 'rsa' ? 2048 : null)
    expect(certificateFault(blob, 'db1', NOW, [])).toBeNull()
    expect(certificateFault(blob, 'db1', NOW, ['ssh-ed25519'])).toBeNull()
    expect(certificateFault(blob, 'db1', NOW, ['rsa-sha2-512'])).toMatch(/signed with ssh-ed25519/)
    expect(certificateFault(blob, 'db2', NOW, [])).toMatch(/for db1, db1.example, not for db2/)
    expect(certificateFault(blob, 'db1', NOW + 86_400n * 365n, [])).toMatch(/expired: 2027-01-01T00:00 UTC/)
    expect(certificateFault(blob, 'db1', 0n, [])).toMatch(/not valid before 2026-01-01T00:00 UTC/)
  })

  test('of a user, for ever, and for everybody', () => {
    expect(certificateFault(certificate(['ed25519'], ['-n', 'db1']), 'db1', NOW, [])).toMatch(/not one of a host/)
    expect(certificateFault(certificate(['ed25519'], ['-h']), 'db1', NOW, [])).toBeNull()
  })
})

test('bits of plain keys, and what is no certificate', () => {
  const file = join(folder, 'plain')
  execFileSync('ssh-keygen', ['-q', '-t', 'rsa', '-b', '1024', '-N', '', '-f', file])
  const blob = readFileSync(`${file}.pub`, 'utf8').split(' ')[1] ?? ''
  expect([rsaBits(blob), parseHostCertificate(blob)]).toEqual([1024, null])
  expect([rsaBits(''), rsaBits('!'), parseHostCertificate('AAAA'), parseHostCertificate('')]).toEqual([null, null, null, null])
})

test('hostile blobs never throw', () => {
  const real = Buffer.from(certificate(['ecdsa'], ['-h', '-n', 'db1,db2', ...VALID]), 'base64')
  const rsa = Buffer.from(certificate(['rsa', '-b', '1024'], ['-h', '-n', 'db1']), 'base64')
  const poked = fc
    .tuple(fc.constantFrom(real, rsa), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }), fc.nat())
    .map(([from, pokes, cut]) => {
      const bytes = Buffer.from(from)
      for (const [at, byte] of pokes) bytes[at % bytes.length] = byte
      return bytes.subarray(0, bytes.length - Math.max(0, (cut % 24) - 12)).toString('base64')
    })
  let read = 0
  fc.assert(
    fc.property(
      fc.oneof({ weight: 9, arbitrary: poked }, fc.string({ unit: 'binary', maxLength: 40 }), fc.base64String({ maxLength: 80 })),
      (blob) => {
        if (parseHostCertificate(blob)) read++
        certificateFault(blob, 'db1', NOW, ['ssh-ed25519'])
        const bits = rsaBits(blob)
        if (bits !== null && !(bits > 0 && bits < 1_000_000)) throw new Error(String(bits))
      },
    ),
    { numRuns: 100_000 },
  )
  expect(read).toBeGreaterThan(10_000)
}, 240_000)
