import type { Meanings } from '../meaning.ts'

const OPEN = { connect: ['open'], ends: true } as const
/** Said before the line that ends the attempt. */
const TOLD = { connect: ['open'] } as const

/** Without -v ssh does not show what a server says in place of a greeting. */
const WORDLESS = [
  { cause: 'max-startups', text: 'too many connections have not logged in yet, which the server says and ssh shows with -v alone' },
  { cause: 'per-source-penalty', text: 'the server punishes this client, which it says and ssh shows with -v alone' },
  { cause: 'sshd-child-fails', text: 'the part of the SSH server that serves this connection fails at once' },
  { cause: 'not-sshd-on-the-port', text: 'what answers on the port is no SSH server' },
  { cause: 'tcp-wrappers-deny', text: 'TCP wrappers on the server refuse this client' },
] as const

/** What happened before the key exchange was done. */
export default [
  {
    id: 'closed-early',
    rank: 'symptom',
    families: ['C', 'B'],
    says: '{host} accepted the connection and closed it without a greeting',
    perhaps: WORDLESS,
    ...OPEN,
  },
  {
    id: 'reset-early',
    rank: 'symptom',
    families: ['C', 'B'],
    says: '{host} accepted the connection and reset it before a greeting',
    perhaps: WORDLESS,
    ...OPEN,
  },
  { id: 'closed', rank: 'echo', families: ['C', 'B', 'K', 'A'], says: '{host} closed the connection', ...OPEN },
  { id: 'reset', rank: 'echo', families: ['C', 'B', 'K', 'A'], says: '{host} reset the connection', ...OPEN },
  // Of telnet: it says so too when its own input has ended.
  {
    id: 'closed-by-foreign-host',
    rank: 'echo',
    families: ['C', 'B'],
    says: '{host} closed the connection without a greeting',
    connect: ['open'],
    vague: true,
  },
  {
    id: 'handshake-ended-early',
    rank: 'symptom',
    families: ['C', 'B'],
    says: '{host} accepted the connection and ended it, or was silent, in place of an SSH greeting',
    ...OPEN,
  },
  { id: 'no-greeting-echo', rank: 'echo', families: ['B'], says: '{host} accepted the connection and sent no greeting in time', ...OPEN },
  {
    id: 'foreign-echo',
    rank: 'echo',
    families: ['B', 'K'],
    says: 'what answers at {host} {port} does not speak SSH as the client does',
    ...OPEN,
  },
  {
    id: 'timed-out-anywhere-open',
    rank: 'symptom',
    families: ['B', 'K'],
    says: '{host} accepted the connection, and the key exchange did not come to an end in time',
    perhaps: [{ cause: 'path-mtu-black-hole', text: 'large packets are lost on the way, while small ones pass' }],
    ...OPEN,
  },
  {
    id: 'no-greeting',
    rank: 'symptom',
    families: ['B'],
    says: '{host} accepted the connection and sent no greeting in time',
    ...OPEN,
  },
  {
    id: 'foreign',
    rank: 'reason',
    families: ['B'],
    says: 'what answers at {host} {port} does not speak SSH',
    named: [{ cause: 'not-sshd-on-the-port', text: 'what answers on the port does not speak SSH' }],
    ...TOLD,
  },
  {
    id: 'old-protocol',
    rank: 'reason',
    families: ['B', 'K'],
    says: '{host} speaks a version of SSH that the client does not',
    named: [{ cause: 'not-sshd-on-the-port', text: 'the server speaks SSH 1 alone, which no current client speaks' }],
    ...OPEN,
  },
  {
    id: 'max-startups',
    rank: 'reason',
    families: ['C'],
    says: '{host} has too many connections that have not logged in (MaxStartups)',
    named: [{ cause: 'max-startups', text: 'the server drops connections, as too many have not logged in yet' }],
    never: [{ causes: ['per-source-penalty'], because: 'the words are those of OpenSSH up to 9.7, which has no penalties' }],
    ...TOLD,
  },
  {
    id: 'not-allowed-now',
    rank: 'reason',
    families: ['C'],
    says: '{host} does not allow the connection at this time',
    perhaps: [
      { cause: 'per-source-penalty', text: 'the server punishes this client for connections that did not log in (PerSourcePenalties)' },
      { cause: 'max-startups', text: 'too many connections have not logged in yet (MaxStartups says the same words)' },
    ],
    ...TOLD,
  },
  {
    id: 'no-common-algorithm',
    rank: 'reason',
    families: ['K'],
    says: 'the client and {host} have no algorithm in common',
    named: [{ cause: 'no-common-algorithm', text: 'client and server have no algorithm in common' }],
    ...OPEN,
  },
  { id: 'kex-failed', rank: 'symptom', families: ['K'], says: 'the key exchange with {host} failed', ...OPEN },
  { id: 'kex-closed', rank: 'symptom', families: ['K', 'C'], says: '{host} ended the connection in the key exchange', ...OPEN },
  {
    id: 'kex-timed-out',
    rank: 'symptom',
    families: ['K', 'B'],
    says: 'the key exchange with {host} did not come to an end in time',
    perhaps: [{ cause: 'path-mtu-black-hole', text: 'large packets are lost on the way, while small ones pass' }],
    ...OPEN,
  },
  {
    id: 'handshake-ended',
    rank: 'symptom',
    families: ['C', 'B', 'K', 'A'],
    says: '{host} ended the connection before a login, without telling where',
    ...OPEN,
  },
  {
    id: 'host-key-changed',
    rank: 'reason',
    families: ['K'],
    says: '{host} shows another host key than the one that is known',
    named: [
      {
        cause: 'host-key-changed',
        text: 'the host key is not the one in known_hosts: the host was reinstalled, it is another host, or somebody is in between',
        remedy:
          'compare the fingerprint with one from the console of the host or from whoever runs it; only if it is the same, replace the old line',
      },
    ],
    perhaps: [{ cause: 'name-resolves-elsewhere', text: 'the name leads to another host than before' }],
    ...OPEN,
  },
  {
    id: 'host-key-revoked',
    rank: 'reason',
    families: ['K'],
    says: 'the host key of {host} is revoked',
    named: [
      {
        cause: 'host-key-not-known',
        text: 'known_hosts marks the host key as revoked',
        remedy: 'ask whoever runs the host for its new key',
      },
    ],
    ...OPEN,
  },
  {
    id: 'host-key-unknown',
    rank: 'reason',
    families: ['K'],
    says: 'the host key of {host} is not known to the client',
    named: [
      {
        cause: 'host-key-not-known',
        text: 'known_hosts has no key of this host, and the client accepts none that it does not know',
        remedy: 'connect once by hand, compare the fingerprint with one from the console of the host, and accept it',
      },
    ],
    ...OPEN,
  },
  {
    id: 'host-key-refused',
    rank: 'echo',
    families: ['K'],
    says: 'the client does not accept the host key of {host}',
    perhaps: [
      { cause: 'host-key-not-known', text: 'the host key is not known, and nobody could be asked' },
      { cause: 'host-key-changed', text: 'the host key is another than the one that is known' },
    ],
    ...OPEN,
  },
  { id: 'identified', rank: 'context', families: [], says: '{host} greeted as an SSH server', reached: 'identified' },
  { id: 'speaks-ssh', rank: 'reason', families: [], says: 'an SSH server greets at {host} {port}', success: 'ssh', reached: 'identified' },
  { id: 'keyed', rank: 'context', families: [], says: 'the key exchange with {host} succeeded', reached: 'keyed' },
] as const satisfies Meanings
