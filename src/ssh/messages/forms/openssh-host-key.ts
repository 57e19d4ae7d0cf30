import { formsOf } from '../form.ts'

/** sshconnect.c of OpenSSH: what it says of host keys. */
export default formsOf('OpenSSH', [
  ['openssh-host-key-changed', /\bREMOTE HOST IDENTIFICATION HAS CHANGED!|\bPOSSIBLE DNS SPOOFING DETECTED!/, 'host-key-changed'],
  [
    'openssh-host-key-changed-strict',
    /\bHost key for (?<host>\S{1,255}) has changed and you have requested strict checking/,
    'host-key-changed',
  ],
  [
    'openssh-host-key-differs',
    /\b\w{2,20} host key for (?:IP address '|)(?<host>[^'\s]{1,255})'? (?:was different|differs from)/,
    'host-key-changed',
  ],
  [
    'openssh-host-key-unknown',
    /\bNo \S{1,40} host key is known for (?<host>\S{1,255}) and you have requested strict checking/,
    'host-key-unknown',
  ],
  [
    'openssh-host-key-asks',
    /\bThe authenticity of host '(?<host>[^\s']{1,255})(?: \((?<address>[^)\s]{1,100})\))?' can't be established/,
    'host-key-unknown',
  ],
  [
    'openssh-host-key-revoked',
    /\bREVOKED HOST KEY DETECTED!|\bHost key \S{1,80} for \S{1,255} was revoked|\bkey for host \S{1,255} is marked as revoked/,
    'host-key-revoked',
  ],
  ['openssh-host-key-refused', /\bHost key verification failed\.?/, 'host-key-refused'],
])
