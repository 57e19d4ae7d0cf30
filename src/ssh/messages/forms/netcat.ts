import { formsOf } from '../form.ts'

/** Of OpenBSD, as Debian and macOS ship it; the traditional one; and Bash's /dev/tcp, curl's telnet, PowerShell, which people use for the same. */
export default [
  ...formsOf('nc', [
    [
      'nc-openbsd',
      /\bconnectx? to (?<host>\S{1,255})(?: \((?<address>[0-9a-fA-F.:%\w]{2,100})\))? port (?<port>\d{1,5}) \(tcp\) failed: (?<why>.{1,200})/,
      'connect',
    ],
    [
      'nc-openbsd-timeout',
      /\bconnect to (?<host>\S{1,255})(?: \((?<address>[0-9a-fA-F.:%\w]{2,100})\))? port (?<port>\d{1,5}) \(tcp\) timed out/,
      'timed-out',
    ],
    ['nc-openbsd-name', /\bgetaddrinfo(?: for host "(?<host>[^"\s]{1,255})" port \S{1,20})?: (?<why>.{1,200})/, 'name'],
    [
      'nc-openbsd-open',
      /\bConnection to (?<host>\S{1,255})(?: \((?<address>[0-9a-fA-F.:%\w]{2,100})\))? (?:port )?(?<port>\d{1,5})(?: port)? \[tcp\/[^\]\s]{1,30}\] succeeded!/,
      'open',
    ],
    ['nc-traditional-open', /^(?<host>\S{1,255}) \[(?<address>[0-9a-fA-F.:]{2,45})\] (?<port>\d{1,5}) \([^)\s]{1,30}\) open$/, 'open'],
    [
      'nc-traditional',
      /^(?<host>\S{1,255}) \[(?<address>[0-9a-fA-F.:]{2,45})\] (?<port>\d{1,5}) \([^)\s]{1,30}\) : (?<why>.{1,200})/,
      'connect',
    ],
    ['nc-traditional-name', /^(?<host>\S{1,255}): forward host lookup failed: (?<why>.{1,200})/, 'name-unknown'],
  ]),
  ...formsOf('bash', [
    [
      'bash-connect',
      /\b(?:bash|sh): (?:line \d+: )?\/dev\/tcp\/(?<host>[^\s/]{1,255})\/(?<port>\d{1,5}): (?!Invalid argument)(?<why>.{1,200})/,
      'connect',
    ],
    ['bash-connect-short', /\bbash: connect: (?<why>.{1,200})/, 'connect'],
    [
      'bash-name',
      /\bbash: (?:line \d+: )?(?<host>[^\s:/]{1,255}): (?<why>Name or service not known|Temporary failure in name resolution|No address associated with hostname)/,
      'name',
    ],
  ]),
  ...formsOf('PowerShell', [
    ['powershell-failed', /\bTCP connect to \((?<address>[0-9a-fA-F.:%\w]{2,100}) : (?<port>\d{1,5})\) failed/, 'connect-failed'],
    ['powershell-tested', /\bTcpTestSucceeded\s{0,10}: True/, 'open'],
  ]),
]
