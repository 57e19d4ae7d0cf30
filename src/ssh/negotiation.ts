import type { KexOffer } from '../model/observation.ts'
import type { ConfigValues } from './config-values.ts'

/** The lists in which both sides must have a name in common (RFC 4253 section 7.1), in the order in which ssh looks. */
export type AlgorithmList = 'kex' | 'hostKey' | 'ciphers' | 'macs'

/** What ssh offers: as `ssh -G` says it. */
export type ClientLists = Readonly<Record<AlgorithmList, readonly string[]>>

/** A list without a common name. */
export interface Disagreement {
  readonly list: AlgorithmList
  readonly ours: readonly string[]
  readonly theirs: readonly string[]
}

/** The keyword of ssh_config(5) for a list, and what `ssh -Q` calls what ssh can do of it. */
export const KEYWORD = { kex: 'KexAlgorithms', hostKey: 'HostKeyAlgorithms', ciphers: 'Ciphers', macs: 'MACs' } as const
export const QUERY = { kex: 'kex', hostKey: 'key-sig', ciphers: 'cipher', macs: 'mac' } as const

/** Of two lists the first name of the client that the server has too. */
export function firstCommon(client: readonly string[], server: readonly string[]): string | undefined {
  return client.find((name) => server.includes(name))
}

/** Ciphers that protect the packets themselves: with these no MAC is negotiated (OpenSSH's PROTOCOL 1.6, PROTOCOL.chacha20poly1305). */
function authenticates(cipher: string): boolean {
  return /^(?:chacha20-poly1305|aes(?:128|256)-gcm)@openssh\.com$/.test(cipher)
}

/**
 * The lists on which ssh and the server cannot agree. Compression is left out: ssh -G does not tell what ssh offers. A list of which
 * nothing is known on our side agrees.
 */
export function disagreements(client: ClientLists, server: KexOffer): readonly Disagreement[] {
  const directions: readonly (readonly [AlgorithmList, readonly string[], string | undefined])[] = [
    ['kex', server.kex, undefined],
    ['hostKey', server.hostKey, undefined],
    ['ciphers', server.ciphersToServer, undefined],
    ['ciphers', server.ciphersToClient, undefined],
    ['macs', server.macsToServer, firstCommon(client.ciphers, server.ciphersToServer)],
    ['macs', server.macsToClient, firstCommon(client.ciphers, server.ciphersToClient)],
  ]
  const found = new Map<AlgorithmList, Disagreement>()
  for (const [list, theirs, cipher] of directions) {
    const ours = client[list]
    if (found.has(list) || ours.length === 0 || firstCommon(ours, theirs) !== undefined) continue
    if (cipher !== undefined && authenticates(cipher)) continue
    found.set(list, { list, ours, theirs })
  }
  return [...found.values()]
}

/** Best first; what is not named here is worse than all that is. */
const STRENGTH: ClientLists = {
  kex: [
    'mlkem768x25519-sha256',
    'sntrup761x25519-sha512',
    'sntrup761x25519-sha512@openssh.com',
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp521',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp256',
    'diffie-hellman-group18-sha512',
    'diffie-hellman-group16-sha512',
    'diffie-hellman-group-exchange-sha256',
    'diffie-hellman-group14-sha256',
    'diffie-hellman-group-exchange-sha1',
    'diffie-hellman-group14-sha1',
    'diffie-hellman-group1-sha1',
  ],
  hostKey: [
    'ssh-ed25519',
    'ecdsa-sha2-nistp256',
    'ecdsa-sha2-nistp384',
    'ecdsa-sha2-nistp521',
    'rsa-sha2-512',
    'rsa-sha2-256',
    'ssh-rsa',
    'ssh-dss',
  ],
  ciphers: [
    'chacha20-poly1305@openssh.com',
    'aes256-gcm@openssh.com',
    'aes128-gcm@openssh.com',
    'aes256-ctr',
    'aes192-ctr',
    'aes128-ctr',
    'aes256-cbc',
    'aes192-cbc',
    'aes128-cbc',
    '3des-cbc',
  ],
  macs: [
    'hmac-sha2-512-etm@openssh.com',
    'hmac-sha2-256-etm@openssh.com',
    'umac-128-etm@openssh.com',
    'hmac-sha2-512',
    'hmac-sha2-256',
    'umac-128@openssh.com',
    'umac-64@openssh.com',
    'hmac-sha1-etm@openssh.com',
    'hmac-sha1',
    'hmac-sha1-96',
    'hmac-md5',
    'hmac-md5-96',
  ],
}

/**
 * The best of what the server offers that this ssh could do; undefined: nothing.
 * @param able what `ssh -Q` names; null where it was not asked, and then all is taken that is known here
 */
export function bestOf(list: AlgorithmList, theirs: readonly string[], able: readonly string[] | null): string | undefined {
  const usable = theirs.filter((name) => (able ?? STRENGTH[list]).includes(name))
  const rank = (name: string): number => {
    const at = STRENGTH[list].indexOf(name)
    return at < 0 ? STRENGTH[list].length : at
  }
  return usable.toSorted((a, b) => rank(a) - rank(b))[0]
}

/** What ssh offers, of what `ssh -G` says. */
export function clientLists({ list }: Pick<ConfigValues, 'list'>): ClientLists {
  return { kex: list('kexalgorithms'), hostKey: list('hostkeyalgorithms'), ciphers: list('ciphers'), macs: list('macs') }
}
