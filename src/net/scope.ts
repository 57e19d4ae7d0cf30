import type { Address } from './address.ts'
import { contains, parsePrefix, type Prefix } from './prefix.ts'

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

/** The special-purpose registries (RFC 6890 and what followed it), as far as they matter to a reader; the first that contains wins. */
const REGISTRY: readonly (readonly [string, Scope])[] = [
  ['0.0.0.0/8', 'unspecified'],
  ['127.0.0.0/8', 'loopback'],
  ['10.0.0.0/8', 'private'],
  ['172.16.0.0/12', 'private'],
  ['192.168.0.0/16', 'private'],
  ['100.64.0.0/10', 'shared'],
  ['169.254.0.0/16', 'link-local'],
  ['192.0.2.0/24', 'documentation'],
  ['198.51.100.0/24', 'documentation'],
  ['203.0.113.0/24', 'documentation'],
  ['192.0.0.0/24', 'reserved'],
  ['198.18.0.0/15', 'reserved'],
  ['224.0.0.0/4', 'multicast'],
  ['240.0.0.0/4', 'reserved'],
  ['::/128', 'unspecified'],
  ['::1/128', 'loopback'],
  ['fe80::/10', 'link-local'],
  ['fc00::/7', 'unique-local'],
  ['ff00::/8', 'multicast'],
  ['2001:db8::/32', 'documentation'],
  ['3fff::/20', 'documentation'],
]

let parsed: readonly (readonly [Prefix, Scope])[] | undefined

/** The scope of an address; IPv4-mapped IPv6 addresses have that of the IPv4 address. */
export function scopeOf(address: Address): Scope {
  parsed ??= REGISTRY.flatMap(([text, scope]) => {
    const prefix = parsePrefix(text)
    return prefix ? [[prefix, scope] as const] : []
  })
  const plain: Address =
    address.family === 6 && address.value >> 32n === 0xffffn ? { family: 4, value: address.value & 0xffffffffn } : address
  return parsed.find(([prefix]) => contains(prefix, plain))?.[1] ?? 'public'
}

/** Whether packets to such an address can cross the Internet. */
export function isGlobal(scope: Scope): boolean {
  return scope === 'public'
}

/** Whether the address belongs to some private network, so that it is reached only from inside of it. */
export function isPrivate(scope: Scope): boolean {
  return scope === 'private' || scope === 'shared' || scope === 'unique-local' || scope === 'link-local'
}
