import { formsOf } from '../form.ts'

/** libssh2 itself, and curl and libgit2, which are built on it. */
export default [
  ...formsOf('libssh2', [
    ['libssh2-banner', /\bFailed (?:getting|sending) banner/, 'handshake-ended'],
    ['libssh2-keys', /\bUnable to exchange encryption keys/, 'kex-failed'],
    ['libssh2-session', /\bFailure establishing ssh session: -?\d+/, 'handshake-ended'],
    ['libssh2-denied', /\bUsername\/PublicKey combination invalid|\bAuthentication failed \(username\/password\)/, 'login-refused'],
  ]),
  ...formsOf('libgit2', [
    ['libgit2-host-key', /\binvalid or unknown remote ssh hostkey/, 'host-key-refused'],
    ['libgit2-auth', /\bFailed to authenticate SSH session: |\bauthentication required but no callback set/, 'login-refused'],
    ['libgit2-resolve', /\bfailed to resolve address for (?<host>[^\s:]{1,255}): (?<why>.{1,200})/, 'name'],
    ['libgit2-connect', /\bfailed to connect to (?<host>[^\s:]{1,255}): (?<why>.{1,200})/, 'connect'],
    ['libgit2-session', /\bfailed to start SSH session: /, 'handshake-ended'],
  ]),
  ...formsOf('curl', [
    ['curl-trying', /^\* {1,3}Trying \[?(?<address>[0-9a-fA-F.:]{2,45}?)\]?:(?<port>\d{1,5})\.\.\.$/, 'trying'],
    [
      'curl-connect',
      /\bconnect to (?<address>[0-9a-fA-F.:]{2,45}) port (?<port>\d{1,5})(?: from \S{1,60} port \d{1,5})? failed: (?<why>.{1,200})/,
      'connect',
    ],
    ['curl-connect-at-once', /\bImmediate connect fail for (?<address>[0-9a-fA-F.:]{2,45}): (?<why>.{1,200})/, 'connect'],
    [
      'curl-failed',
      /\bFailed to connect to (?<host>\S{1,255}) port (?<port>\d{1,5})(?: after \d+ ms)?: (?:Couldn't connect to server|Could not connect to server)/,
      'refused-or-unreachable-echo',
    ],
    ['curl-failed-why', /\bFailed to connect to (?<host>\S{1,255}) port (?<port>\d{1,5}): (?<why>.{1,200})/, 'connect'],
    [
      'curl-timeout',
      /\bFailed to connect to (?<host>\S{1,255}) port (?<port>\d{1,5})(?: after \d+ ms)?: Timeout was reached|\bConnection timed out after \d+ milliseconds/,
      'timed-out',
    ],
    ['curl-timeout-later', /\bOperation timed out after \d+ milliseconds with 0 bytes received/, 'timed-out-anywhere'],
    ['curl-name', /\bCould not resolve host: (?<host>\S{1,255})/, 'name-unknown'],
    ['curl-connected', /^\* Connected to (?<host>\S{1,255}) \((?<address>[0-9a-fA-F.:]{2,45})\) port (?<port>\d{1,5})/, 'connected'],
    ['curl-reset', /\bRecv failure: Connection reset by peer/, 'reset'],
    ['curl-auth', /\bcurl: \(67\) /, 'login-refused'],
    ['curl-host-key', /\bcurl: \(60\) |\bSSL peer certificate or SSH remote key was not OK/, 'host-key-refused'],
  ]),
]
