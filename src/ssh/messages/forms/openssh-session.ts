import { formsOf } from '../form.ts'

/** clientloop.c, channels.c and packet.c of OpenSSH, what servers say after the login, and sftp, scp. */
export default formsOf('OpenSSH', [
  ['openssh-broken-pipe', /\bclient_loop: send disconnect: (?:Broken pipe|Connection reset)|\bWrite failed: Broken pipe/, 'session-lost'],
  [
    'openssh-packet-write',
    /\bpacket_write_wait: Connection to (?<address>\S{1,100}) port (?<port>\d{1,5}): (?:Broken pipe|Connection timed out)/,
    'session-lost',
  ],
  ['openssh-ended', /^Connection to (?<host>\S{1,255}) closed\.$/, 'trying'],
  [
    'openssh-reset-in-session',
    /\bRead from remote host (?<host>\S{1,255}): (?:Connection reset by peer|Connection timed out|Operation timed out|No route to host)/,
    'session-lost',
  ],
  ['openssh-not-responding', /\bTimeout, server (?<host>\S{1,255}) not responding\./, 'not-responding'],
  ['openssh-closed-by-remote', /\bConnection to (?<host>\S{1,255}) closed by remote host\./, 'session-closed'],
  [
    'openssh-nologin',
    /\bSystem is booting up\. Unprivileged users are not permitted|\bSystem is going down\. Unprivileged users|\/etc\/nologin\b/,
    'not-logged-in-yet',
  ],
  ['openssh-no-account', /\bThis account is currently not available\./, 'no-shell'],
  ['openssh-shell-missing', /^\/(?:usr\/)?(?:local\/)?s?bin\/\w{2,12}: No such file or directory/, 'no-shell'],
  ['openssh-pty', /\bPTY allocation request failed on channel \d+/, 'session-not-started'],
  ['openssh-shell-request', /\b(?:shell|exec) request failed on channel \d+/, 'session-not-started'],
  ['openssh-fork', /\bfork failed: Resource temporarily unavailable|\bfork: retry: /, 'session-not-started'],
  ['openssh-subsystem', /\bsubsystem request failed on channel \d+/, 'sftp-not-started'],
  ['openssh-sftp-long', /\bReceived message too long \d+/, 'output-in-the-way'],
  ['openssh-sftp-shell', /\bEnsure the remote shell produces no output for non-interactive sessions/, 'output-in-the-way'],
  ['openssh-forward-prohibited', /\bopen failed: administratively prohibited/, 'forwarding-prohibited'],
  ['openssh-forward-refused', /\bopen failed: connect failed: Connection refused/, 'beyond-refused'],
  ['openssh-forward-timed-out', /\bopen failed: connect failed: (?:Connection|Operation) timed out/, 'beyond-timed-out'],
  ['openssh-forward-unreachable', /\bopen failed: connect failed: (?:No route to host|Network is unreachable)/, 'beyond-unreachable'],
  [
    'openssh-forward-name',
    /\bopen failed: connect failed: (?:Name or service not known|Temporary failure in name resolution|nodename nor servname)/,
    'beyond-unknown',
  ],
  [
    'scp-closed',
    /^scp: Connection closed|^Connection closed\.?$|^lost connection$|^Couldn't read packet: Connection reset by peer/,
    'failed-somehow',
  ],
])
