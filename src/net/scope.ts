import type { Address } from './address.ts'

/** How far an address means something; `shared` is carrier-grade NAT, which Tailscale uses too. */
export type Scope =
  | 'unspecified'
  | 'loopback'
  | 'link-local'
  | 'private'
  | 'shared'
  | 'unique-local'
  | 'multicast'
  | 'documentation'
  | 'reserved'
  | 'public'

/**
 * The special-purpose registries (RFC 6890 and what followed it), as far as they matter to a reader: family, prefix length, and the bits
 * of the prefix. The first that fits wins. Written as numbers, as every start reads them.
 */
const REGISTRY: readonly (readonly [4 | 6, number, bigint, Scope])[] = [
  [4, 8, 0x0n, 'unspecified'], // 0.0.0.0/8
  [4, 8, 0x7fn, 'loopback'], // 127.0.0.0/8
  [4, 8, 0xan, 'private'], // 10.0.0.0/8
  [4, 12, 0xac1n, 'private'], // 172.16.0.0/12
  [4, 16, 0xc0a8n, 'private'], // 192.168.0.0/16
  [4, 10, 0x191n, 'shared'], // 100.64.0.0/10
  [4, 16, 0xa9fen, 'link-local'], // 169.254.0.0/16
  [4, 24, 0xc00002n, 'documentation'], // 192.0.2.0/24
  [4, 24, 0xc63364n, 'documentation'], // 198.51.100.0/24
  [4, 24, 0xcb0071n, 'documentation'], // 203.0.113.0/24
  [4, 24, 0xc00000n, 'reserved'], // 192.0.0.0/24
  [4, 15, 0x6309n, 'reserved'], // 198.18.0.0/15
  [4, 4, 0xen, 'multicast'], // 224.0.0.0/4
  [4, 4, 0xfn, 'reserved'], // 240.0.0.0/4
  [6, 128, 0x0n, 'unspecified'], // ::/128
  [6, 128, 0x1n, 'loopback'], // ::1/128
  [6, 10, 0x3fan, 'link-local'], // fe80::/10
  [6, 7, 0x7en, 'unique-local'], // fc00::/7
  [6, 8, 0xffn, 'multicast'], // ff00::/8
  [6, 32, 0x20010db8n, 'documentation'], // 2001:db8::/32
  [6, 20, 0x3fff0n, 'documentation'], // 3fff::/20
]

/** The scope of an address; IPv4-mapped IPv6 addresses have that of the IPv4 address. */
export function scopeOf({ family, value }: Address): Scope {
  if (family === 6 && value >> 32n === 0xffffn) return scopeOf({ family: 4, value: value & 0xffffffffn })
  const bits = family === 4 ? 32 : 128
  return REGISTRY.find(([of, length, prefix]) => of === family && value >> BigInt(bits - length) === prefix)?.[3] ?? 'public'
}

/** Whether the address belongs to some private network, so that it is reached only from inside of it. */
export function isPrivate(scope: Scope): boolean {
  return scope === 'private' || scope === 'shared' || scope === 'unique-local' || scope === 'link-local'
}
