import crypto from 'node:crypto'
import { modularPower } from '../../ssh/wire/modular-power.ts'
import type { Agreement } from './agreement.ts'
import { mpint } from '../../ssh/wire/write.ts'

/** A group of integers modulo a prime. */
export interface Group {
  readonly p: bigint
  readonly g: bigint
}

/** The groups that have a name (RFC 4253 section 8, RFC 8268 section 3), by Node's name of them. */
const NAMED: Readonly<Record<string, string>> = { group1: 'modp2', group14: 'modp14', group16: 'modp16', group18: 'modp18' }

/** 256 bits: the secret protects nothing, and a longer one would take as much longer. */
const EXPONENT_BYTES = 32
/** What is asked for in a group exchange, and taken (RFC 4419 section 3, RFC 8270); bits. */
export const GROUP_BITS = { least: 2048, wanted: 3072, most: 8192 } as const

/** The group of `diffie-hellman-groupN-…`; null: the method has none of its own. */
export function groupOf(method: string): Group | null {
  const name = NAMED[/^diffie-hellman-(group\d+)-/.exec(method)?.[1] ?? '']
  if (name === undefined) return null
  const named = crypto.getDiffieHellman(name)
  return { p: integer(named.getPrime()), g: integer(named.getGenerator()) }
}

/** A group that a server chose; null: out of bounds. That p is a prime is not looked at: nothing is kept secret by it. */
export function chosenGroup(p: Uint8Array, g: Uint8Array): Group | null {
  const group = { p: integer(p), g: integer(g) }
  const bits = group.p.toString(2).length
  const sound = bits >= GROUP_BITS.least && bits <= GROUP_BITS.most && group.g > 1n && group.g < group.p - 1n
  return sound ? group : null
}

/** Diffie-Hellman by BigInt: OpenSSL would first test for a minute whether a prime that it does not know is one. */
export function joinGroup({ p, g }: Group): Agreement {
  const secret = integer(crypto.randomBytes(EXPONENT_BYTES)) | 1n
  return {
    value: mpint(magnitude(modularPower(g, secret, p))).subarray(4),
    shared: (other) => {
      const theirs = integer(other)
      return theirs > 1n && theirs < p - 1n ? mpint(magnitude(modularPower(theirs, secret, p))) : null
    },
  }
}

function integer(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
}

function magnitude(value: bigint): Uint8Array {
  const hex = value.toString(16)
  return Buffer.from(hex.length % 2 === 1 ? `0${hex}` : hex, 'hex')
}
