import { formsOf } from '../form.ts'

/** Error texts of ssh_get_error(): kex.c, socket.c, client.c, auth.c. */
export default formsOf('libssh', [
  ['libssh-failed', /\bFailed to connect: (?<why>.{1,200})/, 'connect'],
  [
    'libssh-connecting-to',
    /\bError connecting to (?<host>[^\s:]\S{0,254}): (?<why>(?:Connection refused|No route to host|Network is unreachable|Permission denied|Connection timed out))/,
    'connect',
  ],
  ['libssh-name', /\bFailed to resolve hostname (?<host>\S{1,255}) \((?<why>[^)]{1,200})\)/, 'name'],
  ['libssh-timeout', /\bTimeout connecting to (?<host>\S{1,255})/, 'timed-out-anywhere'],
  ['libssh-no-match', /\bkex error : no match for method /, 'no-common-algorithm'],
  ['libssh-old-protocol', /\bNo version of SSH protocol usable \(banner: /, 'old-protocol'],
  ['libssh-packet', /\bread_packet\(\): Packet len too high/, 'kex-failed'],
  ['libssh-denied-key', /\bAccess denied for '[\w-]{1,40}'\. Authentication that can continue: publickey$/, 'login-refused-key'],
  ['libssh-denied', /\bAccess denied for '[\w-]{1,40}'\. Authentication that can continue: /, 'login-refused'],
  ['libssh-disconnect-many', /\bReceived SSH_MSG_DISCONNECT: 2:Too many authentication failures/, 'too-many-keys'],
  ['libssh-socket', /\bSocket error: (?:Connection reset by peer|disconnected|No such file or directory)/, 'handshake-ended'],
])
