import { formsOf } from '../form.ts'

/** JSch (Eclipse, Jenkins, many IDEs) and its fork, Apache MINA sshd's client, sshj, and Java's sockets below them. */
export default [
  ...formsOf('JSch', [
    ['jsch-name', /\bjava\.net\.UnknownHostException: (?<host>[^\s:]{1,255})/, 'name-unknown'],
    ['jsch-socket-timeout', /\btimeout: socket is not established|\bjava\.net\.SocketTimeoutException: [Cc]onnect timed out/, 'timed-out'],
    ['jsch-read-timeout', /\bjava\.net\.SocketTimeoutException: Read timed out/, 'timed-out-anywhere-open'],
    [
      'jsch-connect',
      /\bjava\.net\.(?:ConnectException|NoRouteToHostException|BindException|SocketException): (?<why>(?:Connection refused|Connection timed out|Operation timed out|No route to host|Network is unreachable|Permission denied)[^:]{0,60})/,
      'connect',
    ],
    [
      'jsch-reset',
      /\bSession\.connect: java\.net\.SocketException: Connection reset|\bSession\.connect: java\.io\.IOException: End of IO Stream Read/,
      'handshake-ended',
    ],
    ['jsch-closed', /\bJSchException: connection is closed by foreign host/, 'handshake-ended-early'],
    ['jsch-version', /\binvalid server's version string/, 'old-protocol'],
    ['jsch-no-match', /\bAlgorithm negotiation fail\b/, 'no-common-algorithm'],
    ['jsch-auth', /\bJSchException: (?:Auth fail|Auth cancel|USERAUTH fail)/, 'login-refused'],
    ['jsch-many', /\bSSH_MSG_DISCONNECT: 2 Too many authentication failures/, 'too-many-keys'],
    ['jsch-host-key-unknown', /\bUnknownHostKey: |\breject HostKey: /, 'host-key-unknown'],
    ['jsch-host-key-changed', /\bHostKey has been changed: /, 'host-key-changed'],
    ['jsch-key', /\bJSchException: invalid privatekey: /, 'key-file-unusable'],
  ]),
  ...formsOf('Apache MINA sshd', [
    ['mina-auth', /\bNo more authentication methods available\b/, 'login-refused'],
    ['mina-host-key', /\bServer key did not validate\b/, 'host-key-refused'],
    ['mina-no-match', /\bUnable to negotiate key exchange for /, 'no-common-algorithm'],
  ]),
  ...formsOf('sshj', [
    ['sshj-auth', /\bExhausted available authentication methods\b/, 'login-refused'],
    ['sshj-host-key', /\bCould not verify `[^`]{1,80}` host key with fingerprint/, 'host-key-refused'],
    ['sshj-no-match', /\bUnable to reach a settlement: \[/, 'no-common-algorithm'],
  ]),
]
