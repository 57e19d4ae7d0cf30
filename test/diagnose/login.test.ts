import { describe, expect, test } from 'vitest'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import type { LoginEvidence } from '../../src/model/observation.ts'
import type { Target } from '../../src/model/target.ts'
import { key, login, name, observed, route, ssh, tcp } from './observed.ts'

const seen = (said: Partial<LoginEvidence>, target: Partial<Target> = {}) =>
  diagnose(observed([name(), route(), tcp(22, 'open'), ssh(), login(said)], { target }), '0')

const ENDED = 'Received disconnect from 10.9.0.5 port 22:2: Too many authentication failures'
const CLOSED = 'Connection closed by 10.9.0.5 port 22'

describe('what a login says', () => {
  test.each<[string, Partial<LoginEvidence>, string | null, string | null, boolean | null]>([
    ['a refused key', {}, 'no-accepted-key', 'possible', false],
    ['a refused key, and a password left', { methods: ['publickey', 'password'] }, 'no-accepted-key', 'possible', null],
    ['no key at all, and a password left', { methods: ['publickey', 'password'], keys: [] }, null, null, null],
    ['no key at all, and nothing left', { keys: [] }, 'password-login-off', 'possible', false],
    ['a passphrase', { keys: [key('locked')] }, null, null, null],
    [
      'too many keys',
      { keys: [key('refused'), key('not-offered', { name: 'b', sha256: 'b', why: 'ended' })], said: [ENDED] },
      'too-many-keys',
      'likely',
      false,
    ],
    ['too many keys, and none was left', { said: [ENDED] }, 'no-accepted-key', 'possible', false],
    ['the same words in a banner', { banner: [ENDED] }, 'no-accepted-key', 'possible', false],
    ['an agent that refuses', { keys: [key('not-signed', { from: 'agent' })] }, 'agent-refuses', 'likely', false],
    ['no common algorithm', { keys: [key('not-offered', { why: 'algorithm' })] }, 'key-type-not-accepted', 'likely', false],
    ['a certificate', { keys: [key('refused', { type: 'ED25519-CERT' })] }, 'certificate-not-accepted', 'possible', false],
    [
      'a second factor',
      { reached: 'partial', keys: [key('accepted')], done: ['publickey'], methods: ['password'] },
      'second-factor-required',
      'likely',
      null,
    ],
    ['root after its signature', { user: 'root', keys: [key('accepted')] }, 'root-login-off', 'likely', false],
    ['a user after the signature', { keys: [key('accepted')], said: [CLOSED] }, 'account-locked-or-expired', 'possible', false],
    ['a boot', { keys: [key('accepted')], said: [CLOSED], banner: ['System is booting up.'] }, 'login-refused-by-system', 'likely', false],
    ['a login', { reached: 'authenticated', keys: [key('accepted')], by: 'publickey' }, null, null, true],
    ['it was cut short', { reached: 'connected', keys: [], said: [CLOSED] }, null, null, null],
    ['another address', { address: '10.9.0.99' }, null, null, null],
  ])('%s', (_, said, cause, certainty, works) => {
    const diagnosis = seen(said)
    expect(diagnosis.verdict).toEqual(cause === null ? null : { cause, certainty })
    expect(diagnosis.works).toBe(works)
    expect(diagnosis.findings.filter((one) => one.certainty === 'proven')).toEqual([])
  })

  test('of what a server takes that is no OpenSSH, nothing is excluded', () => {
    const go = ssh({ identification: 'SSH-2.0-Go' })
    const said = login({ keys: [key('accepted')], said: [CLOSED] })
    const { findings } = diagnose(observed([name(), route(), tcp(22, 'open'), go, said]), '0')
    const excluded = findings.filter(({ certainty }) => certainty === 'excluded').map(({ cause }) => cause)
    for (const cause of ['no-accepted-key', 'user-not-allowed', 'wrong-user-name', 'key-restricted', 'root-login-off'])
      expect(excluded).not.toContain(cause)
  })

  test('commands hold what was typed, and nothing that a shell would take', () => {
    const hostile = seen({ user: 'a;reboot', keys: [key('refused', { name: '$(reboot)' })] }, { user: 'a;reboot', input: 'a;reboot@db1' })
    const commands = hostile.findings.flatMap(({ decide, remedy }) => [decide?.command ?? '', ...(remedy?.commands ?? [])])
    expect(commands.join('\n')).toContain("'a;reboot@db1'")
    for (const command of commands) expect(command.replaceAll(/'[^']*'/g, '')).not.toMatch(/;reboot|\$\(reboot/)
  })

  test('users of images are offered, and never the one that was tried', () => {
    const remedy = seen({ user: 'debian' }, { user: 'debian', input: 'debian@db1' }).findings.find(
      ({ cause }) => cause === 'wrong-user-name',
    )?.remedy
    expect(remedy?.commands).toEqual(['ssh admin@db1', 'ssh azureuser@db1', 'ssh root@db1'])
  })
})
