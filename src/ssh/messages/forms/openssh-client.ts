import { formsOf } from '../form.ts'

/** ssh.c and readconf.c of OpenSSH: ssh gives up before it connects. */
export default formsOf('OpenSSH', [
  ['openssh-config-owner', /\bBad owner or permissions on (?!\S*key\b)\S{1,400}/, 'config-broken'],
  ['openssh-config-typed', /\bcommand-line:? line \d+: /, 'usage'],
  [
    'openssh-config-option',
    /\bline \d+: (?:Bad|Unsupported|garbage|Missing|missing|Invalid|invalid|keyword|extra|no argument)\b/,
    'config-broken',
  ],
  ['openssh-config-terminating', /: terminating, \d+ bad configuration options/, 'config-ended'],
  ['openssh-config-jump-loop', /\bjumphost loop via /, 'config-broken'],
  ['openssh-config-expand', /\bpercent_expand: unknown key %/, 'config-broken'],
  ['openssh-usage', /^(?:ssh: )?(?:unknown|illegal|invalid) option -- |^Bad port '|^usage: ssh \[/, 'usage'],
  [
    'openssh-library',
    /\bOpenSSL version mismatch\. Built against |\bssh: (?:error while loading shared libraries|symbol lookup error): /,
    'library-mismatch',
  ],
  [
    'openssh-control',
    /\bmux_client_request_session: |\bControl socket connect\([^)]{1,400}\): (?:Connection refused|Permission denied)/,
    'control-master-stale',
  ],
])
