import { type Address, formatAddress, parseAddress } from './address.ts'

/** A CIDR prefix: the network part of `value` is its first `length` bits. */
export interface Prefix {
  readonly family: 4 | 6
  readonly value: bigint
  readonly length: number
}

const BITS = { 4: 32, 6: 128 } as const

/** Reads `address/length`, host bits allowed and dropped; null when it is none. */
export function parsePrefix(text: string): Prefix | null {
  const match = /^([^/]+)\/(\d{1,3})$/.exec(text)
  const address = match ? parseAddress(match[1] ?? '') : null
  const length = Number(match?.[2])
  if (!address || length > BITS[address.family]) return null
  const host = BigInt(BITS[address.family] - length)
  return { family: address.family, value: (address.value >> host) << host, length }
}

export function formatPrefix(prefix: Prefix): string {
  return `${formatAddress(prefix)}/${prefix.length}`
}

/** Whether the address lies in the prefix; addresses of another family never do. */
export function contains(prefix: Prefix, address: Address): boolean {
  const host = BigInt(BITS[prefix.family] - prefix.length)
  return prefix.family === address.family && prefix.value >> host === address.value >> host
}
