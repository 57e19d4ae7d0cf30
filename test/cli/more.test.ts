import { networkInterfaces } from 'node:os'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { egressHosts, more, ownSources } from '../../src/cli/more.ts'
import { CodedError } from '../../src/model/error.ts'
import { whyNotHost } from '../../src/ssh/valid-name.ts'

const codeOf = (run: () => unknown): string | undefined => {
  try {
    run()
  } catch (error) {
    return error instanceof CodedError ? error.code : 'a bug'
  }
  return undefined
}

describe('--check-egress', () => {
  test.each([
    ['github.com', [{ host: 'github.com', ports: [22, 443] }]],
    [
      'ssh.github.com:443, github.com:22',
      [
        { host: 'ssh.github.com', ports: [443] },
        { host: 'github.com', ports: [22] },
      ],
    ],
    [
      '[2001:db8::1]:22,2001:db8::2',
      [
        { host: '2001:db8::1', ports: [22] },
        { host: '2001:db8::2', ports: [22, 443] },
      ],
    ],
    ['192.0.2.1,192.0.2.1', [{ host: '192.0.2.1', ports: [22, 443] }]],
  ])('%s', (typed, hosts) => expect(egressHosts(typed)).toEqual(hosts))

  test.each([
    ['', 'egress-missing'],
    [' , ', 'egress-missing'],
    ['a,b,c,d,e', 'egress-too-many'],
    ['-oProxyCommand=x', 'egress-invalid'],
    ['host:0', 'egress-invalid'],
    ['host:65536', 'egress-invalid'],
    ['x:y:z', 'egress-invalid'],
    ['a b', 'egress-invalid'],
    ['[::1]x', 'egress-invalid'],
    ['\u001b[2J', 'egress-invalid'],
  ])('%j is %s', (typed, code) => expect(codeOf(() => egressHosts(typed))).toBe(code))

  test('without a value, SSHWHY_EGRESS', () => {
    expect(more({ 'check-egress': true }, { SSHWHY_EGRESS: 'forge.example:22' })).toEqual({
      egress: [{ host: 'forge.example', ports: [22] }],
    })
    expect(codeOf(() => more({ 'check-egress': true }, {}))).toBe('egress-missing')
    expect(more({ thorough: true }, { SSHWHY_EGRESS: 'forge.example' })).toEqual({ thorough: true })
  })

  test('whatever is typed gives hosts that no command takes for an option, or one line that says why not', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), fc.stringMatching(/^[a-f0-9:.,[\]@ -]{0,24}$/)), (typed) => {
        let hosts: ReturnType<typeof egressHosts> = []
        try {
          hosts = egressHosts(typed)
        } catch (error) {
          if (!(error instanceof CodedError) || error.message.includes('\n')) throw error
        }
        for (const { host, ports } of hosts) {
          if (whyNotHost(host) !== null || ports.some((port) => port < 1 || port > 65_535)) throw new Error(host)
        }
      }),
      { numRuns: 100_000 },
    )
  })
})

describe('--also-from', () => {
  const loopback = Object.entries(networkInterfaces()).find(([, all]) => all?.some(({ address }) => address === '127.0.0.1'))?.[0] ?? 'lo'

  test('addresses and interfaces of this machine', () => {
    expect(ownSources('127.0.0.1,127.0.0.1')).toEqual(['127.0.0.1'])
    expect(ownSources(loopback)).toContain('127.0.0.1')
  })

  test.each([
    ['203.0.113.254', 'source-not-here'],
    ['no-such-device', 'source-not-here'],
    ['__proto__', 'source-not-here'],
    [',', 'source-missing'],
  ])('%s is %s', (typed, code) => expect(codeOf(() => ownSources(typed))).toBe(code))

  test('the error lists the addresses', () => {
    expect(() => ownSources('203.0.113.254')).toThrow(/no address or interface of this machine/)
  })
})

test('--gentle contradicts what sends more', () => {
  for (const option of ['thorough', 'check-egress', 'also-from'] as const)
    expect(codeOf(() => more({ gentle: true, [option]: option === 'thorough' ? true : '127.0.0.1' }, {}))).toBe('options-contradict')
})
