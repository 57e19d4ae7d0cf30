import type { KexOffer } from '../../model/observation.ts'

/** What two offers lead to. */
export interface Agreed {
  readonly kex: string
  readonly hostKey: string
  /** Whether both sides name the same method and host key algorithm first: only then a packet sent for a guess counts. */
  readonly guessed: boolean
}

/**
 * RFC 4253 section 7.1: of each list the first name of the client that the server has too. That a method needs a host key that can sign
 * or encrypt is left out: all that this program offers can sign. Null: one of the lists has nothing in common.
 */
export function negotiate(client: KexOffer, server: KexOffer): Agreed | null {
  const kex = common(client.kex, server.kex)
  const hostKey = common(client.hostKey, server.hostKey)
  if (kex === undefined || hostKey === undefined) return null
  const { ciphersToServer, ciphersToClient } = server
  const ciphers = [common(client.ciphersToServer, ciphersToServer), common(client.ciphersToClient, ciphersToClient)]
  // With these no MAC is negotiated (PROTOCOL.chacha20poly1305, PROTOCOL section 1.6).
  const macs = [
    own(ciphers[0]) ? '' : common(client.macsToServer, server.macsToServer),
    own(ciphers[1]) ? '' : common(client.macsToClient, server.macsToClient),
  ]
  const compression = [
    common(client.compressionToServer, server.compressionToServer),
    common(client.compressionToClient, server.compressionToClient),
  ]
  if ([...ciphers, ...macs, ...compression].includes(undefined)) return null
  return { kex, hostKey, guessed: client.kex[0] === server.kex[0] && client.hostKey[0] === server.hostKey[0] }
}

function common(client: readonly string[], server: readonly string[]): string | undefined {
  return client.find((name) => server.includes(name))
}

function own(cipher: string | undefined): boolean {
  return cipher !== undefined && /^(chacha20-poly1305|aes(128|256)-gcm)@openssh\.com$/.test(cipher)
}
