import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJumpHost } from '../../src/ssh/jump-host.ts'
import { hostileText } from './hostile-text.ts'

describe('one host of ProxyJump', () => {
  it.each([
    ['db1', null, 'db1', null],
    ['ann@db1', 'ann', 'db1', null],
    ['ann@corp.com@db1:2222', 'ann@corp.com', 'db1', 2222],
    ['ssh://ann@db1:2222', 'ann', 'db1', 2222],
    ['ssh://db1/', null, 'db1', null],
    ['[fd00::5]:2222', null, 'fd00::5', 2222],
    ['ann@[fd00::5]', 'ann', 'fd00::5', null],
    ['fd00::5', null, 'fd00::5', null],
    ['10.0.0.5:22', null, '10.0.0.5', 22],
  ])('%s', (text, user, host, port) => {
    expect(parseJumpHost(text)).toEqual({ user, host, port })
  })

  it.each([
    '',
    '@db1',
    'ann@',
    '-oProxyCommand=x',
    '-x@db1',
    'db1:0',
    'db1:65536',
    'db1:x',
    'db1:22:23',
    '[fd00::5',
    'a b',
    '$(x)',
    'a;b',
    '[-x]:22',
  ])('ssh would refuse %j', (text) => {
    expect(parseJumpHost(text)).toBeNull()
  })

  it('never throws, and gives no host that could be an option', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const parsed = parseJumpHost(text)
        if (parsed) expect(parsed.host).not.toMatch(/^-/)
      }),
      { numRuns: 100_000 },
    )
  })
})
