import { formsOf } from '../form.ts'

/** ssh.c and sshconnect.c of OpenSSH, before the connection is open; also as built for macOS and Windows. */
export default formsOf('OpenSSH', [
  ['openssh-connect', /\bssh: connect to host (?<host>\S{1,255}) port (?<port>\d{1,5}): (?<why>.{1,200})/, 'connect'],
  ['openssh-connect-address', /\bdebug1: connect to address (?<address>\S{1,100}) port (?<port>\d{1,5}): (?<why>.{1,200})/, 'connect'],
  ['openssh-resolve', /\bssh: Could not resolve hostname (?<host>\S{1,255}): (?<why>.{1,200})/, 'name'],
  [
    'openssh-bind',
    /\bbind(?: (?<address>[0-9a-fA-F.:]{2,45})|\(\))?: (?:Cannot assign requested address|Can't assign requested address)/,
    'bind-failed',
  ],
  ['openssh-connecting', /\bdebug1: Connecting to (?<host>\S{1,255}) \[(?<address>[^\]\s]{1,100})\] port (?<port>\d{1,5})\./, 'trying'],
  ['openssh-connecting-proxy', /\bdebug1: Executing proxy command: exec (?:nc|ssh|\S{0,80})/, 'trying'],
  ['openssh-established', /\bdebug1: Connection established\./, 'connected'],
  [
    'openssh-no-ipv4-or-6',
    /\bssh: Could not resolve hostname (?<host>\S{1,255}): Address family for hostname not supported/,
    'name-unknown',
  ],
])
