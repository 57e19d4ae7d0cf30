import { formsOf } from '../form.ts'

const TO = String.raw`(?:(?<user>[^\s@]{1,64})@(?<host>[^\s:@]{1,255}): )?`
const at = (text: string): RegExp => new RegExp(text)

/** sshconnect2.c, sshkey.c and authfd.c of OpenSSH, and what a server says in the login. */
export default formsOf('OpenSSH', [
  [
    'openssh-denied-key',
    at(`${TO}Permission denied \\((?:publickey|publickey,hostbased|gssapi[\\w-]*,publickey|publickey,gssapi[\\w,-]*)\\)`),
    'login-refused-key',
  ],
  [
    'openssh-denied-second',
    at(`${TO}Permission denied \\((?:password|keyboard-interactive|password,keyboard-interactive)\\)`),
    'login-refused',
  ],
  ['openssh-denied', at(`${TO}Permission denied \\([a-z0-9,@.-]{1,200}\\)`), 'login-refused'],
  ['openssh-denied-password', at(`${TO}Permission denied, please try again\\.`), 'password-refused'],
  [
    'openssh-too-many-from',
    /\bReceived disconnect from (?<address>\S{1,100}) port (?<port>\d{1,5}):2: Too many authentication failures/,
    'too-many-keys',
  ],
  ['openssh-too-many', /\bToo many authentication failures(?: for \S{1,64})?/, 'too-many-keys'],
  ['openssh-partial', /\bAuthenticated using "[\w-]{1,40}" with partial success|\bFurther authentication required/, 'second-factor'],
  ['openssh-no-signature', /\bno mutual signature (?:algorithm|supported)/, 'no-signature-algorithm'],
  ['openssh-skipped-type', /\bSkipping \S{1,40} key \S{1,400} - (?:corresponding algo )?not in Pubkey/, 'no-signature-algorithm'],
  [
    'openssh-agent-refused',
    /\bsign_and_send_pubkey: signing failed[^:]{0,400}: (?:agent refused operation|communication with agent failed)/,
    'agent-refuses',
  ],
  ['openssh-agent-refused-short', /\bagent refused operation/, 'agent-refuses'],
  ['openssh-agent-missing', /\bCould not open a connection to your authentication agent|\bError connecting to agent: /, 'agent-missing'],
  [
    'openssh-key-open',
    /\bUNPROTECTED PRIVATE KEY FILE!|\bbad permissions: ignore key: |\bLoad key "[^"]{1,400}": bad permissions/,
    'key-file-open-to-others',
  ],
  ['openssh-key-mode', /\bPermissions (?:0\d{3} )?for '[^']{1,400}' are too open/, 'key-file-open-to-others'],
  [
    'openssh-key-bad',
    /\bLoad key "?[^"]{1,400}"?: (?:invalid format|error in libcrypto|incorrect passphrase|No such file or directory|Permission denied)/,
    'key-file-unusable',
  ],
  ['openssh-key-missing', /\bIdentity file .{1,400} not accessible: No such file or directory/, 'key-file-unusable'],
  ['openssh-other-user', /\bPlease login as the user "?\S{1,64}"? rather than the user "?\S{1,64}"?\./, 'other-user-wanted'],
  [
    'openssh-account-expired',
    /\bYour account has expired|\bAccount expired\b|\bYour password has expired|\bPassword change required but no TTY/,
    'account-expired',
  ],
  ['openssh-certificate', /\bCertificate invalid: |\bcertificate \S{0,200} ?(?:has expired|is not yet valid)/i, 'certificate-refused'],
  ['openssh-disconnect', /\bReceived disconnect from (?<address>\S{1,100}) port (?<port>\d{1,5}):\d{1,3}: /, 'handshake-ended'],
  ['openssh-methods', /\bdebug1: Authentications that can continue: /, 'methods-asked'],
  [
    'openssh-authenticated',
    /\bAuthenticated to (?<host>[^\s(]{1,255}) \(\[(?<address>[^\]\s]{1,100})\]:(?<port>\d{1,5})\)/,
    'authenticated',
  ],
  ['openssh-authenticated-old', /\bdebug1: Authentication succeeded \(/, 'authenticated'],
  ['openssh-last-login', /^Last login: \w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d/, 'authenticated'],
  ['openssh-welcome', /^Welcome to (?:Ubuntu|Debian|Alibaba Cloud|Linux Mint|openSUSE)\b/, 'authenticated'],
])
