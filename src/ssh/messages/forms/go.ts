import { formsOf } from '../form.ts'

/** Go's net and golang.org/x/crypto/ssh, and so Packer, Terraform, Docker contexts, Teleport, rclone. */
export default formsOf('Go x/crypto/ssh', [
  ['go-lookup', /\bdial tcp: lookup (?<host>[^\s:]{1,255})(?: on \S{1,80}:\d{1,5})?: no such host/, 'name-unknown'],
  ['go-lookup-failed', /\bdial tcp: lookup (?<host>[^\s:]{1,255})(?: on \S{1,80})?: /, 'name-not-looked-up'],
  [
    'go-dial-timeout',
    /\bdial tcp \[?(?<address>[0-9a-fA-F.:%\w]{2,100}?)\]?:(?<port>\d{1,5}): (?:connect: )?(?:i\/o timeout|operation timed out|connection timed out)/,
    'timed-out',
  ],
  ['go-dial', /\bdial tcp \[?(?<address>[0-9a-fA-F.:%\w]{2,100}?)\]?:(?<port>\d{1,5}): connect(?:ex)?: (?<why>.{1,200})/, 'connect'],
  ['go-no-match', /\bssh: no common algorithm for /, 'no-common-algorithm'],
  ['go-denied-key', /\bssh: unable to authenticate, attempted methods \[none publickey\]/, 'login-refused'],
  ['go-denied-none', /\bssh: unable to authenticate, attempted methods \[none\]/, 'password-not-taken'],
  ['go-denied', /\bssh: unable to authenticate, attempted methods \[/, 'login-refused'],
  ['go-too-many', /\bssh: disconnect, reason 2: Too many authentication failures/, 'too-many-keys'],
  ['go-host-key-changed', /\bknownhosts: key mismatch\b|\bssh: host key mismatch\b/, 'host-key-changed'],
  ['go-host-key-unknown', /\bknownhosts: key is unknown\b/, 'host-key-unknown'],
  ['go-host-key-revoked', /\bknownhosts: key is revoked\b/, 'host-key-revoked'],
  ['go-overflow', /\bssh: overflow reading version string|\bssh: invalid packet length, packet too large/, 'foreign'],
  [
    'go-handshake',
    /\bssh: handshake failed: (?:EOF|read tcp .{1,160}: (?:read: connection reset by peer|use of closed network connection|wsarecv: )|ssh: unexpected)/,
    'handshake-ended',
  ],
  ['go-handshake-timeout', /\bssh: handshake failed: read tcp .{1,160}: i\/o timeout/, 'timed-out-anywhere-open'],
])
