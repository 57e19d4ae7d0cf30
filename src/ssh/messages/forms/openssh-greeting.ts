import { formsOf } from '../form.ts'

const ID = String.raw`(?:kex|ssh)_exchange_identification`
const at = (text: string): RegExp => new RegExp(text)

/** sshconnect.c, kex.c and packet.c of OpenSSH, from the open connection to the keys. */
export default formsOf('OpenSSH', [
  ['openssh-max-startups', at(`${ID}: banner line \\d{1,5}: Exceeded MaxStartups`), 'max-startups'],
  ['openssh-not-allowed', at(`${ID}: banner line \\d{1,5}: Not allowed at this time`), 'not-allowed-now'],
  ['openssh-foreign-line', at(`${ID}: banner line \\d{1,5}: (?:HTTP/1|220 |\\* OK |\\+OK |RFB 0|5\\d\\d )`), 'foreign'],
  ['openssh-bad-banner', at(`${ID}: banner line (?:contains invalid characters|too long)`), 'foreign'],
  ['openssh-no-version', at(`${ID}: No SSH version received in first \\d+ lines`), 'foreign'],
  ['openssh-bad-identification', /\bBad remote protocol version identification: '/, 'foreign'],
  [
    'openssh-invalid-format',
    /\bbanner exchange: Connection to (?<address>\S{1,100}) port (?<port>\d{1,5}): (?:invalid format|could not read)/,
    'foreign-echo',
  ],
  [
    'openssh-banner-exchange',
    /\bbanner exchange: Connection to (?<address>\S{1,100}) port (?<port>\d{1,5}): (?:Connection|Broken pipe)/,
    'closed',
  ],
  ['openssh-old-protocol', /\bProtocol major versions differ: \d+ vs\. \d+/, 'old-protocol'],
  ['openssh-closed-early', at(`${ID}: Connection closed by remote host`), 'closed-early'],
  ['openssh-reset-early', at(`${ID}: read: Connection reset by peer`), 'reset-early'],
  ['openssh-read-early', at(`${ID}: read: (?:Connection aborted|Software caused connection abort|Unknown error)`), 'reset-early'],
  ['openssh-write-early', at(`${ID}: write: (?:Broken pipe|Connection reset by peer)`), 'closed-early'],
  ['openssh-timed-out-early', /\bConnection timed out during banner exchange/, 'no-greeting'],
  ['openssh-timed-out-at', /\bConnection to (?<address>[0-9a-fA-F.:%\w-]{2,100}) port (?<port>\d{1,5}) timed out/, 'no-greeting-echo'],
  ['openssh-jump-failed', /\bConnection (?:closed|reset) by UNKNOWN port \d+|\bConnection to UNKNOWN port -?\d+ timed out/, 'jump-failed'],
  ['openssh-stdio-forwarding', /\bstdio forwarding failed/, 'jump-failed'],
  [
    'openssh-closed',
    /\bConnection closed by (?:authenticating user \S{1,64} |invalid user \S{1,64} )?(?<address>[0-9a-fA-F]{0,4}[.:][0-9a-fA-F.:%\w]{1,95})(?: port (?<port>\d{1,5}))?(?: \[preauth\])?/,
    'closed',
  ],
  [
    'openssh-reset',
    /\bConnection reset by (?:authenticating user \S{1,64} )?(?<address>[0-9a-fA-F]{0,4}[.:][0-9a-fA-F.:%\w]{1,95})(?: port (?<port>\d{1,5}))?/,
    'reset',
  ],
  ['keyscan-closed', /^(?<host>[^\s:]{1,255}): Connection closed by remote host$/, 'closed-early'],
  ['openssh-identified', /\bdebug1: Remote protocol version \d+\.\d+, remote software version /, 'identified'],
  ['openssh-authenticating', /\bdebug1: Authenticating to (?<host>[^\s:]{1,255}):(?<port>\d{1,5}) as '(?<user>[^']{1,64})'/, 'identified'],
  ['openssh-keyed', /\bdebug1: SSH2_MSG_NEWKEYS received/, 'keyed'],
  [
    'openssh-no-match',
    /\bUnable to negotiate with (?<address>\S{1,100}) port (?<port>\d{1,5}): no matching [\w ]{1,40} found\./,
    'no-common-algorithm',
  ],
  [
    'openssh-no-match-old',
    /\bno matching (?:host key type|key exchange method|cipher|mac|MAC|compression method) found/,
    'no-common-algorithm',
  ],
  ['openssh-no-match-older', /\bno hostkey alg\b|\bno kex alg\b/, 'no-common-algorithm'],
  [
    'openssh-dispatch-timeout',
    /\bssh_dispatch_run_fatal: Connection to (?<address>\S{1,100}) port (?<port>\d{1,5}): Connection timed out/,
    'kex-timed-out',
  ],
  [
    'openssh-dispatch-cut',
    /\bssh_dispatch_run_fatal: Connection to (?<address>\S{1,100}) port (?<port>\d{1,5}): (?:Broken pipe|Connection reset|Connection corrupted)/,
    'kex-closed',
  ],
  ['openssh-dispatch', /\bssh_dispatch_run_fatal: Connection to (?<address>\S{1,100}) port (?<port>\d{1,5}): /, 'kex-failed'],
  ['openssh-bad-packet', /\bBad packet length \d+\.|\bCorrupted MAC on input|\bBytes per packet are too/, 'kex-failed'],
])
