import { formsOf } from '../form.ts'

/** asyncssh's exceptions, and those of asyncio around them. */
export default formsOf('asyncssh', [
  ['asyncio-refused', /\[Errno (?:111|61|10061)\] Connect call failed \('(?<address>[^']{1,100})', (?<port>\d{1,5})/, 'refused'],
  [
    'asyncio-unreachable',
    /\[Errno (?:113|65|10065)\] Connect call failed \('(?<address>[^']{1,100})', (?<port>\d{1,5})/,
    'no-route-to-host',
  ],
  ['asyncio-timed-out', /\[Errno (?:110|60|10060)\] Connect call failed \('(?<address>[^']{1,100})', (?<port>\d{1,5})/, 'timed-out'],
  ['asyncio-errno', /\bSSH connection failed: \[Errno (?:101|13|1)\] (?<why>.{1,200})/, 'connect'],
  ['asyncio-name', /\bSSH connection failed: \[Errno -\d+\] (?<why>.{1,200})/, 'name'],
  ['asyncssh-reset', /\bSSH connection failed: (?:\[Errno 104\] Connection reset by peer|Connection lost)/, 'handshake-ended'],
  ['asyncssh-no-match', /\bNo matching (?:key exchange|encryption|MAC|compression|server host key) algorithm found/, 'no-common-algorithm'],
  ['asyncssh-version', /\bUnsupported SSH version\b/, 'old-protocol'],
  ['asyncssh-host-key', /\bHost key is not trusted for host /, 'host-key-refused'],
  ['asyncssh-denied', /\bSSH connection failed: Permission denied\b|\basyncssh\.misc\.PermissionDenied: /, 'login-refused'],
])
