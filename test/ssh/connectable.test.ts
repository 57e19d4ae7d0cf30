import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { CodedError } from '../../src/model/error.ts'
import { isPrintable } from '../../src/net/printable.ts'
import { checkConnectable } from '../../src/ssh/connectable.ts'
import { hostileText } from './hostile-text.ts'

function refusal(host: string): readonly [string, string] | null {
  try {
    checkConnectable(host)
  } catch (error) {
    if (error instanceof CodedError && error.code === 'host-invalid') return [error.message, error.hint]
    throw error
  }
  return null
}

const FORMS = 'sshwhy [user@]host:port, or for IPv6 [user@][ADDRESS]:port'

it.each([
  [
    'http://127.4.0.5',
    '"http://127.4.0.5" is not an address of an SSH server (the only scheme is ssh://)',
    'sshwhy ssh://[user@]host[:port]',
  ],
  ['127.4.0.9/24', '"127.4.0.9/24" is not a host name (host names cannot contain /)', 'leave the path or the mask out: sshwhy [user@]host'],
  ['[::1', '"[::1" is not a host name (a [ without its counterpart, or in the wrong place)', FORMS],
  ['127.4.0.3:', '"" is not a port (1 to 65535)', 'sshwhy -p PORT 127.4.0.3'],
  ['127.0.0.1:abc', '"abc" is not a port (1 to 65535)', 'sshwhy -p PORT 127.0.0.1'],
  ['1:2:3', '"1:2:3" is not an IPv6 address', FORMS],
  ['a'.repeat(254), `"${'a'.repeat(80)}…" is not a host name (it has 254 characters, of at most 253)`, 'sshwhy [user@]host'],
])('%s is refused with the next step', (host, message, hint) => {
  expect(refusal(host)).toEqual([message, hint])
})

it.each([
  'db1',
  'db1.',
  'a*b',
  'größe.example',
  '10.0.0.5',
  '::1',
  '2001:db8::22',
  'fe80::1%eth0',
  'fe80::1%eth0:1',
  `${'a'.repeat(253)}.`,
])('%s is left to the resolver', (host) => {
  expect(refusal(host)).toBeNull()
})

it('throws nothing but printable CodedErrors', () => {
  fc.assert(fc.property(hostileText, (host) => refusal(host)?.every((text) => isPrintable(text)) ?? true))
})
