import { describe, expect, test } from 'vitest'
import { works } from '../../src/cli/verdict.ts'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import type { KexSeen, SshEvidence } from '../../src/model/observation.ts'
import { name, observed, route, ssh, tcp } from './observed.ts'

const IDENTIFICATION = 'SSH-2.0-OpenSSH_10.0p2 Debian-7'
const STALL = { sent: 1984, unacked: 2, sacked: 1, retransmits: 4, mss: 1448, mtu: 1500 }
const KEY = { type: 'ssh-ed25519', sha256: 'SHA256:abc', blob: 'AAAA', algorithm: 'ssh-ed25519', signature: 'verified' } as const

function judge(said: Partial<SshEvidence>, kex: Partial<KexSeen> = {}) {
  const seen = ssh({ identification: IDENTIFICATION, ...said, kex: { us: 3000, ...kex } })
  const diagnosis = diagnose(observed([name(), route(), tcp(22, 'open'), seen]), '0')
  const certainty = (id: string): string | undefined => diagnosis.findings.find(({ cause }) => cause === id)?.certainty
  const rung = diagnosis.addresses[0]?.path.find(({ layer }) => layer === 'sshd')
  return { diagnosis, certainty, rung }
}

test('a host key that signed: all that was tried works', () => {
  const { diagnosis, certainty, rung } = judge({ reached: 'host-key', bytes: 1500 }, { hostKey: KEY })
  expect([diagnosis.verdict, works(diagnosis), rung?.state]).toEqual([null, true, 'passes'])
  expect(certainty('path-mtu-black-hole')).toBe('excluded')
  expect(diagnosis.addresses[0]?.ssh?.hostKeys).toEqual([{ type: 'ssh-ed25519', sha256: 'SHA256:abc', signature: 'verified', known: null }])
})

test('a signature of another key is no proof of a man in the middle, and does not work', () => {
  const { diagnosis, rung } = judge({ reached: 'host-key', bytes: 1500 }, { hostKey: { ...KEY, signature: 'wrong' } })
  expect(diagnosis.verdict).toEqual({ cause: 'host-key-not-proven', certainty: 'likely' })
  expect([works(diagnosis), rung?.state]).toEqual([false, 'blocks'])
  expect(diagnosis.summary.happened).toContain('its host key has not signed this key exchange')
})

test('dropped in the key exchange: from 9.8 on /run/sshd, before it never', () => {
  const late = judge({ ended: 'closed' })
  expect(late.diagnosis.summary.happened).toContain('closes the connection in the key exchange, after 3.0 ms')
  expect([late.certainty('sshd-runtime-dir-missing'), late.certainty('sshd-child-fails')]).toEqual(['possible', 'possible'])
  expect([works(late.diagnosis), late.rung?.state]).toEqual([false, 'unknown'])
  const early = judge({ ended: 'reset', identification: 'SSH-2.0-OpenSSH_9.2p1' })
  expect([early.certainty('sshd-runtime-dir-missing'), early.certainty('sshd-child-fails')]).toEqual([undefined, 'possible'])
})

test('a disconnect in words is quoted, without its control characters', () => {
  const { diagnosis } = judge({ ended: 'closed' }, { disconnect: { code: 11, text: '\u001b[2Jgo away' } })
  expect(diagnosis.summary.happened).toContain(String.raw`ends the connection in the key exchange: "\x1b[2Jgo away" (reason 11)`)
})

test('no packets of SSH after the identification', () => {
  const { diagnosis } = judge({ ended: 'garbled' })
  expect(diagnosis.verdict).toEqual({ cause: 'not-sshd-on-the-port', certainty: 'likely' })
})

describe('silence', () => {
  test('the large segment is missing there, the smaller behind it arrived', () => {
    const { diagnosis, certainty } = judge({ ended: 'silent' }, { us: 7_000_000, stall: STALL })
    expect(diagnosis.verdict).toEqual({ cause: 'path-mtu-black-hole', certainty: 'likely' })
    expect(certainty('sshd-hung')).toBe('possible')
    expect(works(diagnosis)).toBe(false)
  })

  test('nothing behind the large segment arrived: it can be the whole path', () => {
    expect(judge({ ended: 'silent' }, { stall: { ...STALL, sacked: 0 } }).certainty('path-mtu-black-hole')).toBe('possible')
  })

  test('not even the identification was acknowledged: no word of sizes', () => {
    expect(judge({ ended: 'silent' }, { stall: { ...STALL, unacked: 3, sacked: 0 } }).certainty('path-mtu-black-hole')).toBeUndefined()
  })

  test('all was acknowledged: it hangs, or its large segment is lost', () => {
    const { diagnosis, certainty } = judge({ ended: 'silent' }, { stall: { ...STALL, unacked: 0, sacked: 0, retransmits: 0 } })
    expect(diagnosis.verdict?.certainty).toBe('possible')
    expect([certainty('path-mtu-black-hole'), certainty('sshd-hung'), certainty('logins-stall')]).toEqual([
      'possible',
      'possible',
      'possible',
    ])
  })
})
