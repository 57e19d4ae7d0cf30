import type { Meanings } from '../meaning.ts'

const OPEN = { connect: ['open'], ends: true } as const
const MORE = { connect: ['open'] } as const

/** What happened in the login. */
export default [
  {
    id: 'login-refused-key',
    rank: 'symptom',
    families: ['A'],
    says: '{host} did not accept the login, and names a key as the only way that is left',
    perhaps: [
      { cause: 'no-accepted-key', text: 'the server has none of the keys that were offered for this user' },
      { cause: 'wrong-user-name', text: 'the user name is not the one that the server expects' },
      { cause: 'user-not-allowed', text: 'the server does not let this user in' },
    ],
    ...OPEN,
  },
  {
    id: 'login-refused',
    rank: 'symptom',
    families: ['A'],
    says: '{host} did not accept the login',
    perhaps: [
      { cause: 'no-accepted-key', text: 'the server accepts none of the keys that were offered for this user' },
      { cause: 'wrong-user-name', text: 'the user name is not the one that the server expects' },
      { cause: 'user-not-allowed', text: 'the server does not let this user in' },
    ],
    ...OPEN,
  },
  {
    id: 'password-refused',
    rank: 'symptom',
    families: ['A'],
    says: '{host} did not accept the password',
    perhaps: [
      { cause: 'wrong-user-name', text: 'the user name is not the one that the server expects, or the password is wrong' },
      { cause: 'root-login-off', text: 'the server does not let root log in by a password' },
      { cause: 'user-not-allowed', text: 'the server does not let this user in, whatever the password' },
    ],
    ...OPEN,
  },
  {
    id: 'password-not-taken',
    rank: 'reason',
    families: ['A'],
    says: '{host} does not take the way of logging in that the client tried',
    perhaps: [
      { cause: 'password-login-off', text: 'the server takes no passwords' },
      { cause: 'no-accepted-key', text: 'the server wants a key, and the client has none that it accepts' },
    ],
    ...OPEN,
  },
  {
    id: 'key-refused',
    rank: 'symptom',
    families: ['A'],
    says: '{host} refused the key that was offered',
    perhaps: [{ cause: 'no-accepted-key', text: 'the server does not have this key for this user' }],
    ...MORE,
  },
  {
    id: 'too-many-keys',
    rank: 'reason',
    families: ['A'],
    says: '{host} gave up after too many failed ways to log in',
    named: [
      {
        cause: 'too-many-keys',
        text: 'the client offered more keys than the server lets it try (MaxAuthTries)',
        remedy: 'offer the right key alone: IdentitiesOnly yes and IdentityFile in ssh_config, or',
        commands: ['ssh -o IdentitiesOnly=yes -i ~/.ssh/KEY HOST'],
      },
    ],
    ...OPEN,
  },
  {
    id: 'second-factor',
    rank: 'reason',
    families: ['A'],
    says: '{host} accepted one factor and asks for another',
    named: [{ cause: 'second-factor-required', text: 'the server wants a further factor after the one that it accepted' }],
    ...MORE,
  },
  {
    id: 'no-signature-algorithm',
    rank: 'reason',
    families: ['A'],
    says: 'client and {host} have no signature algorithm in common for the key',
    named: [
      {
        cause: 'key-type-not-accepted',
        text: 'the key is of a type or signs by an algorithm that the other side no longer accepts',
        remedy: 'make a key of a current type and add it on the server',
        commands: ['ssh-keygen -t ed25519'],
      },
    ],
    ...MORE,
  },
  {
    id: 'agent-refuses',
    rank: 'reason',
    families: ['A'],
    says: 'the ssh agent of the client did not sign with the key',
    named: [{ cause: 'agent-refuses', text: 'the agent refuses to sign: it is locked, a touch is missing, or the key is gone from it' }],
    ...MORE,
  },
  {
    id: 'agent-missing',
    rank: 'reason',
    families: ['A'],
    says: 'the client reaches no ssh agent',
    named: [{ cause: 'agent-refuses', text: 'there is no agent where SSH_AUTH_SOCK says' }],
  },
  {
    id: 'key-file-open-to-others',
    rank: 'reason',
    families: ['A'],
    says: 'the private key file may be read by others, so ssh does not use it',
    named: [
      {
        cause: 'client-config-broken',
        text: 'the private key file of the client may be read by others',
        remedy: 'let only its owner read the key',
        commands: ['chmod 600 KEYFILE'],
      },
    ],
  },
  {
    id: 'key-file-unusable',
    rank: 'reason',
    families: ['A'],
    says: 'the private key file of the client cannot be used',
    named: [
      { cause: 'client-config-broken', text: 'the private key file is damaged, of another format, locked by a passphrase, or not there' },
    ],
  },
  {
    id: 'other-user-wanted',
    rank: 'reason',
    families: ['A'],
    says: '{host} wants another user name',
    named: [{ cause: 'wrong-user-name', text: 'the server names another user to log in as' }],
    ...MORE,
  },
  {
    id: 'account-expired',
    rank: 'reason',
    families: ['A', 'S'],
    says: 'the account on {host} is expired or locked',
    named: [{ cause: 'account-locked-or-expired', text: 'the account or its password has expired on the server' }],
    ...MORE,
  },
  {
    id: 'certificate-refused',
    rank: 'reason',
    families: ['A'],
    says: 'the certificate for the login on {host} is not valid',
    named: [{ cause: 'certificate-not-accepted', text: 'the certificate of the user is expired, not yet valid, or for another principal' }],
    ...MORE,
  },
  { id: 'methods-asked', rank: 'context', families: [], says: '{host} asked for a login', reached: 'offered' },
  { id: 'authenticated', rank: 'symptom', families: [], says: 'the login on {host} succeeded', reached: 'authenticated', success: 'ssh' },
  {
    id: 'no-shell-offered',
    rank: 'symptom',
    families: [],
    says: 'the login on {host} succeeded; it offers no shell',
    reached: 'authenticated',
    success: 'ssh',
  },
] as const satisfies Meanings
