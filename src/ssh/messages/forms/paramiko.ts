import { formsOf } from '../form.ts'

/** paramiko's exceptions (and so Fabric's, SaltStack's, old Ansible's), and those of Python's own sockets. */
export default [
  ...formsOf('paramiko', [
    [
      'paramiko-no-connection',
      /\bUnable to connect to port (?<port>\d{1,5}) on (?<address>[0-9a-fA-F.:%\w]{2,100})/,
      'refused-or-unreachable',
    ],
    ['paramiko-banner', /\bError reading SSH protocol banner\[Errno 104\]/, 'reset-early'],
    ['paramiko-banner-late', /\bError reading SSH protocol banner/, 'handshake-ended-early'],
    ['paramiko-indecipherable', /\bIndecipherable protocol version/, 'foreign'],
    ['paramiko-version', /\bIncompatible version \(\d/, 'old-protocol'],
    ['paramiko-no-match', /\bIncompatible ssh peer \(no acceptable |\bIncompatible SSH peer\b/, 'no-common-algorithm'],
    ['paramiko-no-session', /\bNo existing session\b/, 'timed-out-anywhere-open'],
    ['paramiko-packet', /\bInvalid packet blocking\b/, 'kex-failed'],
    ['paramiko-eof', /^EOFError$/, 'handshake-ended'],
    ['paramiko-auth-cut', /\bAuthentication failed: transport shut down or saw EOF/, 'login-refused'],
    ['paramiko-auth', /\bAuthenticationException: (?:Authentication failed\.?|Authentication timeout\.)/, 'login-refused'],
    ['paramiko-bad-type', /\bBadAuthenticationType: |\bBad authentication type; allowed types: \['publickey'/, 'password-not-taken'],
    ['paramiko-no-methods', /\bNo authentication methods available\b/, 'login-refused'],
    ['paramiko-host-key-unknown', /\bServer '(?<host>[^'\s]{1,255})' not found in known_hosts/, 'host-key-unknown'],
    ['paramiko-host-key-changed', /\bHost key for server '?(?<host>[^'\s]{1,255})'? does not match/, 'host-key-changed'],
    ['paramiko-key', /\bPasswordRequiredException: |\bnot a valid \S{1,20} private key file/, 'key-file-unusable'],
  ]),
  ...formsOf('Python', [
    ['python-name', /\bsocket\.gaierror: \[Errno -?\d+\] (?<why>.{1,200})/, 'name'],
    [
      'python-timeout',
      /\bTimeoutError: (?:timed out|\[Errno 110\]|\[Errno 60\]|\[WinError 10060\])|\bsocket\.timeout: timed out/,
      'timed-out-anywhere',
    ],
    ['python-reset', /\bConnectionResetError: /, 'handshake-ended'],
    [
      'python-errno',
      /\b(?:OSError|ConnectionRefusedError|PermissionError|socket\.error): \[(?:Errno|WinError) \d+\] (?<why>.{1,200})/,
      'connect',
    ],
  ]),
]
