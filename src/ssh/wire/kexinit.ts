import type { KexOffer } from '../../model/observation.ts'
import { MSG } from './message-number.ts'
import { WireReader } from './wire-reader.ts'
import { concat, nameList } from './write.ts'

const COOKIE_BYTES = 16
const MAX_NAMES = 512
/** RFC 4251 section 6. */
const MAX_NAME = 64

/** A peer's SSH_MSG_KEXINIT. */
export interface KexInit {
  readonly offer: KexOffer
  /** first_kex_packet_follows: a packet made for a guess comes next. */
  readonly follows: boolean
}

/**
 * Reads SSH_MSG_KEXINIT (RFC 4253 section 7.1):
 *
 *     byte       20
 *     byte[16]   cookie
 *     name-list  kex, host key, ciphers to server, to client, MACs to server, to client, compression to server, to client, languages twice
 *     boolean    first_kex_packet_follows
 *     uint32     0
 *
 * A name that is empty, longer than 64 or not printable ASCII is left out: it can match none of ours. Null: no KEXINIT, or more than 512
 * names in a list. Never throws.
 */
export function parseKexInit(payload: Uint8Array): KexInit | null {
  const reader = new WireReader(payload)
  if (reader.byte() !== MSG.kexinit) return null
  reader.bytes(COOKIE_BYTES)
  const lists: string[][] = []
  for (let list = 0; list < 10; list++) {
    const names = reader.text(MAX_NAMES * (MAX_NAME + 1)).split(',')
    if (names.length > MAX_NAMES) return null
    lists.push(names.filter((name) => name.length <= MAX_NAME && /^[!-~]+$/.test(name)))
  }
  const follows = reader.byte() !== 0
  reader.uint32()
  if (reader.failed) return null
  const [kex = [], hostKey = [], cs = [], cc = [], ms = [], mc = [], zs = [], zc = []] = lists
  return {
    offer: {
      kex,
      hostKey,
      ciphersToServer: cs,
      ciphersToClient: cc,
      macsToServer: ms,
      macsToClient: mc,
      compressionToServer: zs,
      compressionToClient: zc,
    },
    follows,
  }
}

/** The payload of our own SSH_MSG_KEXINIT. @param cookie 16 random bytes */
export function kexInit(offer: KexOffer, cookie: Uint8Array): Uint8Array {
  const { kex, hostKey, ciphersToServer, ciphersToClient, macsToServer, macsToClient, compressionToServer, compressionToClient } = offer
  const lists = [
    kex,
    hostKey,
    ciphersToServer,
    ciphersToClient,
    macsToServer,
    macsToClient,
    compressionToServer,
    compressionToClient,
    [],
    [],
  ]
  return concat(Uint8Array.of(MSG.kexinit), cookie, ...lists.map(nameList), new Uint8Array(5))
}
