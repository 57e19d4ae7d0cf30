import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CodedError } from '../../src/model/error.ts'
import { isPrintable } from '../../src/net/printable.ts'
import { parseDestination } from '../../src/ssh/destination.ts'
import { hostileText } from './hostile-text.ts'

const RUNS = 100_000

/** The message of the CodedError, with its hint. */
function refusal(input: string): string {
  try {
    parseDestination(input)
  } catch (error) {
    if (error instanceof CodedError) return error.message
    throw error
  }
  return 'accepted'
}

describe('what may stand in the place of the host', () => {
  it.each([
    ['db1', 'db1', null, null],
    ['ann@db1', 'db1', 'ann', null],
    ['DOM\\ann@db1', 'db1', 'DOM\\ann', null],
    ['u@corp.com@db1', 'db1', 'u@corp.com', null],
    ['a$b@db1', 'db1', 'a$b', null],
    ['a b@db1', 'db1', 'a b', null],
    ['a*b', 'a*b', null, null],
    ['größe.example', 'größe.example', null, null],
    ['10.0.0.5', '10.0.0.5', null, null],
    ['::1', '::1', null, null],
    ['fe80::1%eth0', 'fe80::1%eth0', null, null],
    ['ann@fe80::1%eth0', 'fe80::1%eth0', 'ann', null],
    ['db1:2222', 'db1', null, 2222],
    ['ann@db1:022', 'db1', 'ann', 22],
    ['[::1]', '::1', null, null],
    ['[::1]:2222', '::1', null, 2222],
    ['ann@[fe80::1%eth0]:65535', 'fe80::1%eth0', 'ann', 65535],
    ['[db1]:22', 'db1', null, 22],
    ['::1:22', '::1:22', null, null],
    ['2001:db8::22', '2001:db8::22', null, null],
    ['db1:path', 'db1:path', null, null],
    ['ssh://db1', 'db1', null, null],
    ['ssh://db1/', 'db1', null, null],
    ['ssh://db1:', 'db1', null, null],
    ['ssh://ann@db1:2222', 'db1', 'ann', 2222],
    ['ssh://ann@db1:2222/', 'db1', 'ann', 2222],
    ['ssh://a%40b+c;fingerprint=x@db1', 'db1', 'a@b c', null],
    ['ssh://gr%C3%B6%C3%9Fe@db1', 'db1', 'größe', null],
    ['ssh://ann@[2001:db8::1]:2222', '2001:db8::1', 'ann', 2222],
    ['ssh://[fe80::1%eth0]/', 'fe80::1%eth0', null, null],
  ])('%s', (input, host, user, port) => {
    expect(parseDestination(input)).toEqual({ input, host, user, port })
  })

  it.each([
    ['-oProxyCommand=x', '"-oProxyCommand=x" is not a host name (host names cannot begin with "-")'],
    ['ann@-x', '"-x" is not a host name (host names cannot begin with "-")'],
    ['-l@db1', '"-l" is not a user name (user names cannot begin with "-")'],
    ['', '"" is not a host name (it is empty)'],
    ['ann@', '"" is not a host name (it is empty)'],
    ['@db1', '"" is not a user name (it is empty)'],
    ['a b', '"a b" is not a host name (host names cannot contain white space)'],
    ['a;b', '"a;b" is not a host name (host names cannot contain ;)'],
    ['a,b', '"a,b" is not a host name (host names cannot contain ,)'],
    ['$(reboot)', '"$(reboot)" is not a host name (host names cannot contain $)'],
    ['a\u001b[2J', '"a\\x1b[2J" is not a host name (host names cannot contain control characters)'],
    ['a\u009b2J', '"a\\x9b2J" is not a host name (host names cannot contain control characters)'],
    ['a\nb@db1', '"a\\x0ab" is not a user name (user names cannot contain control characters)'],
    ['a;b@db1', '"a;b" is not a user name (user names cannot contain ;)'],
    ['a -b@db1', '"a -b" is not a user name (user names cannot contain "-" after a space)'],
    ['a\\@db1', '"a\\" is not a user name (user names cannot end with "\\")'],
    ['db1:0', '"0" is not a port (1 to 65535)'],
    ['db1:65536', '"65536" is not a port (1 to 65535)'],
    ['[::1]:', '"" is not a port (1 to 65535)'],
    ['[::1]:x', '"x" is not a port (1 to 65535)'],
    ['[-x]', '"-x" is not a host name (host names cannot begin with "-")'],
    ['ssh://', '"ssh://" is not an address of an SSH server ("" is not a domain name)'],
    ['ssh://@db1', '"ssh://@db1" is not an address of an SSH server (its user name is empty)'],
    ['ssh://a%zz@db1', '"ssh://a%zz@db1" is not an address of an SSH server (its user name has a wrong % escape)'],
    ['ssh://a%00@db1', '"ssh://a%00@db1" is not an address of an SSH server (its user name has a wrong % escape)'],
    ['ssh://a%ff@db1', '"ssh://a%ff@db1" is not an address of an SSH server (its user name has a wrong % escape)'],
    ['ssh://a%0a@db1', '"a\\x0a" is not a user name (user names cannot contain control characters)'],
    ['ssh://db1/x', '"ssh://db1/x" is not an address of an SSH server (ssh:// takes no path)'],
    ['ssh://a..b', '"ssh://a..b" is not an address of an SSH server ("a..b" is not a domain name)'],
    ['ssh://ann:s3cret@db1/x', '"ssh://ann:…@db1/x" is not an address of an SSH server (ssh:// takes no path)'],
    ['ssh://ann:s3cret@a..b', '"ssh://ann:…@a..b" is not an address of an SSH server ("a..b" is not a domain name)'],
    ['ssh://ann:s3@cret@db1', '"ssh://ann:…@db1" is not an address of an SSH server ("…@db1" is not a domain name)'],
    ['ssh://ann:s3;cret@a..b', '"ssh://ann:…@a..b" is not an address of an SSH server ("a..b" is not a domain name)'],
    ['ann:s3;cret@db1', '"ann:…" is not a user name (user names cannot contain ;)'],
    ['ann:s3/c@r;et@db1', '"ann:…" is not a user name (user names cannot contain ;)'],
    ['ssh://-x', '"ssh://-x" is not an address of an SSH server ("-x" is not a domain name)'],
  ])('refuses %j', (input, message) => {
    expect(refusal(input)).toBe(message)
  })

  it('keeps messages short', () => {
    expect(refusal(`-${'x'.repeat(10_000)}`).length).toBeLessThan(200)
  })

  it(`throws nothing but printable CodedErrors, and never returns what OpenSSH refuses (${RUNS} inputs)`, () => {
    fc.assert(
      fc.property(hostileText, (input) => {
        try {
          const { host, user, port } = parseDestination(input)
          expect(host).not.toMatch(/^-|^$|['`"$\\;&<>|(){}, \p{Cc}]/u)
          expect(user ?? 'ann').not.toMatch(/^-|^$|['`";&<>|(){}\p{Cc}]| -|\\$/u)
          expect(port ?? 22).toSatisfy((number: number) => Number.isInteger(number) && number > 0 && number < 65536)
        } catch (error) {
          if (!(error instanceof CodedError)) throw error
          return isPrintable(error.message)
        }
        return true
      }),
      { numRuns: RUNS },
    )
  })
})
