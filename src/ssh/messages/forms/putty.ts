import { formsOf } from '../form.ts'

/** PuTTY, plink, psftp, pscp, and WinSCP and FileZilla, which are made of PuTTY's code. */
export default formsOf('PuTTY', [
  [
    'putty-connect',
    /\b(?:FATAL ERROR|PuTTY Fatal Error|Fatal Error|Network error|Server unexpectedly closed network connection): (?:Network error: )?(?<why>(?:Connection refused|Connection timed out|No route to host|Network is unreachable|Permission denied|Operation not permitted|Host is down|Cannot assign requested address))/,
    'connect',
  ],
  ['putty-reset', /\b(?:FATAL ERROR|Network error): (?:Network error: )?Connection reset by peer/, 'handshake-ended'],
  ['putty-abort', /\bNetwork error: Software caused connection abort/, 'session-lost'],
  ['putty-closed', /\b(?:Remote side|Server) unexpectedly closed network connection/, 'handshake-ended'],
  [
    'putty-resolve',
    /\bUnable to open connection to (?<host>[^\s:]{1,255}): ?(?:Host does not exist|Temporary failure in name resolution|Name or service not known)/i,
    'name-unknown',
  ],
  ['putty-looking-up', /\bLooking up host "(?<host>[^"\s]{1,255})"/, 'trying'],
  ['putty-connecting', /\bConnecting to (?<address>[0-9a-fA-F.:]{2,45}) port (?<port>\d{1,5})/, 'trying'],
  ['putty-host-missing', /\bHost does not exist\b/, 'name-unknown'],
  ['putty-plain-why', /^(?:ssh_init: )?(?<why>(?:Temporary failure in name resolution|Name or service not known))$/, 'name'],
  [
    'putty-plain-unreachable',
    /^(?:ssh_init: )?(?<why>(?:Network is unreachable|No route to host|Permission denied|Connection refused|Connection timed out))$/,
    'connect',
  ],
  ['putty-no-methods', /\bNo supported authentication methods available \(server sent: publickey\)/, 'login-refused-key'],
  ['putty-no-methods-other', /\bNo supported authentication methods available/, 'login-refused'],
  ['putty-key-refused', /\bServer refused our key\b/, 'key-refused'],
  ['putty-access-denied', /^Access denied$|\bConfigured password was not accepted/, 'password-refused'],
  ['putty-batch', /\bCannot answer interactive prompts in batch mode/, 'password-not-taken'],
  ['putty-host-key-unknown', /\bhost key is not cached\b|\bCannot confirm a host key in batch mode/, 'host-key-unknown'],
  [
    'putty-host-key-other',
    /\bWARNING - POTENTIAL SECURITY BREACH|\bHost key (?:not in manually configured list|did not appear in manually configured list)/,
    'host-key-changed',
  ],
  [
    'putty-no-match',
    /\bCouldn't agree a (?:key exchange|host key|client-to-server|server-to-client)[\w -]{0,40}(?:algorithm)?/,
    'no-common-algorithm',
  ],
  ['putty-weak', /\bCannot confirm a weak crypto primitive in batch mode/, 'no-common-algorithm'],
  ['putty-old-protocol', /\bSSH protocol version 2 required by our configuration but remote only provides/, 'old-protocol'],
  ['putty-foreign', /\bSSH protocol violation|\bserver did not send a valid SSH banner/i, 'foreign'],
  ['putty-garbled', /\bIncoming packet was garbled on decryption/, 'kex-failed'],
  ['putty-key-format', /\bUnable to (?:use|load) key file? ?"?[^"]{0,400}"? \(/, 'key-file-unusable'],
  ['putty-too-many', /\bDisconnected: Too many authentication failures/, 'too-many-keys'],
])
